import { asList, type Choice, columnLabel, isColumn, isMetric, metricLabel } from '@coset/chart-kit'
import { MultiSelect, TagsInput } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { useForm } from '../page/context.ts'
import { ChoiceSelect } from './choice-select.tsx'
import type { EditorProps } from './types.ts'

const NONE: Choice = { value: null, label: 'None' }

/** What an axis can be sorted by: itself and the chart's metrics. */
function useSortChoices(wanted: boolean): readonly Choice[] {
  const form = useForm()
  if (!wanted) return []
  const axis = form['x_axis']
  const names = [
    ...(isColumn(axis) ? [columnLabel(axis)] : []),
    ...asList(form['metrics']).filter(isMetric).map(metricLabel),
    ...asList(form['timeseries_limit_metric']).filter(isMetric).map(metricLabel),
  ]
  return [NONE, ...[...new Set(names)].map((value) => ({ value, label: value }))]
}

export const SelectEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const sorts = useSortChoices(control.choices === undefined)
  const choices = control.choices ?? sorts
  const hasNull = choices.some((choice) => choice.value === null)
  return (
    <ChoiceSelect
      choices={choices}
      value={value ?? (hasNull ? null : control.default)}
      onChange={onChange}
      labelId={labelId}
      freeForm={control.freeForm === true}
      clearable={!hasNull && control.default === undefined}
    />
  )
}

export const MultiSelectEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const choices = control.choices ?? []
  const values = asList(value).map(String)
  const typed = (text: string): unknown => choices.find((choice) => String(choice.value) === text)?.value ?? text
  const change = (next: readonly string[]): void => onChange(next.map(typed))
  const data = choices.map((choice) => ({ value: String(choice.value), label: t(choice.label) }))
  if (control.freeForm === true)
    return (
      <TagsInput
        size="xs"
        aria-labelledby={labelId}
        data={data.map((item) => item.value)}
        value={values}
        onChange={change}
        placeholder={values.length === 0 ? t('Choose or type') : ''}
      />
    )
  return (
    <MultiSelect
      size="xs"
      aria-labelledby={labelId}
      data={data}
      value={values}
      onChange={change}
      searchable
      placeholder={values.length === 0 ? t('Choose') : ''}
    />
  )
}
