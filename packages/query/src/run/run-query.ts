import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Cancelled } from '@coset/core'
import { planQuery } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext, QueryObject, ResultType } from '../query-object.ts'
import { rewriteQuery } from '../rewrite.ts'
import { cacheKey } from './cache-key.ts'
import { type Computed, encodeResult } from './encode.ts'
import { noTime } from './execute.ts'
import { joinOffsets } from './offsets.ts'
import { type Pipeline, plainVariation, planContext, runVariation } from './pipeline.ts'
import { prepareSql } from './prepare.ts'
import { createSingleFlight, type Landing, type SingleFlight } from './single-flight.ts'
import { decodeItem, encodeItem, type StoredItem } from './stored-item.ts'

/** Stands before every answer's key of one dataset in the cache: all of them are forgotten by it. `uid` as in `3__table`. */
export const answersOf = (uid: string): string => `chart-data:${uid}:`

/** Thrown where only kept answers were asked for, and this one is not. */
export class NotKept extends Error {}
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

/** A query rewritten, rendered and checked. */
export const preparePipeline = async (
  deps: QueryDependencies,
  ask: QueryAsk,
  context: QueryContext,
  query: QueryObject,
  resultType: ResultType,
): Promise<Pipeline> => {
  const rewritten = rewriteQuery(query, rewriteContext(deps, ask, context, resultType))
  const now = deps.clock.now()
  return { deps, ask, rewritten, sql: await prepareSql(deps, ask, rewritten, { first: context.queries[0] ?? query, now }), now, timing: noTime() }
}

/** The SQL that this query would run; throws as running it would, but for errors of the database. */
export const querySql = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, query: QueryObject): Promise<string> => {
  const pipeline = await preparePipeline(deps, ask, context, query, 'query')
  return `${planQuery(planContext(pipeline, plainVariation(pipeline.rewritten))).sql};`
}

const compute = async (pipeline: Pipeline, totals: Readonly<Record<string, number>> | null, signal: AbortSignal | undefined): Promise<Computed> => {
  const { ask, deps, rewritten } = pipeline
  const { query } = rewritten
  const main = await runVariation(pipeline, plainVariation(rewritten), signal)
  const compared = query.timeOffsets.length > 0 && main.frame.rowCount > 0 ? await joinOffsets(pipeline, main.frame, signal) : { frame: main.frame, sql: [] }
  const rules = query.postProcessing.map((rule) =>
    rule.operation === 'contribution' && totals !== null ? { ...rule, options: { ...rule.options, contribution_totals: totals } } : rule,
  )
  const annotations = query.annotationLayers.length > 0 && ask.annotations !== undefined ? await ask.annotations(query.annotationLayers) : {}
  return {
    frame: await deps.operations.run(compared.frame, rules, signal),
    sql: [main.sql, ...compared.sql].map((sql) => `${sql};\n\n`).join(''),
    sqlRowCount: main.frame.rowCount,
    annotations,
    timing: pipeline.timing,
    queriedAt: Math.floor(deps.clock.now() / 1000),
  }
}

/** Beyond the query's own time-out: fetching, storing and a slow clock. */
const LEASE_SLACK_SECONDS = 15
const POLL_MS = 100

interface Job {
  readonly deps: QueryDependencies
  readonly key: string
  readonly cacheTimeout: number
  readonly work: (signal: AbortSignal) => Promise<StoredItem>
}

const stored = async (deps: QueryDependencies, key: string): Promise<StoredItem | undefined> => {
  const bytes = await deps.cache.get(key)
  return bytes === undefined ? undefined : decodeItem(bytes)
}

/** Waits for the server that holds the lease: its answer, or undefined once the lease is ours because it gave up or died. */
const awaitOther = async ({ deps, key }: Job, lease: string, owner: string, ttl: number, signal: AbortSignal): Promise<StoredItem | undefined> => {
  while (!(await deps.cache.lease(lease, owner, ttl))) {
    await setTimeout(POLL_MS, undefined, { signal })
    const item = await stored(deps, key)
    if (item !== undefined) return item
  }
  // It may have stored and released between our last look and our lease
  return stored(deps, key)
}

/** Runs the work and stores what it gives; where servers share the cache, only one of them runs it. */
const fly = async (job: Job, alone: boolean, ttlSeconds: number, signal: AbortSignal): Promise<Landing<StoredItem>> => {
  const { deps, key, cacheTimeout, work } = job
  if (cacheTimeout <= 0) return { value: await work(signal), settled: Promise.resolve() }
  const [lease, owner] = [`flight:${key}`, randomUUID()]
  const shares = deps.cache.shared && !alone
  try {
    if (shares) {
      const ttl = deps.limits.queryTimeoutMs / 1000 + LEASE_SLACK_SECONDS
      const other = await awaitOther(job, lease, owner, ttl, signal)
      if (other !== undefined) {
        await deps.cache.release(lease, owner)
        return { value: other, settled: Promise.resolve() }
      }
    }
    const value = await work(signal)
    const settled = encodeItem(value)
      .then((bytes) => deps.cache.set(key, bytes, ttlSeconds))
      .then(() => (shares ? deps.cache.release(lease, owner) : undefined))
      .catch((error: unknown) => deps.notice('an answer could not be cached', error))
    return { value, settled }
  } catch (error) {
    if (shares) await deps.cache.release(lease, owner)
    throw signal.aborted ? new Cancelled() : error
  }
}

/**
 * One query: from the cache, from a flight that somebody else already started (here or on a server that shares the cache), or from the database.
 * Only whole successes are stored. Aborting `ask.signal` ends the waiting, and the query itself when nobody else waits. An answer past its time
 * that the dataset still allows is served at once and refreshed in the background.
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
  const key = answersOf(ask.dataset.uid) + cacheKey({ ask, rewritten: pipeline.rewritten, sql: pipeline.sql, resultType, resultFormat, formData, totals })
  const cacheTimeout = cacheSeconds(deps, ask, context.customCacheTimeout)
  const work = async (signal: AbortSignal): Promise<StoredItem> =>
    encodeResult(await compute(pipeline, totals, signal), {
      ask,
      rewritten: pipeline.rewritten,
      resultType,
      resultFormat,
      formData,
      templateFilters: pipeline.sql.effects.appliedFilters,
    })
  const { staleSeconds } = ask.dataset
  const run = (signal: AbortSignal | undefined, alone: boolean): Promise<StoredItem> =>
    flightsOf(deps).run(key, signal, (inner) => fly({ deps, key, cacheTimeout, work }, alone, cacheTimeout + staleSeconds, inner))
  const known = force || cacheTimeout < 0 ? undefined : (flightsOf(deps).landed(key) ?? (await stored(deps, key)))
  if (known !== undefined) {
    const stale = staleSeconds > 0 && deps.clock.now() / 1000 > known.facts.queriedAt + cacheTimeout
    // The stale answer is still in the cache: whoever waited for another server would be given it again
    if (stale) run(undefined, true).catch((error: unknown) => deps.notice('a stale answer could not be refreshed', error))
    return { stored: known, key, fromCache: true, cacheTimeout }
  }
  if (ask.onlyKept === true) throw new NotKept()
  return { stored: await run(ask.signal, force), key, fromCache: false, cacheTimeout }
}
