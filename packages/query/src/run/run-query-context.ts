import { AppError, BadRequest } from '@coset/core'
import { joinBytes } from '@coset/frame'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext, QueryObject, ResultType } from '../query-object.ts'
import { columnsData, timeGrainsData } from './fixed-items.ts'
import { type QueryRun, querySql, runQuery } from './run-query.ts'
import type { ItemFacts } from './stored-item.ts'

/** One result, ready to be sent. */
export interface ResultItem {
  /** The item as JSON, in UTF-8. */
  readonly json: Uint8Array
  /** The CSV text in UTF-8 without a byte-order mark when CSV was asked; else null. */
  readonly csv: Uint8Array | null
  /** null for results that come from no query (columns, timegrains, query). */
  readonly facts: ItemFacts | null
  readonly isCached: boolean
  readonly cacheKey: string | null
}

export interface ChartDataAnswer {
  readonly items: readonly ResultItem[]
  /** `{"result":[…]}` in UTF-8; item bytes are copied, not encoded again. */
  toJson(): Uint8Array
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const isoSeconds = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19)

const fixed = (value: unknown): ResultItem => ({ json: utf8(JSON.stringify(value)), csv: null, facts: null, isCached: false, cacheKey: null })

const plainKey = (key: string): string => key.slice(key.indexOf(':') + 1)

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
  return { json: joinBytes([utf8(head), stored.members, utf8('}')]), csv: stored.csv, facts: stored.facts, isCached: fromCache, cacheKey: plainKey(run.key) }
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

const hasContribution = (query: QueryObject): boolean => query.postProcessing.some((rule) => rule.operation === 'contribution')
const isTotals = (query: QueryObject): boolean => (query.metrics ?? []).length > 0 && query.columns.length === 0 && query.postProcessing.length === 0

/** Sums of the totals query beside a query of shares; null when there is none. */
const contributionTotals = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext): Promise<Record<string, number> | null> => {
  const totals = context.queries.find(isTotals)
  if (totals === undefined || !context.queries.some(hasContribution)) return null
  const run = await runQuery(deps, ask, { ...context, resultFormat: 'json' }, { ...totals, unlimited: true }, 'results', null)
  const { data } = JSON.parse(`{${new TextDecoder().decode(run.stored.members)}}`) as { data: Record<string, unknown>[] }
  const sums: Record<string, number> = {}
  for (const row of data) for (const [label, value] of Object.entries(row)) if (typeof value === 'number') sums[label] = (sums[label] ?? 0) + value
  return sums
}

/**
 * Runs every query of a chart request, in order. Throws BadRequest, InvalidSql, EngineFailure, Timeout, Cancelled or Forbidden for the first
 * one that fails; queries of type `query` carry their error in the item instead.
 */
export const runQueryContext = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext): Promise<ChartDataAnswer> => {
  if (context.datasource.type !== 'table' && context.datasource.type !== 'dataset')
    throw new BadRequest(`Datasource type ${context.datasource.type} is not supported`)
  const needsTotals = context.queries.some((query) => !['columns', 'timegrains', 'query'].includes(query.resultType ?? context.resultType))
  const totals = needsTotals ? await contributionTotals(deps, ask, context) : null
  const items: ResultItem[] = []
  for (const query of context.queries) {
    const resultType = query.resultType ?? context.resultType
    if (resultType === 'columns') items.push(fixed({ data: columnsData(ask.dataset) }))
    else if (resultType === 'timegrains') items.push(fixed({ data: timeGrainsData(ask.dataset) }))
    else if (resultType === 'query') items.push(await sqlItem(deps, ask, context, query))
    else {
      const asked = totals !== null && isTotals(query) ? { ...query, unlimited: true } : query
      items.push(item(await runQuery(deps, ask, context, asked, resultType, hasContribution(query) ? totals : null), ask, resultType))
    }
  }
  return {
    items,
    toJson: () => joinBytes([utf8('{"result":['), ...items.flatMap((one, i) => (i === 0 ? [one.json] : [utf8(','), one.json])), utf8(']}')]),
  }
}
