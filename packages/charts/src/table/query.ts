import {
  asNumber,
  baseAxis,
  baseQuery,
  columnLabel,
  compare as compareStep,
  type FormData,
  isRecord,
  metricLabel,
  type PostProcessingRule,
  type QueryColumn,
  type QueryMetric,
  type QueryObject,
  readColumns,
  readFlag,
  readMetrics,
  readText,
  steps,
} from '@coset/chart-kit'

/** `raw` shows rows, `aggregate` groups; not said, columns chosen for rows decide. */
export function tableMode(formData: FormData): 'raw' | 'aggregate' {
  const mode = formData['query_mode']
  if (mode === 'raw' || mode === 'aggregate') return mode
  return readColumns(formData, 'all_columns').length > 0 ? 'raw' : 'aggregate'
}

/** The offset of a table's time comparison: one text, a date (`custom`) or `inherit`. */
function offsets(formData: FormData): readonly string[] {
  const chosen = Array.isArray(formData['time_compare']) ? formData['time_compare'][0] : formData['time_compare']
  if (typeof chosen !== 'string' || chosen === '') return []
  if (chosen !== 'custom') return [chosen]
  const start = readText(formData, 'start_date_offset')
  return start === '' ? [] : [start]
}

/** The first temporal dimension is cut to the grain and goes to the front. */
function withTimeFirst(formData: FormData, columns: readonly QueryColumn[], grain: unknown): readonly QueryColumn[] {
  const lookup = formData['temporal_columns_lookup']
  if (!isRecord(lookup) || typeof grain !== 'string' || grain === '') return columns
  const index = columns.findIndex((column) => typeof column === 'string' && lookup[column] === true)
  const temporal = columns[index]
  if (temporal === undefined) return columns
  return [baseAxis(temporal, grain), ...columns.slice(0, index), ...columns.slice(index + 1)]
}

function aggregateOrder(formData: FormData, metrics: readonly QueryMetric[]): QueryObject['orderby'] {
  const by = readMetrics(formData, 'timeseries_limit_metric')[0]
  if (by !== undefined) return [[by, !readFlag(formData, 'order_desc')]]
  const first = metrics[0]
  return first === undefined ? undefined : [[first, false]]
}

function percentStep(formData: FormData, shifts: readonly string[]): PostProcessingRule | undefined {
  const labels = readMetrics(formData, 'percent_metrics').map(metricLabel)
  if (labels.length === 0) return undefined
  const columns = labels.flatMap((label) => [label, ...shifts.map((shift) => `${label}__${shift}`)])
  return { operation: 'contribution', options: { columns, rename_columns: columns.map((label) => `%${label}`) } }
}

interface OwnState {
  readonly currentPage: number
  readonly pageSize: number
  readonly sortBy: QueryObject['orderby']
  readonly searchColumn: string
  readonly searchText: string
}

/** Page, order and search of a table whose pages come from the server. */
export function ownState(formData: FormData): OwnState {
  const state = isRecord(formData['own_state']) ? formData['own_state'] : {}
  const sort = Array.isArray(state['sortBy']) ? state['sortBy'].filter(isRecord) : []
  return {
    currentPage: Math.max(0, asNumber(state['currentPage']) ?? 0),
    pageSize: asNumber(state['pageSize']) ?? asNumber(formData['server_page_length']) ?? 10,
    sortBy: sort.map((item) => [String(item['key'] ?? item['id']), item['desc'] !== true] as const),
    searchColumn: typeof state['searchColumn'] === 'string' ? state['searchColumn'] : '',
    searchText: typeof state['searchText'] === 'string' ? state['searchText'] : '',
  }
}

function paged(formData: FormData, query: QueryObject): readonly QueryObject[] {
  const format = formData['result_format']
  if (!readFlag(formData, 'server_pagination') || format === 'csv' || format === 'xlsx' || formData['result_type'] === 'results') return [query]
  const { currentPage, pageSize, sortBy, searchColumn, searchText } = ownState(formData)
  const search = searchColumn !== '' && searchText !== '' ? [{ col: searchColumn, op: 'ILIKE', val: `${searchText}%` }] : []
  const filtered: QueryObject = { ...query, filters: [...(query.filters ?? []), ...search] }
  const page: QueryObject = {
    ...filtered,
    row_limit: pageSize,
    row_offset: currentPage * pageSize,
    ...(sortBy !== undefined && sortBy.length > 0 && { orderby: sortBy }),
  }
  return [page, { ...filtered, row_limit: 0, row_offset: 0, post_processing: [], is_rowcount: true }]
}

function totals(formData: FormData, query: QueryObject): readonly QueryObject[] {
  const { orderby: _, ...unordered } = query
  const percent = readMetrics(formData, 'percent_metrics')
  const whole: QueryObject[] = []
  if (readText(formData, 'percent_metric_calculation') === 'all_records' && percent.length > 0) {
    whole.push({ ...query, columns: [], metrics: percent, post_processing: [], row_limit: 0, row_offset: 0, orderby: [], is_timeseries: false })
  }
  if (readFlag(formData, 'show_totals')) {
    whole.push({ ...unordered, columns: [], row_limit: 0, row_offset: 0, post_processing: [] })
  }
  return whole
}

/** The rows, then what goes with them: a row count for server pages, wholes for percentages, totals. */
export function tableQueries(formData: FormData): readonly QueryObject[] {
  const mode = tableMode(formData)
  const form: FormData = { ...formData, query_mode: mode, ...(mode === 'raw' && { include_time: false }) }
  const base = baseQuery(form)
  if (mode === 'raw') {
    const query: QueryObject = { ...base, orderby: base.orderby ?? [], post_processing: [], time_offsets: [] }
    return paged(form, query)
  }
  const shifts = offsets(form)
  const percent = readMetrics(form, 'percent_metrics')
  const known = new Set((base.metrics ?? []).map(metricLabel))
  const metrics = [...(base.metrics ?? []), ...percent.filter((metric) => !known.has(metricLabel(metric)))]
  const columns = withTimeFirst(form, base.columns ?? [], base.extras?.['time_grain_sqla'])
  const orderby = aggregateOrder(form, base.metrics?.length ? base.metrics : metrics)
  const { orderby: _unused, ...rest } = base
  const comparing: FormData = { ...form, time_compare: shifts }
  const query: QueryObject = {
    ...rest,
    columns,
    metrics,
    ...(orderby !== undefined && { orderby }),
    time_offsets: shifts,
    post_processing: [percentStep(form, shifts), ...steps(comparing, { ...rest, metrics }, [compareStep])].filter((rule) => rule !== undefined),
  }
  return [...paged(form, query), ...totals(form, query)]
}

/** The result column names of the table's dimensions. */
export function tableDimensions(formData: FormData): ReadonlySet<string> {
  return new Set(readColumns(formData, tableMode(formData) === 'raw' ? 'all_columns' : 'groupby').map(columnLabel))
}
