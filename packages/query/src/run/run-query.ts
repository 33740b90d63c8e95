import { applyOperations } from '@coset/frame'
import { planQuery } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext, QueryObject, ResultType } from '../query-object.ts'
import { rewriteQuery } from '../rewrite.ts'
import { cacheKey } from './cache-key.ts'
import { type Computed, encodeResult } from './encode.ts'
import { joinOffsets } from './offsets.ts'
import { type Pipeline, plainVariation, planContext, runVariation } from './pipeline.ts'
import { prepareSql } from './prepare.ts'
import { createSingleFlight, type SingleFlight } from './single-flight.ts'
import { decodeItem, encodeItem, type StoredItem } from './stored-item.ts'

const PREFIX = 'chart-data:'
/** Flights are shared by all who use the same cache. */
const flights = new WeakMap<QueryDependencies['cache'], SingleFlight<StoredItem>>()

const flightsOf = (deps: QueryDependencies): SingleFlight<StoredItem> => {
  const known = flights.get(deps.cache)
  if (known !== undefined) return known
  const made = createSingleFlight<StoredItem>()
  flights.set(deps.cache, made)
  return made
}

/** Seconds that an answer stays; −1: it is neither stored nor looked up. Zero falls through to the next in line. */
export const cacheSeconds = (deps: QueryDependencies, ask: QueryAsk, custom: number | null): number =>
  custom || ask.chartCacheTimeout || ask.dataset.cacheTimeout || ask.dataset.database.cacheTimeout || deps.limits.defaultCacheTimeoutSeconds

export interface QueryRun {
  readonly stored: StoredItem
  readonly key: string
  readonly fromCache: boolean
  readonly cacheTimeout: number
}

const rewriteContext = (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, resultType: ResultType) => ({
  dataset: ask.dataset,
  formData: context.formData,
  limits: deps.limits,
  resultType,
  now: deps.clock.now(),
})

const preparePipeline = async (
  deps: QueryDependencies,
  ask: QueryAsk,
  context: QueryContext,
  query: QueryObject,
  resultType: ResultType,
): Promise<Pipeline> => {
  const rewritten = rewriteQuery(query, rewriteContext(deps, ask, context, resultType))
  return { deps, ask, rewritten, sql: await prepareSql(deps, ask, rewritten.query), now: deps.clock.now() }
}

/** The SQL that this query would run; throws as running it would, but for errors of the database. */
export const querySql = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, query: QueryObject): Promise<string> => {
  const pipeline = await preparePipeline(deps, ask, context, query, 'query')
  return `${planQuery(planContext(pipeline, plainVariation(pipeline.rewritten))).sql};`
}

const compute = async (pipeline: Pipeline, totals: Readonly<Record<string, number>> | null, signal: AbortSignal | undefined): Promise<Computed> => {
  const { deps, rewritten } = pipeline
  const { query } = rewritten
  const main = await runVariation(pipeline, plainVariation(rewritten), signal)
  const compared = query.timeOffsets.length > 0 && main.frame.rowCount > 0 ? await joinOffsets(pipeline, main.frame, signal) : { frame: main.frame, sql: [] }
  const rules = query.postProcessing.map((rule) =>
    rule.operation === 'contribution' && totals !== null ? { ...rule, options: { ...rule.options, contribution_totals: totals } } : rule,
  )
  const annotations = query.annotationLayers.length > 0 && deps.annotations !== undefined ? await deps.annotations(query.annotationLayers) : {}
  return {
    frame: applyOperations(compared.frame, rules),
    sql: [main.sql, ...compared.sql].map((sql) => `${sql};\n\n`).join(''),
    sqlRowCount: main.frame.rowCount,
    annotations,
    queriedAt: Math.floor(deps.clock.now() / 1000),
  }
}

/**
 * One query: from the cache, from a flight that somebody else already started, or from the database. Only whole successes are stored.
 * Aborting `ask.signal` ends the waiting, and the query itself when nobody else waits.
 */
export const runQuery = async (
  deps: QueryDependencies,
  ask: QueryAsk,
  context: QueryContext,
  query: QueryObject,
  resultType: ResultType,
  totals: Readonly<Record<string, number>> | null,
): Promise<QueryRun> => {
  const pipeline = await preparePipeline(deps, ask, context, query, resultType)
  const { resultFormat, formData, force } = context
  const key = PREFIX + cacheKey({ ask, rewritten: pipeline.rewritten, sql: pipeline.sql, resultType, resultFormat, formData, totals })
  const cacheTimeout = cacheSeconds(deps, ask, context.customCacheTimeout)
  const cached = force || cacheTimeout < 0 ? undefined : await deps.cache.get(key)
  const known = cached === undefined ? undefined : decodeItem(cached)
  if (known !== undefined) return { stored: known, key, fromCache: true, cacheTimeout }
  const stored = await flightsOf(deps).run(key, ask.signal, async (signal) => {
    const computed = await compute(pipeline, totals, signal)
    const item = encodeResult(computed, { ask, rewritten: pipeline.rewritten, resultType, resultFormat, formData })
    if (cacheTimeout > 0) await deps.cache.set(key, encodeItem(item), cacheTimeout)
    return item
  })
  return { stored, key, fromCache: false, cacheTimeout }
}
