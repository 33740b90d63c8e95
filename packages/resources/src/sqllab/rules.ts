import type { Actor } from '@coset/access'
import type { TableRule } from '@coset/sql'
import type { Context } from '../context.ts'
import type { DatabaseRow } from '../database/index.ts'
import { rulesFor } from '../dataset/security.ts'
import { renderSql, type SqlRequest } from './template.ts'

/** Clauses of one key are alternatives, keys and clauses without one all hold. */
const combined = (clauses: readonly { readonly sql: string; readonly groupKey: string | null }[]): readonly string[] => {
  const groups = new Map<string, string[]>()
  clauses.forEach(({ sql, groupKey }, i) => {
    const key = groupKey === null || groupKey === '' ? `\0${i}` : groupKey
    groups.set(key, [...(groups.get(key) ?? []), sql])
  })
  return [...groups.values()].map((sqls) => (sqls.length === 1 ? (sqls[0] ?? '') : sqls.map((sql) => `(${sql})`).join(' OR ')))
}

/**
 * The row-level rules that bind this person on tables of a database, rendered. Several datasets of one table add up. Empty while `RLS_IN_SQLLAB`
 * is off.
 */
export const tableRules = async (ctx: Context, actor: Actor, request: SqlRequest, database: DatabaseRow): Promise<readonly TableRule[]> => {
  if (ctx.settings.featureFlags['RLS_IN_SQLLAB'] !== true) return []
  const rules = await rulesFor(ctx, actor)
  if (rules.length === 0) return []
  const datasets = await ctx.metadata.db
    .selectFrom('datasets')
    .select(['id', 'catalog', 'schema', 'table_name', 'sql'])
    .where('database_id', '=', database.id)
    .where('id', 'in', [...new Set(rules.map((rule) => rule.dataset_id))])
    .execute()
  const tables = datasets.filter((dataset) => (dataset.sql ?? '').trim() === '')
  if (tables.length === 0) return []
  const defaultSchema = await (await ctx.connections.forDatabase(database.id)).defaultSchema()
  const render = (clause: string, { catalog, schema }: (typeof tables)[number]): Promise<string> =>
    renderSql(clause, { ctx, actor, request, database, catalog, schema, params: null })
  return Promise.all(
    tables.map(async (table): Promise<TableRule> => {
      const own = rules.filter((rule) => rule.dataset_id === table.id)
      const clauses = await Promise.all(own.map(async (rule) => ({ sql: await render(rule.clause, table), groupKey: rule.group_key })))
      return { catalog: table.catalog, schema: table.schema ?? defaultSchema, table: table.table_name, clauses: combined(clauses) }
    }),
  )
}
