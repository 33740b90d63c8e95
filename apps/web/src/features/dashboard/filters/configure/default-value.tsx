import { type DataMask, EMPTY_MASK, isEmpty, type NativeFilter, readsColumn, readsDataset } from '@coset/chart-kit/dashboard'
import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { t } from '../../../../session/i18n.ts'
import { FilterEditor } from '../editors.tsx'

interface Props {
  readonly filter: NativeFilter
  readonly onChange: (filter: NativeFilter) => void
}

const canAsk = ({ filterType, targets: [target] }: NativeFilter): boolean =>
  (!readsDataset(filterType) || target?.datasetId !== undefined) && (!readsColumn(filterType) || (target?.column?.name ?? '') !== '')

/** What the filter does before anybody touches it, chosen with the very widget that people get. */
export const DefaultValue = ({ filter, onChange }: Props) => {
  const latest = useRef({ filter, onChange })
  useEffect(() => {
    latest.current = { filter, onChange }
  })
  const take = useCallback((mask: DataMask) => latest.current.onChange({ ...latest.current.filter, defaultDataMask: mask }), [])
  const { defaultDataMask } = filter
  const mask = useMemo<DataMask>(() => ({ ...EMPTY_MASK, ...defaultDataMask }), [defaultDataMask])
  const isFirst = filter.filterType === 'filter_select' && filter.controlValues?.['defaultToFirstItem'] === true
  const [target] = filter.targets
  return (
    <Fieldset legend={t('Default value')}>
      {isFirst ? (
        <Text size="sm" c="dimmed">
          {t('The first value is chosen by itself.')}
        </Text>
      ) : canAsk(filter) ? (
        <Stack gap="xs">
          <FilterEditor
            key={`${filter.filterType} ${target?.datasetId} ${target?.column?.name}`}
            filter={{ ...filter, name: t('Default value') }}
            mask={mask}
            onChange={take}
          />
          {!isEmpty(mask.filterState.value) && (
            <Group justify="flex-end">
              <Button size="compact-xs" variant="subtle" onClick={() => take(EMPTY_MASK)}>
                {t('No default value')}
              </Button>
            </Group>
          )}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {readsColumn(filter.filterType) ? t('Choose dataset and column first.') : t('Choose a dataset first.')}
        </Text>
      )}
    </Fieldset>
  )
}
