import {
  CONTROL_COLUMN,
  CONTROL_GRAIN,
  type DataMask,
  GROUP_BY,
  groupByMask,
  type NativeFilter,
  timeColumnMask,
  timeGrainMask,
} from '@coset/chart-kit/dashboard'
import { MultiSelect, Select, Text } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { useDashboard } from '../model/context.ts'
import type { DatasetInfo } from '../model/types.ts'

interface Props {
  readonly filter: NativeFilter
  readonly mask: DataMask
  readonly onChange: (mask: DataMask) => void
}

type Column = DatasetInfo['columns'][number]
const labelOf = (column: Column): string => (column.verbose_name === null || column.verbose_name === '' ? column.column_name : column.verbose_name)
const choices = (columns: readonly Column[]) => columns.map((column) => ({ value: column.column_name, label: labelOf(column) }))
const chosenOf = (mask: DataMask): readonly string[] => {
  const { value } = mask.filterState
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '')
}

/** Columns of which the charts' dimensions are taken. */
const GroupByEditor = ({ filter, mask, onChange, columns }: Props & { readonly columns: readonly Column[] }) => {
  const data = choices(columns.filter((column) => column.groupby !== false))
  const take = (names: readonly string[]): void =>
    onChange(groupByMask(names.map((name) => ({ name, label: data.find((one) => one.value === name)?.label ?? name }))))
  const chosen = chosenOf(mask).filter((name) => data.some((one) => one.value === name))
  const shared = {
    'aria-label': filter.name,
    data,
    searchable: true,
    clearable: true,
    nothingFoundMessage: t('No such column'),
    maxDropdownHeight: 300,
    comboboxProps: { withinPortal: false },
  }
  const placeholder = t('As each chart has it')
  if (filter.controlValues?.['canSelectMultiple'] === false)
    return <Select {...shared} placeholder={placeholder} value={chosen[0] ?? null} onChange={(name) => take(name === null ? [] : [name])} />
  return <MultiSelect {...shared} placeholder={chosen.length === 0 ? placeholder : ''} value={[...chosen]} onChange={take} />
}

/** The widget of a display control; what it offers is known from the charts' dataset, without asking. */
export const ControlEditor = (props: Props) => {
  const { filter, mask, onChange } = props
  const dataset = useDashboard().datasets.get(filter.targets[0]?.datasetId ?? 0)
  const [value = null] = chosenOf(mask)
  const shared = {
    'aria-label': filter.name,
    placeholder: t('As each chart has it'),
    value,
    clearable: true,
    searchable: true,
    comboboxProps: { withinPortal: false },
  }
  if (dataset === undefined) return <Text c="dimmed">{t('No chart of this dashboard reads its dataset.')}</Text>
  if (filter.filterType === GROUP_BY) return <GroupByEditor {...props} columns={dataset.columns} />
  if (filter.filterType === CONTROL_COLUMN) {
    const times = choices(dataset.columns.filter((column) => column.is_dttm))
    return (
      <Select
        {...shared}
        data={times}
        onChange={(next) => {
          const mask = timeColumnMask(next)
          onChange(next === null ? mask : { ...mask, filterState: { ...mask.filterState, label: times.find((one) => one.value === next)?.label ?? next } })
        }}
      />
    )
  }
  if (filter.filterType === CONTROL_GRAIN) {
    const grains = dataset.time_grain_sqla.map(([grain, label]) => ({ value: grain, label }))
    return <Select {...shared} data={grains} onChange={(next) => onChange(timeGrainMask(next, grains.find((one) => one.value === next)?.label ?? ''))} />
  }
  return <Text c="dimmed">{t('This kind of display control is not known here: {{kind}}', { kind: filter.filterType })}</Text>
}
