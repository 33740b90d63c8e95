import {
  axisColumn,
  baseAxis,
  baseQuery,
  columnLabel,
  compare,
  contribution,
  distinct,
  extraSortMetrics,
  type FormData,
  flatten,
  forecast,
  metricLabel,
  normalOrder,
  type Operator,
  pivot,
  type QueryObject,
  readColumns,
  readMetrics,
  rename,
  resample,
  rolling,
  sortAxis,
  steps,
  timeOffsets,
} from '@coset/chart-kit'

const SINGLE: readonly Operator[] = [pivot, resample, rolling, compare, rename, contribution, sortAxis, flatten, forecast]
const ONE_OF_TWO: readonly Operator[] = [pivot, resample, rolling, compare, rename, flatten]

/** Axis first, then the dimensions; the base query knows the filters and limits. */
function columnsOf(formData: FormData, base: QueryObject): NonNullable<QueryObject['columns']> {
  const axis = axisColumn(formData)
  const dimensions = readColumns(formData, 'groupby')
  const all = axis === undefined ? dimensions : [baseAxis(axis, base.extras?.['time_grain_sqla']), ...dimensions]
  return distinct(all, columnLabel)
}

function metricsOf(formData: FormData, base: QueryObject): NonNullable<QueryObject['metrics']> {
  const extra = new Set(extraSortMetrics(formData))
  const ranked = readMetrics(formData, 'timeseries_limit_metric').filter((metric) => extra.has(metricLabel(metric)))
  return distinct([...(base.metrics ?? []), ...ranked], metricLabel)
}

function assemble(formData: FormData, operators: readonly Operator[]): QueryObject {
  const base = baseQuery(formData)
  const query: QueryObject = {
    ...base,
    columns: columnsOf(formData, base),
    series_columns: readColumns(formData, 'groupby'),
    metrics: metricsOf(formData, base),
    ...(axisColumn(formData) === undefined && { is_timeseries: true }),
    time_offsets: timeOffsets(formData),
  }
  const orderby = normalOrder(formData, query)
  return { ...query, ...(orderby !== undefined && { orderby }), post_processing: steps(formData, { ...query, metrics: base.metrics }, operators) }
}

/** The one query of every chart over a time or category axis. */
export function timeSeriesQueries(formData: FormData): readonly QueryObject[] {
  return [assemble(formData, SINGLE)]
}

const SUFFIX = '_b'

/** The form of the second query: each key with the suffix takes the place of its twin. */
export function secondForm(formData: FormData): FormData {
  const form: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(formData)) if (!key.endsWith(SUFFIX)) form[key] = value
  for (const [key, value] of Object.entries(formData)) if (key.endsWith(SUFFIX) && value !== undefined) form[key.slice(0, -SUFFIX.length)] = value
  return form
}

function firstForm(formData: FormData): FormData {
  return Object.fromEntries(Object.entries(formData).filter(([key]) => !key.endsWith(SUFFIX)))
}

/** Both queries of the mixed chart. Their order stands alone: the ranking metric and direction are folded into it. */
export function mixedQueries(formData: FormData): readonly QueryObject[] {
  return [firstForm(formData), secondForm(formData)].map((form) => {
    const { series_limit_metric: _metric, order_desc: _desc, ...query } = assemble(form, ONE_OF_TWO)
    return query
  })
}
