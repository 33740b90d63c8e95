import type { TimeRange } from '@coset/core'
import { type ClauseKind, splitWith } from '@coset/sql'
import type { DatasetModel } from '../model.ts'
import { derived, expressionKey, labelled, operand, type PreparedSql } from '../plan/plan-context.ts'
import { planQuery } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryObject } from '../query-object.ts'
import { type RewrittenQuery, rewriteQuery } from '../rewrite.ts'
import type { DatasetSelect } from '../template/dataset-macros.ts'
import { createRenderer, type Place, type Renderer } from '../template/renderer.ts'
import { Embedding } from '../template/scope.ts'
import { chartVariables } from '../template/variables.ts'
import { validateQueryContext } from '../validate/context.ts'
import { refuseOtherTables } from './authored-tables.ts'
import { noTime, rethrowTold } from './execute.ts'
import { planContext } from './pipeline.ts'
import { restricted, rowPredicates } from './prepare-rules.ts'
import { adhocColumns, textsOf, usedTemplates } from './prepare-texts.ts'

/** The request around a query. */
export interface Around {
  /** The first query of the request, as it was asked; null: no chart asks, and templates know no query. */
  readonly first: QueryObject | null
  /** Epoch ms. */
  readonly now: number
}

interface Within extends Around {
  readonly chain: readonly string[]
  readonly embedding: Embedding
}

const PLACES: Readonly<Record<ClauseKind, Place>> = { column: 'select', metric: 'select', orderby: 'select', where: 'where', having: 'having' }

/** The FROM item, and what must stand before the whole statement. */
type Source = Pick<PreparedSql, 'source' | 'prelude'>

/** A query as a FROM item; engines that take WITH nowhere inside get its CTEs, and the query as one more, in front. */
const derivedSource = (dataset: DatasetModel, sql: string): Source => {
  const { dialect, capabilities } = dataset.database.engine
  const split = capabilities.cteInSubquery ? null : splitWith(sql, dialect.grammar)
  if (split !== null) return { source: '__cte', prelude: `${split.ctes},\n__cte AS (${split.body}\n)\n` }
  return { source: derived(dialect, `${sql}\n`, 'virtual_table'), prelude: '' }
}

const sourceOf = async (deps: QueryDependencies, ask: QueryAsk, renderer: Renderer, { embedding }: Within): Promise<Source> => {
  const { dataset } = ask
  const { dialect, capabilities } = dataset.database.engine
  if (dataset.sql === null || dataset.sql.trim() === '') {
    const parts = [capabilities.crossCatalogQueries ? dataset.catalog : null, dataset.schema, dataset.tableName]
    const named = parts.filter((part): part is string => part !== null && part !== '')
    return { source: named.map(dialect.quoteIdentifier).join('.'), prelude: '' }
  }
  const text = dataset.sqlIsRendered === true ? dataset.sql : await renderer.render(dataset.sql, 'source')
  const virtual = await deps.analyzer.virtualTable(text, dialect.grammar)
  await refuseOtherTables(deps, ask, virtual, embedding.selects)
  return derivedSource(dataset, await restricted(deps, ask, virtual, renderer))
}

/** Expressions of the axis whose type is only known to the database. */
const probeTemporal = async (
  deps: QueryDependencies,
  ask: QueryAsk,
  query: QueryObject,
  { source, prelude }: Source,
  texts: ReadonlyMap<string, string>,
): Promise<Set<string>> => {
  const found = new Set<string>()
  const { dialect } = ask.dataset.database.engine
  for (const column of adhocColumns(query, ask.dataset)) {
    const text = texts.get(expressionKey('column', column.sqlExpression))
    if (!column.isAxis || column.timeGrain === null || text === undefined) continue
    const connection = await deps.connection(ask.dataset.database)
    const select = `${prelude}SELECT ${labelled(dialect, operand(text), 'probe')} FROM ${source}`
    const probe = dialect.probeNeedsRow ? dialect.paginate(select, { limit: 1, offset: 0, ordered: false }) : `${select} WHERE 1 = 0`
    const [described] = await connection.describe(probe, ask.dataset.schema).catch((error: unknown) => rethrowTold(error, ask))
    if (described?.type === 'timestamp' || described?.type === 'date') found.add(column.sqlExpression)
  }
  return found
}

/** The SELECT of a dataset that a template names; rendered and checked as any other query. */
export const embeddedSelect = async (deps: QueryDependencies, { ask, columns, metrics }: DatasetSelect, range: TimeRange, within: Within): Promise<string> => {
  const { queries } = validateQueryContext({ datasource: { id: ask.dataset.id, type: 'table' }, queries: [{ columns: [...columns], metrics }] })
  const [query] = queries
  if (query === undefined) return ''
  const rewritten = rewriteQuery(query, { dataset: ask.dataset, formData: {}, limits: deps.limits, resultType: 'full', now: within.now })
  // The bounds of the query outside are what the templates inside know; they cut no rows
  const sql = await prepare(deps, ask, { ...rewritten, range }, within)
  const variation = { ...rewritten, innerRange: null, shifted: null, rowLimit: null }
  return planQuery(planContext({ deps, ask, rewritten, sql, now: within.now, timing: noTime() }, variation)).sql
}

const rendererOf = (deps: QueryDependencies, ask: QueryAsk, rewritten: RewrittenQuery, within: Within): Renderer => {
  const { dataset } = ask
  return createRenderer(ask, {
    ...within,
    variables: within.first === null ? dataset.templateParams : chartVariables(rewritten.query, rewritten, dataset),
    connection: () => deps.connection(dataset.database),
    selectOf: (select, chain) => embeddedSelect(deps, select, rewritten.range, { ...within, chain }),
  })
}

const prepare = async (deps: QueryDependencies, ask: QueryAsk, rewritten: RewrittenQuery, within: Within): Promise<PreparedSql> => {
  const { dataset } = ask
  const { query } = rewritten
  const { grammar } = dataset.database.engine.dialect
  const renderer = rendererOf(deps, ask, rewritten, within)
  const expressions = new Map<string, string>()
  for (const { clause, sql } of textsOf(query, dataset)) {
    const key = expressionKey(clause, sql)
    if (!expressions.has(key)) expressions.set(key, await deps.analyzer.expression(await renderer.render(sql, PLACES[clause]), grammar, clause))
  }
  // What a template of a saved text became is proved like the request's own: parameters of the address may stand in it
  const used = renderer.on ? usedTemplates(query, dataset) : { columns: [], metrics: [] }
  const columnSql = new Map<string, string>()
  for (const { name, expression } of used.columns)
    columnSql.set(name, await deps.analyzer.expression(await renderer.render(expression, 'select'), grammar, 'column'))
  const metricSql = new Map<string, string>()
  for (const { name, expression } of used.metrics)
    metricSql.set(name, await deps.analyzer.expression(await renderer.render(expression, 'select'), grammar, 'metric'))
  const { source, prelude } = await sourceOf(deps, ask, renderer, within)
  const predicate = query.applyFetchValuesPredicate || within.first === null ? (dataset.fetchValuesPredicate ?? '').trim() : ''
  return {
    source,
    prelude,
    expressions,
    temporal: await probeTemporal(deps, ask, query, { source, prelude }, expressions),
    templates: renderer.on,
    columnSql,
    metricSql,
    fetchValuesPredicate: predicate === '' ? null : await deps.analyzer.condition(await renderer.render(predicate, 'predicate'), grammar),
    rowPredicates: await rowPredicates(deps, ask, renderer),
    effects: renderer.effects,
  }
}

/**
 * Renders and checks every text that enters the SQL of this query. Throws BadRequest or InvalidSql for texts of the request that are not what they
 * must be, the errors of templates, and BadRequest or InvalidSql when a row-level rule cannot be enforced.
 */
export const prepareSql = (deps: QueryDependencies, ask: QueryAsk, rewritten: RewrittenQuery, around: Around): Promise<PreparedSql> =>
  prepare(deps, ask, rewritten, { ...around, chain: [], embedding: new Embedding() })
