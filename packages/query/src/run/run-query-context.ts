import { createHash } from 'node:crypto'
import { AppError, BadRequest } from '@coset/core'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext, QueryObject, ResultType } from '../query-object.ts'
import { sourceTypeOf } from '../source-type.ts'
import { columnsData, timeGrainsData } from './fixed-items.ts'
import { gzipOf, type Part, type Payload, plainOf } from './payload.ts'
import { type QueryRun, querySql, runQuery } from './run-query.ts'
import type { ItemFacts } from './stored-item.ts'

/** One result, ready to be sent. */
export interface ResultItem {
  /** The item as JSON, in UTF-8, in pieces. */
  readonly json: readonly Part[]
  /** The bytes of the file when a file was asked (CSV: UTF-8 without a byte-order mark); else null. */
  readonly file: Payload | null
  /** null for results that come from no query (columns, timegrains, query). */
  readonly facts: ItemFacts | null
  readonly isCached: boolean
  readonly cacheKey: string | null
}

export interface ChartDataAnswer {
  readonly items: readonly ResultItem[]
  /** `{"result":[…]}` in UTF-8; item bytes are copied, not encoded again. */
  toJson(): Uint8Array
  /** The same as one gzip member; what the cache holds compressed is not compressed again. */
  toGzip(): Promise<Uint8Array>
  /** Weak: equal answers, as they were computed at the same time, carry the same one. Null when an item comes from no query. */
  readonly etag: string | null
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const isoSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19)

const fixed = (value: unknown): ResultItem => ({ json: [utf8(JSON.stringify(value))], file: null, facts: null, isCached: false, cacheKey: null })

const plainKey = (key: string): string => key.slice(key.lastIndexOf(':') + 1)

const item = (run: QueryRun, ask: QueryAsk, resultType: ResultType): ResultItem => {
  const { stored, fromCache } = run
  const queried = isoSeconds(stored.facts.queriedAt)
  const own = {
    cache_key: plainKey(run.key),
    cached_dttm: fromCache ? queried : null,
    queried_dttm: `${queried}+00:00`,
    cache_timeout: run.cacheTimeout,
    is_cached: fromCache ? true : null,
    ...(ask.hideSql ? {} : { query: stored.facts.query }),
  }
  const head = resultType === 'results' ? '{' : `${JSON.stringify(own).slice(0, -1)},`
  return { json: [utf8(head), stored.members, utf8('}')], file: stored.file, facts: stored.facts, isCached: fromCache, cacheKey: plainKey(run.key) }
}

const sqlItem = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, query: QueryObject): Promise<ResultItem> => {
  try {
    const sql = await querySql(deps, ask, context, query)
    return fixed({ language: 'sql', ...(ask.hideSql ? {} : { query: sql }) })
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return fixed({ language: 'sql', error: error.message })
    throw error
  }
}

const FROM_NO_ROWS: ReadonlySet<ResultType> = new Set(['columns', 'timegrains', 'query'])
const hasContribution = (query: QueryObject): boolean => query.postProcessing.some((rule) => rule.operation === 'contribution')
const isTotals = (query: QueryObject): boolean => (query.metrics ?? []).length > 0 && query.columns.length === 0 && query.postProcessing.length === 0

/** The totals query beside a query of shares: asked once, without a limit. */
interface Totals {
  readonly query: QueryObject
  readonly run: QueryRun
  /** Sum of each numeric column. */
  readonly sums: Readonly<Record<string, number>>
}

const sumsOf = (run: QueryRun): Record<string, number> => {
  const { data } = JSON.parse(`{${new TextDecoder().decode(run.stored.members.plain())}}`) as { data: Record<string, unknown>[] }
  const sums = new Map<string, number>()
  for (const row of data) for (const [label, value] of Object.entries(row)) if (typeof value === 'number') sums.set(label, (sums.get(label) ?? 0) + value)
  return Object.fromEntries(sums)
}

const typeOf = (query: QueryObject, context: QueryContext): ResultType => query.resultType ?? context.resultType

const totalsOf = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext): Promise<Totals | null> => {
  const query = context.queries.find(isTotals)
  if (query === undefined || !context.queries.some((one) => hasContribution(one) && !FROM_NO_ROWS.has(typeOf(one, context)))) return null
  const run = await runQuery(
    deps,
    ask,
    { ...context, resultFormat: 'json' },
    { ...query, unlimited: true },
    FROM_NO_ROWS.has(typeOf(query, context)) ? 'results' : typeOf(query, context),
    null,
  )
  return { query, run, sums: sumsOf(run) }
}

const rowsItem = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, query: QueryObject, totals: Totals | null): Promise<ResultItem> => {
  const resultType = typeOf(query, context)
  if (totals?.query === query && context.resultFormat === 'json') return item(totals.run, ask, resultType)
  const asked = totals !== null && isTotals(query) ? { ...query, unlimited: true } : query
  return item(await runQuery(deps, ask, context, asked, resultType, totals !== null && hasContribution(query) ? totals.sums : null), ask, resultType)
}

const etagOf = (items: readonly ResultItem[]): string | null => {
  if (items.length === 0 || items.some((one) => one.facts === null)) return null
  const text = items.map((one) => `${one.cacheKey} ${one.facts?.queriedAt}`).join('\n')
  return `W/"${createHash('sha1').update(text).digest('base64url')}"`
}

/**
 * Runs every query of a chart request, in order. Throws BadRequest, InvalidSql, EngineFailure, Timeout, Cancelled or Forbidden for the first
 * one that fails; queries of type `query` carry their error in the item instead.
 */
export const runQueryContext = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext): Promise<ChartDataAnswer> => {
  const { type } = context.datasource
  // Ids of other kinds count apart: one must not be taken for another's
  if (sourceTypeOf(ask.dataset) !== (type === 'dataset' ? 'table' : type)) throw new BadRequest(`Datasource type ${type} is not supported`)
  const totals = await totalsOf(deps, ask, context)
  const items: ResultItem[] = []
  for (const query of context.queries) {
    const resultType = typeOf(query, context)
    if (resultType === 'columns') items.push(fixed({ data: columnsData(ask.dataset) }))
    else if (resultType === 'timegrains') items.push(fixed({ data: timeGrainsData(ask.dataset) }))
    else if (resultType === 'query') items.push(await sqlItem(deps, ask, context, query))
    else items.push(await rowsItem(deps, ask, context, query, totals))
  }
  const parts = [utf8('{"result":['), ...items.flatMap((one, i) => (i === 0 ? one.json : [utf8(','), ...one.json])), utf8(']}')]
  return { items, etag: etagOf(items), toJson: () => plainOf(parts), toGzip: () => gzipOf(parts) }
}
