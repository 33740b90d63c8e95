import { AppError, BadRequest } from '@coset/core'
import type { TableRef, TableRule } from '@coset/sql'
import type { InnerRule, RowClause } from '../model.ts'
import { operand } from '../plan/plan-context.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { Renderer } from '../template/renderer.ts'

/** A rule that cannot be applied stops the query. Its text stays with those who may read rules. */
const broken = (error: unknown): never => {
  if (!(error instanceof AppError) || error.status >= 500) throw error
  throw new BadRequest('Error: A row-level rule of this data is not one whole condition; whoever manages row-level rules must correct it', { cause: error })
}

/**
 * Rendered clauses as conditions that all must hold: those without a key each on its own, then one `(a) OR (b)` per key. Each clause is proved to be
 * one whole condition, so that it cannot reach beyond its parentheses.
 */
const conditionsOf = async (deps: QueryDependencies, grammar: string, renderer: Renderer, clauses: readonly RowClause[]): Promise<string[]> => {
  const alone: string[] = []
  const groups = new Map<string, string[]>()
  for (const clause of clauses) {
    const sql = await deps.analyzer.condition(await renderer.render(clause.sql, 'rule'), grammar).catch(broken)
    if (clause.groupKey === null || clause.groupKey === '') alone.push(sql)
    else groups.set(clause.groupKey, [...(groups.get(clause.groupKey) ?? []), sql])
  }
  return [...alone, ...[...groups.values()].map((alternatives) => alternatives.map(operand).join(' OR '))]
}

/** The asker's row-level predicates of the dataset itself. */
export const rowPredicates = (deps: QueryDependencies, ask: QueryAsk, renderer: Renderer): Promise<string[]> =>
  conditionsOf(deps, ask.dataset.database.engine.dialect.grammar, renderer, ask.security.clauses)

const mayMean = (rule: InnerRule, tables: readonly TableRef[]): boolean => tables.some((ref) => ref.table.toLowerCase() === rule.table.toLowerCase())

/** The query of a virtual dataset, rendered and proved to be one that reads. */
export interface Virtual {
  readonly sql: string
  readonly tables: readonly TableRef[]
}

/** The query of a virtual dataset, each table beneath it cut down to the rows that the asker may see. Throws where one cannot be. */
export const restricted = async (deps: QueryDependencies, ask: QueryAsk, virtual: Virtual, renderer: Renderer): Promise<string> => {
  const inner = ask.security.inner ?? []
  if (inner.length === 0) return virtual.sql
  const { grammar } = ask.dataset.database.engine.dialect
  const rules: TableRule[] = []
  for (const rule of inner) {
    const clauses = mayMean(rule, virtual.tables) ? await conditionsOf(deps, grammar, renderer, rule.clauses) : []
    rules.push({ catalog: rule.catalog, schema: rule.schema, table: rule.table, clauses })
  }
  return deps.analyzer.restrictTables(virtual.sql, grammar, rules)
}
