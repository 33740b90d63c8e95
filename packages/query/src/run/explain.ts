import { selectColumn } from '../plan/columns.ts'
import { planFilters } from '../plan/filters.ts'
import { selectMetric } from '../plan/metrics.ts'
import { planOrder } from '../plan/order.ts'
import { checked, operand, type PlanContext } from '../plan/plan-context.ts'
import { planQuery } from '../plan/plan-query.ts'
import { timeConditions } from '../plan/where.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext, QueryFilter, QueryObject } from '../query-object.ts'
import { cacheKey } from './cache-key.ts'
import { plainVariation, planContext } from './pipeline.ts'
import { answersOf, cacheSeconds, preparePipeline } from './run-query.ts'
import { decodeItem, type ItemFacts } from './stored-item.ts'

/** One piece of a statement and what put it there. */
export interface ExplainedPart {
  readonly what: 'dimension' | 'metric' | 'time range' | 'filter' | 'sql filter' | 'row rule' | 'order' | 'limit'
  readonly label: string | null
  readonly sql: string
  /** The request's filter that this came from. */
  readonly filter: QueryFilter | null
}

export interface ExplainedQuery {
  readonly sql: string
  readonly parts: readonly ExplainedPart[]
  /** Filters that found no column and did nothing. */
  readonly ignored: readonly QueryFilter[]
  readonly cache: {
    readonly key: string
    /** Seconds; negative: not cached. */
    readonly timeout: number
    readonly timeoutFrom: 'request' | 'chart' | 'dataset' | 'database' | 'default'
    readonly staleSeconds: number
    /** Of the answer that is cached now. */
    readonly facts: ItemFacts | null
  }
}

const part = (what: ExplainedPart['what'], sql: string, label: string | null = null, filter: QueryFilter | null = null): ExplainedPart => ({
  what,
  sql,
  label,
  filter,
})

const partsOf = (plan: PlanContext): { readonly parts: readonly ExplainedPart[]; readonly ignored: readonly QueryFilter[] } => {
  const { query } = plan
  const grouped = query.metrics !== null
  const filters = planFilters(plan)
  const order = planOrder(plan)
  const limit = plan.rowLimit === null ? '' : plan.dialect.limit(plan.rowLimit, query.rowOffset).trim()
  const clauses = (['where', 'having'] as const).filter((clause) => query.extras[clause] !== '')
  return {
    parts: [
      ...query.columns.map((column) => selectColumn(plan, column, grouped)).map((item) => part('dimension', item.sql, item.label)),
      ...(query.metrics ?? []).map((metric) => selectMetric(plan, metric)).map((item) => part('metric', item.sql, item.label)),
      ...timeConditions(plan, plan.range).map((sql) => part('time range', sql)),
      ...filters.placed.flatMap((placed) =>
        placed.conditions.map((sql) => part(placed.filter.op === 'TEMPORAL_RANGE' ? 'time range' : 'filter', sql, null, placed.filter)),
      ),
      ...plan.sql.rowPredicates.map((sql) => part('row rule', operand(sql))),
      ...clauses.map((clause) => part('sql filter', checked(plan, clause, query.extras[clause]), clause)),
      ...(order.clause.trim() === '' ? [] : [part('order', order.clause.trim())]),
      ...(limit === '' ? [] : [part('limit', limit)]),
    ],
    ignored: query.filters.filter((filter) => !filters.placed.some((placed) => placed.filter === filter)),
  }
}

const timeoutFrom = (ask: QueryAsk, custom: number | null): ExplainedQuery['cache']['timeoutFrom'] => {
  if (custom) return 'request'
  if (ask.chartCacheTimeout) return 'chart'
  if (ask.dataset.cacheTimeout) return 'dataset'
  return ask.dataset.database.cacheTimeout ? 'database' : 'default'
}

/** Why a query answers what it answers: its SQL piece by piece and what the cache holds. Runs nothing. Throws as planning does. */
export const explainQuery = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, query: QueryObject): Promise<ExplainedQuery> => {
  const { formData, resultFormat, customCacheTimeout } = context
  const resultType = query.resultType ?? context.resultType
  const pipeline = await preparePipeline(deps, ask, context, query, resultType)
  const plan = planContext(pipeline, plainVariation(pipeline.rewritten))
  const key = answersOf(ask.dataset.uid) + cacheKey({ ask, rewritten: pipeline.rewritten, sql: pipeline.sql, resultType, resultFormat, formData, totals: null })
  const bytes = await deps.cache.get(key)
  return {
    sql: planQuery(plan).sql,
    ...partsOf(plan),
    cache: {
      key: key.slice(answersOf(ask.dataset.uid).length),
      timeout: cacheSeconds(deps, ask, customCacheTimeout),
      timeoutFrom: timeoutFrom(ask, customCacheTimeout),
      staleSeconds: ask.dataset.staleSeconds,
      facts: (bytes === undefined ? undefined : decodeItem(bytes)?.facts) ?? null,
    },
  }
}
