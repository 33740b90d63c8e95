import { BadRequest } from '@coset/core'
import type { DatasetModel } from '../model.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext } from '../query-object.ts'
import { sourceTypeOf } from '../source-type.ts'
import { validateQueryContext } from '../validate/context.ts'
import { isJsonObject, type Json } from '../validate/problems.ts'
import { plainOf } from './payload.ts'
import { runQueryContext } from './run-query-context.ts'

export interface SamplesAsk {
  /** The body's filters and time settings: details of a chart's cell; null: plain samples. */
  readonly payload: unknown
  readonly force: boolean
  /** From 1. */
  readonly page: number
  readonly perPage: number
}

const ALLOWED = ['filters', 'granularity', 'time_range', 'extras', 'datasource']

/** Filters may name columns as people see them. */
const byColumnName = (filters: unknown, dataset: DatasetModel): unknown => {
  if (!Array.isArray(filters)) return filters
  const names = new Map(dataset.columns.flatMap((column) => (column.verboseName ? [[column.verboseName, column.name] as const] : [])))
  return filters.map((filter: unknown) =>
    isJsonObject(filter) && typeof filter['col'] === 'string' ? { ...filter, col: names.get(filter['col']) ?? filter['col'] } : filter,
  )
}

const query = (ask: SamplesAsk, dataset: DatasetModel): Json => {
  if (ask.payload === null || ask.payload === undefined) return {}
  if (!isJsonObject(ask.payload)) throw new BadRequest('Request is not JSON')
  for (const key of Object.keys(ask.payload)) if (!ALLOWED.includes(key)) throw new BadRequest(`Request is incorrect: {'${key}': ['Unknown field.']}`)
  const { datasource: _, ...rest } = ask.payload
  return { ...rest, filters: byColumnName(ask.payload['filters'], dataset) }
}

/**
 * One page of rows as the JSON object that clients get: a chart-data item with `page`, `per_page` and `total_count` (of all rows that match).
 * Throws as {@link runQueryContext}.
 */
export const samplesPage = async (deps: QueryDependencies, ask: QueryAsk, samples: SamplesAsk): Promise<Uint8Array> => {
  const most = deps.limits.samplesRowLimit
  const perPage = samples.perPage < 1 || samples.perPage > most ? most : Math.floor(samples.perPage)
  const page = Math.max(1, Math.floor(samples.page))
  const body = query(samples, ask.dataset)
  const resultType = samples.payload === null || samples.payload === undefined ? 'samples' : 'drill_detail'
  const context = (queries: readonly Json[]): QueryContext =>
    validateQueryContext({ datasource: { id: ask.dataset.id, type: sourceTypeOf(ask.dataset) }, force: samples.force, result_type: resultType, queries })
  const count = { ...body, columns: [], metrics: [{ expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'COUNT(*)' }], row_limit: 1, result_type: 'full' }
  const rows = { ...body, row_limit: perPage, row_offset: (page - 1) * perPage }
  const answer = await runQueryContext(deps, ask, context([rows, count]))
  const [first, second] = answer.items
  if (first === undefined || second === undefined) throw new BadRequest('Request is incorrect')
  const { data } = JSON.parse(new TextDecoder().decode(plainOf(second.json))) as { data: { 'COUNT(*)': number }[] }
  const tail = JSON.stringify({ page, per_page: perPage, total_count: data[0]?.['COUNT(*)'] ?? 0 })
  return plainOf([...first.json.slice(0, -1), new TextEncoder().encode(`,${tail.slice(1)}`)])
}
