import type { Actor } from '@coset/access'
import type { SecurityPredicates } from '@coset/query'
import type { Context } from '../context.ts'
import type { Dataset } from './repository.ts'

interface Rule {
  readonly id: number
  readonly clause: string
  readonly group_key: string | null
  readonly filter_type: string
  readonly dataset_id: number
}

/** Rules of a guest's token for single datasets. */
const guestRules = (actor: Actor): readonly Rule[] =>
  (actor.guest?.rules ?? []).flatMap(({ dataset, clause }) =>
    dataset === null ? [] : [{ id: 0, clause, group_key: null, filter_type: 'Guest', dataset_id: dataset }],
  )

/** The row-level rules that bind this actor, of any dataset. */
export const rulesFor = async (ctx: Context, actor: Actor): Promise<readonly Rule[]> => [...(await roleRules(ctx, actor)), ...guestRules(actor)]

const roleRules = async (ctx: Context, actor: Actor): Promise<readonly Rule[]> => {
  const { db } = ctx.metadata
  const rules = await db
    .selectFrom('rls_rule_datasets')
    .innerJoin('rls_rules', 'rls_rules.id', 'rls_rule_datasets.rule_id')
    .select(['rls_rules.id', 'rls_rules.clause', 'rls_rules.group_key', 'rls_rules.filter_type', 'rls_rule_datasets.dataset_id'])
    .orderBy('rls_rules.id')
    .execute()
  if (rules.length === 0) return []
  const roleIds = actor.roles.map((role) => role.id)
  const links = await db.selectFrom('rls_rule_roles').selectAll().execute()
  const touches = new Set(links.filter((link) => roleIds.includes(link.role_id)).map((link) => link.rule_id))
  // Regular rules bind the people of their roles, base rules everybody else
  return rules.filter((rule) => (rule.filter_type === 'Base' ? !touches.has(rule.id) : touches.has(rule.id)))
}

/**
 * The row-level predicates that bind this actor on this dataset, those of tables beneath a virtual dataset included. A guest's rules for every dataset
 * hold on the outside only.
 */
export const predicatesFor = async (ctx: Context, actor: Actor, dataset: Dataset): Promise<SecurityPredicates> => {
  const rules = await rulesFor(ctx, actor)
  const everywhere = (actor.guest?.rules ?? []).filter((rule) => rule.dataset === null).map((rule) => ({ sql: rule.clause, groupKey: null }))
  const own = rules.filter((rule) => rule.dataset_id === dataset.row.id).map((rule) => ({ sql: rule.clause, groupKey: rule.group_key }))
  const clauses = [...own, ...everywhere]
  if (dataset.model.sql === null) return { clauses }
  const others = [...new Set(rules.map((rule) => rule.dataset_id).filter((id) => id !== dataset.row.id))]
  if (others.length === 0) return { clauses }
  const tables = await ctx.metadata.db
    .selectFrom('datasets')
    .select(['id', 'catalog', 'schema', 'table_name'])
    .where('id', 'in', others)
    .where('database_id', '=', dataset.database.id)
    .execute()
  const inner = tables.map((table) => ({
    catalog: table.catalog,
    schema: table.schema,
    table: table.table_name,
    clauses: rules.filter((rule) => rule.dataset_id === table.id).map((rule) => ({ sql: rule.clause, groupKey: rule.group_key })),
  }))
  return { clauses, inner }
}
