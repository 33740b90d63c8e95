import { EMPTY_MASK, type NativeFilter } from '@coset/chart-kit/dashboard'
import { Button, Fieldset, Group, Select, Stack, Switch, Text } from '@mantine/core'
import { t } from '../../../../session/i18n.ts'
import { FilterEditor } from '../editors.tsx'
import type { SettingsProps } from './settings.tsx'

const without = ({ time_range: _range, granularity_sqla: _column, ...rest }: NativeFilter): NativeFilter => rest

/** Rows that the choices are read from: of a time only, and under conditions that were written elsewhere. */
export const PreFilter = ({ filter, columns, onChange }: Pick<SettingsProps, 'filter' | 'columns' | 'onChange'>) => {
  const times = (columns ?? []).filter((column) => column.isTime).map(({ name: value, label }) => ({ value, label }))
  const conditions = filter.adhoc_filters?.length ?? 0
  const isOn = filter.time_range !== undefined
  const [first] = times
  if (times.length === 0 && !isOn && conditions === 0) return null
  const begin = (): void => onChange({ ...filter, time_range: 'Last year', ...(first === undefined ? {} : { granularity_sqla: first.value }) })
  return (
    <Stack gap="xs">
      <Switch
        label={t('Offer only values of a time')}
        checked={isOn}
        onChange={(event) => (event.currentTarget.checked ? begin() : onChange(without(filter)))}
      />
      {isOn && (
        <Fieldset legend={t('Values of this time')}>
          <Stack gap="sm">
            <Select
              label={t('Time column')}
              data={times}
              value={filter.granularity_sqla ?? null}
              allowDeselect={false}
              onChange={(column) => column !== null && onChange({ ...filter, granularity_sqla: column })}
            />
            <FilterEditor
              filter={{ ...filter, id: `${filter.id}-time`, name: t('Time range'), filterType: 'filter_time' }}
              mask={{ ...EMPTY_MASK, filterState: { value: filter.time_range } }}
              onChange={(mask) => onChange({ ...filter, time_range: typeof mask.filterState.value === 'string' ? mask.filterState.value : 'No filter' })}
            />
          </Stack>
        </Fieldset>
      )}
      {conditions > 0 && (
        <Group gap="xs">
          <Text size="sm">{t('Conditions that came with the filter: {{count}}', { count: conditions })}</Text>
          <Button size="compact-xs" variant="subtle" onClick={() => onChange({ ...filter, adhoc_filters: [] })}>
            {t('Take them out')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
