import { BadRequest, moveByText, parseTimeRange, shiftRange, type TimeRange } from '@coset/core'
import type { DatasetModel } from './model.ts'
import { orderOfRows } from './order-of-rows.ts'
import type { QueryDependencies } from './port.ts'
import { columnLabel, type QueryColumn, type QueryFilter, type QueryObject, type ResultType } from './query-object.ts'

export interface RewriteContext {
  readonly dataset: DatasetModel
  readonly formData: Readonly<Record<string, unknown>>
  readonly limits: QueryDependencies['limits']
  readonly resultType: ResultType
  /** Epoch ms. */
  readonly now: number
}

/** A query as it will be planned, with its bounds in epoch ms. */
export interface RewrittenQuery {
  readonly query: QueryObject
  readonly range: TimeRange
  readonly filterRanges: ReadonlyMap<string, TimeRange>
  readonly rowLimit: number | null
  /** Distance in ms by which returned moments of the axis are moved. */
  readonly shiftMs: number
}

const OPEN: TimeRange = { since: null, until: null }

/** The range that a text means for this query. Throws BadRequest `Request is incorrect: {'time_range': […]}`. */
export const readRange = (query: QueryObject, text: string, now: number): TimeRange => {
  try {
    const range = parseTimeRange(text, { now, relativeStart: query.extras.relativeStart ?? 'today', relativeEnd: query.extras.relativeEnd ?? 'today' })
    return query.timeShift === null ? range : shiftRange(range, query.timeShift, now)
  } catch (error) {
    if (error instanceof BadRequest) throw new BadRequest(`Request is incorrect: {'time_range': ['${error.message}']}`, { cause: error })
    throw error
  }
}

const isRange = (filter: QueryFilter): boolean => filter.op === 'TEMPORAL_RANGE'
const filterLabel = (filter: QueryFilter): string => columnLabel(filter.col)

/** The range text that the answer tells: the query's own, else that of the axis' filter, else of the first range filter. */
const rangeText = (query: QueryObject): string => {
  if (query.timeRange !== null) return query.timeRange
  const axis = query.columns.find((column) => typeof column !== 'string' && column.isAxis)
  const ranges = query.filters.filter(isRange)
  const found = ranges.find((filter) => axis !== undefined && filterLabel(filter) === columnLabel(axis)) ?? ranges[0]
  return typeof found?.val === 'string' ? found.val : 'No filter'
}

const xAxisName = (formData: Readonly<Record<string, unknown>>): string | null => {
  const axis = formData['x_axis']
  if (typeof axis === 'string') return axis
  const sql = typeof axis === 'object' && axis !== null ? (axis as { sqlExpression?: unknown }).sqlExpression : undefined
  return typeof sql === 'string' ? sql : null
}

/** A query of the older style names its time column apart: it takes the axis' place, and filters on the axis give way. */
const applyGranularity = (query: QueryObject, context: RewriteContext): QueryObject => {
  const { granularity } = query
  if (granularity === null) return query
  const axis = xAxisName(context.formData)
  const temporal = axis !== null && context.dataset.columns.some((column) => column.name === axis && column.isTemporal)
  if (axis !== null && temporal) {
    const moved = (column: QueryColumn): QueryColumn => {
      if (typeof column === 'string') return column === axis ? granularity : column
      return column.sqlExpression === axis ? { ...column, sqlExpression: granularity, label: granularity } : column
    }
    const postProcessing = query.postProcessing.map((rule) =>
      rule.operation === 'pivot' ? { ...rule, options: { ...rule.options, index: [granularity] } } : rule,
    )
    return { ...query, columns: query.columns.map(moved), postProcessing, filters: query.filters.filter((filter) => filterLabel(filter) !== axis) }
  }
  const ranges = query.filters.filter(isRange)
  const own = ranges.find((filter) => filterLabel(filter) === granularity) ?? ranges[0]
  if (own === undefined) return query
  return { ...query, filters: query.filters.filter((filter) => filterLabel(filter) !== filterLabel(own)) }
}

const withTimeRange = (query: QueryObject): QueryObject => {
  const text = query.timeRange
  if (text === null || text === '') return query
  return { ...query, filters: query.filters.map((filter) => (isRange(filter) ? { ...filter, val: text } : filter)) }
}

const tooltipColumns = (formData: Readonly<Record<string, unknown>>): string[] => {
  const contents = formData['tooltip_contents']
  if (!Array.isArray(contents)) return []
  return contents.flatMap((item: unknown) => {
    if (typeof item === 'string') return [item]
    const entry = (typeof item === 'object' && item !== null ? item : {}) as { item_type?: unknown; column_name?: unknown }
    return entry.item_type === 'column' && typeof entry.column_name === 'string' ? [entry.column_name] : []
  })
}

const isAuto = (format: unknown): boolean => typeof format === 'object' && format !== null && (format as { symbol?: unknown }).symbol === 'AUTO'

const extraColumns = (query: QueryObject, context: RewriteContext): QueryObject => {
  const { formData, dataset } = context
  const currency =
    formData['viz_type'] === 'pivot_table_v2' && isAuto(formData['currency_format']) && dataset.currencyCodeColumn !== null && query.columns.length > 0
      ? [dataset.currencyCodeColumn]
      : []
  const present = new Set(query.columns.map(columnLabel))
  const added = [...new Set([...tooltipColumns(formData), ...currency])].filter((name) => !present.has(name))
  return added.length === 0 ? query : { ...query, columns: [...query.columns, ...added] }
}

/** Samples and drill-to-detail: every column of the dataset, raw; details keep the time range and are ordered. */
const rawRows = (query: QueryObject, context: RewriteContext): QueryObject => {
  if (context.resultType !== 'samples' && context.resultType !== 'drill_detail') return query
  const columns = context.dataset.columns.map((column) => column.name)
  const raw: QueryObject = { ...query, columns, metrics: null, orderby: [], postProcessing: [], seriesColumns: [], isTimeseries: false, timeOffsets: [] }
  if (context.resultType === 'samples') return { ...raw, granularity: null, timeRange: null }
  return { ...raw, orderby: orderOfRows(query, context.dataset) }
}

const rowLimit = (query: QueryObject, context: RewriteContext): number | null => {
  if (query.unlimited) return null
  const { limits } = context
  const asked = query.rowLimit || (context.resultType === 'samples' ? limits.samplesRowLimit : limits.rowLimit)
  return Math.min(asked, context.formData['server_pagination'] ? limits.tableVizMaxRowServer : limits.sqlMaxRow)
}

/** The query after all rewrites that happen before SQL, with its ranges read. Throws BadRequest for time texts that cannot be read. */
export const rewriteQuery = (source: QueryObject, context: RewriteContext): RewrittenQuery => {
  const told = rangeText(source)
  const range = context.resultType === 'samples' ? OPEN : readRange(source, told, context.now)
  const query = rawRows(extraColumns(withTimeRange(applyGranularity(source, context)), context), context)
  const filterRanges = new Map<string, TimeRange>()
  for (const filter of query.filters)
    if (isRange(filter) && typeof filter.val === 'string') filterRanges.set(filter.val, readRange(query, filter.val, context.now))
  const shiftMs = query.timeShift === null || query.timeShift.includes(' : ') ? 0 : moveByText(context.now, query.timeShift) - context.now
  return { query, range, filterRanges, rowLimit: rowLimit(query, context), shiftMs }
}
