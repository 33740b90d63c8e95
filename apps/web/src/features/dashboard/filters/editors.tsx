import {
  type DataMask,
  isDisplayControl,
  isEmpty,
  type NativeFilter,
  rangeMask,
  selectMask,
  timeColumnMask,
  timeGrainMask,
  timeRangeMask,
} from '@coset/chart-kit/dashboard'
import { Group, MultiSelect, NumberInput, RangeSlider, SegmentedControl, Select, Slider, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { ControlEditor } from './control-editors.tsx'
import { useEdges, useTimeColumns, useTimeGrains, useValues } from './use-options.ts'

export interface EditorProps {
  readonly filter: NativeFilter
  readonly mask: DataMask
  readonly onChange: (mask: DataMask) => void
}

const NULL_KEY = '\u0000null'
/** Long integers come back from kept states as the text of their digits. */
const keyOf = (value: unknown): string => (value === null ? NULL_KEY : `${typeof value === 'bigint' ? 'string' : typeof value}:${String(value)}`)
const textOf = (value: unknown, temporal: boolean): string =>
  value === null
    ? t('(empty)')
    : temporal && typeof value === 'number'
      ? new Date(value).toISOString().slice(0, 10)
      : value === ''
        ? t('(blank)')
        : String(value)
const chosenOf = (mask: DataMask): readonly unknown[] =>
  Array.isArray(mask.filterState.value) ? mask.filterState.value : isEmpty(mask.filterState.value) ? [] : [mask.filterState.value]

const SelectEditor = ({ filter, mask, onChange }: EditorProps) => {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 250)
  const { values, temporal, query } = useValues(filter, filter.controlValues?.['searchAllOptions'] === true ? asked : '')
  const chosen = chosenOf(mask)
  const own =
    filter.controlValues?.['creatable'] === true && search.trim() !== '' && !values.some((value) => String(value) === search.trim()) ? [search.trim()] : []
  const byKey = new Map([...chosen, ...values, ...own].map((value) => [keyOf(value), value]))
  const data = [...byKey].map(([value, raw]) => ({ value, label: textOf(raw, temporal) }))
  const first = values[0]
  const wantsFirst = filter.controlValues?.['defaultToFirstItem'] === true && chosen.length === 0 && first !== undefined
  useEffect(() => {
    if (wantsFirst) onChange(selectMask(filter, [first]))
  }, [wantsFirst, first, filter, onChange])
  const take = (keys: readonly string[]): void =>
    onChange(
      selectMask(
        filter,
        keys.map((key) => byKey.get(key) ?? null),
      ),
    )
  const shared = {
    'aria-label': filter.name,
    placeholder: query.isLoading ? t('Loading…') : t('All'),
    data,
    searchable: true,
    clearable: true,
    searchValue: search,
    onSearchChange: setSearch,
    limit: 200,
    nothingFoundMessage: t('No such value'),
    error: query.error?.message ?? null,
    maxDropdownHeight: 300,
    comboboxProps: { withinPortal: false },
  }
  if (filter.controlValues?.['multiSelect'] === false)
    return <Select {...shared} value={chosen[0] === undefined ? null : keyOf(chosen[0])} onChange={(key) => take(key === null ? [] : [key])} />
  return <MultiSelect {...shared} placeholder={chosen.length === 0 ? shared.placeholder : ''} value={chosen.map(keyOf)} onChange={take} />
}

interface SingleProps {
  readonly name: string
  /** 0: the least value, 1: the exact one, 2: the greatest. */
  readonly kind: 0 | 1 | 2
  readonly min: number
  readonly max: number
  readonly step: number
  readonly state: readonly unknown[]
  readonly onSet: (low: number | null, high: number | null) => void
}

/** One number in place of two. */
const SingleEditor = ({ name, kind, min, max, step, state, onSet }: SingleProps) => {
  const value = [state[0], state[1]].find((bound) => typeof bound === 'number')
  const set = (next: number | null): void => onSet(kind === 2 ? null : next, kind === 0 ? null : next)
  const label = kind === 0 ? t('At least') : kind === 1 ? t('Exactly') : t('At most')
  return (
    <Stack gap="sm">
      <Slider
        min={min}
        max={max}
        step={step}
        value={typeof value === 'number' ? value : kind === 2 ? max : min}
        thumbLabel={`${name}: ${label}`}
        onChange={set}
      />
      <NumberInput
        label={label}
        min={min}
        max={max}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => set(typeof next === 'number' ? next : null)}
      />
    </Stack>
  )
}

const RangeEditor = ({ filter, mask, onChange }: EditorProps) => {
  const { min, max, query } = useEdges(filter)
  const state = Array.isArray(mask.filterState.value) ? mask.filterState.value : [null, null]
  const from = typeof state[0] === 'number' ? state[0] : min
  const to = typeof state[1] === 'number' ? state[1] : max
  const set = (low: number | null, high: number | null): void => onChange(rangeMask(filter, low, high, { min, max }))
  const single = filter.controlValues?.['enableSingleValue']
  if (query.error !== null) return <Text c="red">{query.error.message}</Text>
  if (min === null || max === null) return <Text c="dimmed">{query.isLoading ? t('Loading…') : t('There are no values.')}</Text>
  const step = Number.isInteger(min) && Number.isInteger(max) ? 1 : (max - min) / 200
  if (single === 0 || single === 1 || single === 2)
    return <SingleEditor name={filter.name} kind={single} min={min} max={max} step={step} state={state} onSet={set} />
  return (
    <Stack gap="sm">
      <RangeSlider
        min={min}
        max={max}
        step={step}
        value={[from ?? min, to ?? max]}
        minRange={0}
        thumbFromLabel={t('From')}
        thumbToLabel={t('To')}
        onChange={([low, high]) => set(low, high)}
      />
      <Group grow>
        <NumberInput aria-label={t('From')} min={min} max={max} value={from ?? ''} onChange={(value) => set(typeof value === 'number' ? value : null, to)} />
        <NumberInput aria-label={t('To')} min={min} max={max} value={to ?? ''} onChange={(value) => set(from, typeof value === 'number' ? value : null)} />
      </Group>
    </Stack>
  )
}

const COMMON = [
  'No filter',
  'Last day',
  'Last week',
  'Last month',
  'Last quarter',
  'Last year',
  'Current week',
  'Current month',
  'Current quarter',
  'Current year',
  'previous calendar week',
  'previous calendar month',
  'previous calendar quarter',
  'previous calendar year',
]

const TimeEditor = ({ filter, mask, onChange }: EditorProps) => {
  const value = typeof mask.filterState.value === 'string' ? mask.filterState.value : 'No filter'
  const between = value.includes(' : ')
  const [kind, setKind] = useState<'common' | 'between'>(between ? 'between' : 'common')
  const [since = '', until = ''] = between ? value.split(' : ') : []
  const resolved = useQuery({
    queryKey: ['time-range', value],
    queryFn: ({ signal }) => api.get<{ result: readonly { since: string; until: string }[] }>('/api/v1/time_range/', { q: value, signal }),
    enabled: value !== 'No filter',
    retry: false,
  })
  const [range] = resolved.data?.result ?? []
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        value={kind}
        onChange={(next) => setKind(next === 'between' ? 'between' : 'common')}
        data={[
          { value: 'common', label: t('Usual') },
          { value: 'between', label: t('From … to') },
        ]}
      />
      {kind === 'common' ? (
        <Select
          aria-label={filter.name}
          data={COMMON.map((range) => ({ value: range, label: t(range) }))}
          value={COMMON.includes(value) ? value : null}
          onChange={(next) => onChange(timeRangeMask(next ?? 'No filter'))}
          comboboxProps={{ withinPortal: false }}
          searchable
        />
      ) : (
        <Group grow>
          <TextInput
            label={t('From')}
            description={t('included')}
            placeholder="2024-01-01"
            value={since}
            onChange={(event) => onChange(timeRangeMask(`${event.currentTarget.value} : ${until}`))}
          />
          <TextInput
            label={t('To')}
            description={t('excluded')}
            placeholder="now"
            value={until}
            onChange={(event) => onChange(timeRangeMask(`${since} : ${event.currentTarget.value}`))}
          />
        </Group>
      )}
      {resolved.error !== null ? (
        <Text size="xs" c="red" role="alert">
          {resolved.error.message}
        </Text>
      ) : (
        range !== undefined && (
          <Text size="xs" c="dimmed" className="coset-figures">
            {range.since || '…'} ≤ t &lt; {range.until || '…'}
          </Text>
        )
      )}
    </Stack>
  )
}

const ColumnEditor = ({ filter, mask, onChange }: EditorProps) => {
  const data = useTimeColumns(filter)
  const [value] = chosenOf(mask)
  return (
    <Select
      aria-label={filter.name}
      data={data}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => onChange(timeColumnMask(next))}
      clearable
      comboboxProps={{ withinPortal: false }}
    />
  )
}

const GrainEditor = ({ filter, mask, onChange }: EditorProps) => {
  const data = useTimeGrains(filter)
  const [value] = chosenOf(mask)
  return (
    <Select
      aria-label={filter.name}
      data={data}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => onChange(timeGrainMask(next, data.find((d) => d.value === next)?.label ?? ''))}
      clearable
      comboboxProps={{ withinPortal: false }}
    />
  )
}

/** The widget of a filter's kind. */
export const FilterEditor = (props: EditorProps) => {
  switch (props.filter.filterType) {
    case 'filter_select':
      return <SelectEditor {...props} />
    case 'filter_range':
      return <RangeEditor {...props} />
    case 'filter_time':
      return <TimeEditor {...props} />
    case 'filter_timecolumn':
      return <ColumnEditor {...props} />
    case 'filter_timegrain':
      return <GrainEditor {...props} />
    default:
      if (isDisplayControl(props.filter.filterType)) return <ControlEditor {...props} />
      return <Text c="dimmed">{t('This kind of filter is not known here: {{kind}}', { kind: props.filter.filterType })}</Text>
  }
}
