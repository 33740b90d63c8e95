import { asList, type ChartDefinition, controlsOf, type FormData, withDefaults } from '@coset/chart-kit'
import { columnType } from '../adhoc/column.ts'
import { isTimeFilter, timeFilter } from '../adhoc/filter.ts'
import { isQuestion } from '../source.ts'
import type { Dataset } from '../types.ts'
import { isEmpty } from './controls.ts'

/** Column name → true, for every time column; queries ask it which dimensions take the grain. */
export function temporalLookup(dataset: Dataset): Readonly<Record<string, boolean>> {
  return Object.fromEntries(dataset.columns.filter((column) => columnType(column) === 'time').map((column) => [column.column_name, true]))
}

function mainTime(dataset: Dataset): string | undefined {
  return dataset.main_dttm_col || dataset.columns.find((column) => columnType(column) === 'time')?.column_name
}

/** Charts from before there was an x axis have their time in `granularity_sqla`; it becomes the axis. */
function withAxis(definition: ChartDefinition, formData: FormData): FormData {
  const time = formData['granularity_sqla']
  const takes = controlsOf(definition).some((control) => control.key === 'x_axis')
  return takes && isEmpty(formData['x_axis']) && typeof time === 'string' && time !== '' ? { ...formData, x_axis: time } : formData
}

/** A saved or kept form made ready for editing: defaults filled, lookups set, old spellings of the axis read. */
export function readyForm(definition: ChartDefinition, formData: FormData, dataset: Dataset): FormData {
  const filled = withAxis(definition, withDefaults(definition, formData))
  const hasLookup = controlsOf(definition).some((control) => control.key === 'temporal_columns_lookup')
  return hasLookup ? { ...filled, temporal_columns_lookup: temporalLookup(dataset) } : filled
}

/** The form of a fresh chart: the dataset's time column as axis and as time filter, its first saved metric, nothing else. A table of a query shows its rows. */
export function freshForm(definition: ChartDefinition, formData: FormData, dataset: Dataset): FormData {
  const form: Record<string, unknown> = { ...readyForm(definition, formData, dataset) }
  const time = mainTime(dataset)
  for (const control of controlsOf(definition)) {
    if (control.kind === 'filters' && isEmpty(form[control.key]) && time !== undefined) form[control.key] = [timeFilter(time)]
    if (!isEmpty(form[control.key])) continue
    if (control.key === 'x_axis' && time !== undefined) form[control.key] = time
    if (control.key === 'granularity_sqla' && time !== undefined) form[control.key] = time
    if (control.key === 'time_grain_sqla') form[control.key] = 'P1D'
  }
  if (isQuestion(dataset) && definition.vizType === 'table')
    return { ...form, query_mode: 'raw', all_columns: dataset.columns.map((column) => column.column_name) }
  return firstMetric(definition, form, dataset)
}

/** Charts that only miss a metric start with the dataset's first one, so that a picture is there at once. */
function firstMetric(definition: ChartDefinition, form: FormData, dataset: Dataset): FormData {
  const saved = dataset.metrics[0]?.metric_name
  const control = controlsOf(definition).find(
    ({ kind, key, required }) => (kind === 'metric' || kind === 'metrics') && (required === true || key === 'metrics') && isEmpty(form[key]),
  )
  if (saved === undefined || control === undefined) return form
  return { ...form, [control.key]: control.kind === 'metrics' ? [saved] : saved }
}

/** The first time filter of a form and its place. */
export function timeFilterOf(formData: FormData): { readonly index: number; readonly range: string; readonly subject: string } | undefined {
  const filters = asList(formData['adhoc_filters'])
  const index = filters.findIndex(isTimeFilter)
  const filter = filters[index]
  if (!isTimeFilter(filter)) return undefined
  return { index, range: String(filter['comparator'] ?? 'No filter'), subject: String(filter['subject'] ?? '') }
}
