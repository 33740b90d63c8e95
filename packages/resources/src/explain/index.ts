import { can } from '@coset/access'
import { contract } from '@coset/contract'
import { AppError, Forbidden } from '@coset/core'
import { type ExplainedPart, type ExplainedQuery, explainQuery, type QueryContext, type QueryFilter, validateQueryContext } from '@coset/query'
import { authorise, cacheTimeout } from '../chart/index.ts'
import { openDashboard } from '../dashboard/index.ts'
import { askOf, type Dataset, rulesFor } from '../dataset/index.ts'
import { loadSource, sourceRef } from '../datasource/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { explainAccess } from './access.ts'
import { rightsChangeHandlers } from './rights-change/index.ts'

type Asking = Call<typeof contract.explain.chartData>

interface Origin {
  readonly kind: 'chart' | 'dashboard' | 'request' | 'dataset' | 'row-level rule' | 'default'
  readonly name: string | null
}

const columnOf = (filter: QueryFilter): string => (typeof filter.col === 'string' ? filter.col : filter.col.label)

/** The chart's own saved filters, as its form holds them. */
const ownFilters = (formData: QueryContext['formData']): readonly JsonObject[] => {
  const filters = formData['adhoc_filters']
  return Array.isArray(filters)
    ? filters.filter((filter): filter is JsonObject => typeof filter === 'object' && filter !== null && filter['isExtra'] !== true)
    : []
}

const nativeFilters = async (call: Asking, formData: QueryContext['formData']): Promise<readonly JsonObject[]> => {
  const id = formData['dashboardId']
  if (typeof id !== 'number') return []
  try {
    const filters = readObject((await openDashboard(call.ctx, call.actor, id)).json_metadata)['native_filter_configuration']
    return Array.isArray(filters) ? filters : []
  } catch (error) {
    // Names of filters are told to those who may open the dashboard
    if (error instanceof AppError && error.status < 500) return []
    throw error
  }
}

const targets = (filter: JsonObject, column: string): boolean => {
  const list = filter['targets']
  return Array.isArray(list) && list.some((target: { column?: { name?: unknown } } | null) => target?.column?.name === column)
}

/** Who put each part there: told from the request's own form and the dashboard that it names. */
const originTeller = async (call: Asking, context: QueryContext, dataset: Dataset) => {
  const { formData } = context
  const own = ownFilters(formData)
  const native = await nativeFilters(call, formData)
  const mayKnowRules = can(call.actor, { verb: 'can_read', view: 'Row Level Security' })
  const rules = mayKnowRules ? (await rulesFor(call.ctx, call.actor)).filter((rule) => rule.dataset_id === dataset.row.id) : []
  const names = new Map(
    rules.length === 0
      ? []
      : (
          await call.ctx.metadata.db
            .selectFrom('rls_rules')
            .select(['id', 'name'])
            .where(
              'id',
              'in',
              rules.map((rule) => rule.id),
            )
            .execute()
        ).map((rule) => [rule.id, rule.name]),
  )
  const fromFilter = (filter: QueryFilter): Origin => {
    const column = columnOf(filter)
    if (own.some((one) => one['subject'] === column && String(one['operator']).toUpperCase() === filter.op)) return { kind: 'chart', name: null }
    const found = native.find((one) => targets(one, column) || (filter.op === 'TEMPORAL_RANGE' && one['filterType'] === 'filter_time'))
    if (found !== undefined) return { kind: 'dashboard', name: typeof found['name'] === 'string' ? found['name'] : null }
    return { kind: formData['dashboardId'] === undefined ? 'request' : 'dashboard', name: null }
  }
  const fromRule = (sql: string): Origin => {
    const found = rules.filter((rule) => sql.includes(rule.clause)).map((rule) => names.get(rule.id) ?? '')
    return { kind: 'row-level rule', name: found.length === 0 ? null : found.join(', ') }
  }
  return (part: ExplainedPart): Origin => {
    if (part.filter !== null) return fromFilter(part.filter)
    if (part.what === 'row rule') return fromRule(part.sql)
    if (part.what === 'sql filter') return { kind: own.some((one) => one['expressionType'] === 'SQL') ? 'chart' : 'request', name: null }
    return { kind: part.what === 'limit' && context.queries.every((query) => query.rowLimit === null) ? 'default' : 'chart', name: null }
  }
}

const estimateOf = async (call: Asking, dataset: Dataset, sql: string): Promise<Readonly<Record<string, string>> | null> => {
  if (!dataset.model.database.engine.capabilities.costEstimate) return null
  try {
    const connection = await call.ctx.connections.forDatabase(dataset.database.id)
    return await connection.estimate(sql, dataset.row.schema)
  } catch (error) {
    // An estimate is a help: whatever the database says against it, the explanation stands without
    if (error instanceof AppError) return null
    throw error
  }
}

const present = (call: Asking, explained: ExplainedQuery, origin: (part: ExplainedPart) => Origin, estimate: Readonly<Record<string, string>> | null) => {
  const { facts, key, timeout, timeoutFrom, staleSeconds } = explained.cache
  const now = Math.floor(call.ctx.clock.now() / 1000)
  return {
    sql: explained.sql,
    parts: explained.parts.map((part) => ({ what: part.what, label: part.label, sql: part.sql, from: origin(part) })),
    ignored: explained.ignored.map((filter) => ({ column: columnOf(filter), op: filter.op })),
    cache: { key, timeout, timeout_from: timeoutFrom, stale_seconds: staleSeconds, age_seconds: facts === null ? null : now - facts.queriedAt },
    last_run:
      facts === null
        ? null
        : {
            at: new Date(facts.queriedAt * 1000).toISOString(),
            engine_ms: facts.engineMs,
            queued_ms: facts.queuedMs,
            rows: facts.rowCount,
            sql_rows: facts.sqlRowCount,
          },
    estimate,
  }
}

const explainChartData = async (call: Asking): Promise<unknown> => {
  // Explanations are SQL, which guests do not get
  if (call.actor.kind === 'guest') throw new Forbidden()
  const context = validateQueryContext(call.body)
  const dataset = await loadSource(call, sourceRef(context.datasource.type, context.datasource.id))
  await authorise(call, dataset, context)
  const ask = await askOf(call, dataset, await cacheTimeout(call, context.formData['slice_id']))
  const origin = await originTeller(call, context, dataset)
  const result: unknown[] = []
  for (const query of context.queries) {
    const explained = await explainQuery(call.ctx.query, ask, context, query)
    result.push(present(call, explained, origin, await estimateOf(call, dataset, explained.sql)))
  }
  return { result }
}

export const explainHandlers: readonly Handler[] = [
  handle(contract.explain.access, explainAccess),
  ...rightsChangeHandlers,
  handle(contract.explain.chartData, explainChartData),
]
