import { GROUP_BY, isDisplayControl, type NativeFilter, withSetting } from '@coset/chart-kit/dashboard'
import { Checkbox, Fieldset, Select, Stack } from '@mantine/core'
import { t } from '../../../../session/i18n.ts'

interface Props {
  readonly filter: NativeFilter
  readonly onChange: (filter: NativeFilter) => void
}

interface CheckProps extends Props {
  readonly setting: string
  readonly label: string
  readonly description?: string
  /** What counts where nothing is said. */
  readonly usual?: boolean
}

const Check = ({ filter, onChange, setting, label, description, usual = false }: CheckProps) => {
  const value = filter.controlValues?.[setting]
  return (
    <Checkbox
      label={label}
      description={description}
      checked={usual ? value !== false : value === true}
      onChange={(event) => onChange(withSetting(filter, setting, event.currentTarget.checked))}
    />
  )
}

const ValueChecks = (props: Props) => {
  const { filter, onChange } = props
  const isFirst = filter.controlValues?.['defaultToFirstItem'] === true
  return (
    <>
      <Select
        label={t('Order of the values')}
        data={[
          { value: 'up', label: t('Ascending') },
          { value: 'down', label: t('Descending') },
        ]}
        allowDeselect={false}
        value={filter.controlValues?.['sortAscending'] === false ? 'down' : 'up'}
        onChange={(order) => onChange(withSetting(filter, 'sortAscending', order !== 'down'))}
      />
      <Check {...props} setting="multiSelect" usual label={t('Several values at once')} />
      <Checkbox
        label={t('Begin with the first value')}
        description={t('In place of a default value')}
        checked={isFirst}
        onChange={(event) => {
          const next = withSetting(filter, 'defaultToFirstItem', event.currentTarget.checked)
          onChange(event.currentTarget.checked ? { ...next, defaultDataMask: { extraFormData: {}, filterState: {} } } : next)
        }}
      />
      <Check {...props} setting="inverseSelection" label={t('Leave the chosen values out')} description={t('Charts show everything else')} />
      <Check
        {...props}
        setting="searchAllOptions"
        label={t('Search all values')}
        description={t('What is typed is searched in the database: for columns of more than 1,000 values')}
      />
      <Check {...props} setting="creatable" label={t('Values of one’s own')} description={t('People may type values that are not in the list')} />
    </>
  )
}

const RangeKind = ({ filter, onChange }: Props) => {
  const value = filter.controlValues?.['enableSingleValue']
  return (
    <Select
      label={t('What is chosen')}
      data={[
        { value: 'both', label: t('From and to') },
        { value: '0', label: t('A least value') },
        { value: '1', label: t('One exact value') },
        { value: '2', label: t('A greatest value') },
      ]}
      allowDeselect={false}
      value={typeof value === 'number' ? String(value) : 'both'}
      onChange={(kind) =>
        onChange({
          ...withSetting(filter, 'enableSingleValue', kind === null || kind === 'both' ? undefined : Number(kind)),
          defaultDataMask: { extraFormData: {}, filterState: {} },
        })
      }
    />
  )
}

/** How the filter acts for those who use it. */
export const Behaviour = (props: Props) => {
  const { filterType } = props.filter
  if (isDisplayControl(filterType))
    return filterType === GROUP_BY ? <Check {...props} setting="canSelectMultiple" usual label={t('Several columns at once')} /> : null
  return (
    <Fieldset legend={t('How it acts')}>
      <Stack gap="sm">
        {filterType === 'filter_range' && <RangeKind {...props} />}
        <Check {...props} setting="enableEmptyFilter" label={t('Something must be chosen')} description={t('Charts in scope wait until it is')} />
        {filterType === 'filter_select' && <ValueChecks {...props} />}
      </Stack>
    </Fieldset>
  )
}
