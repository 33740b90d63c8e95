import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { readableDatasets } from '../dataset/index.ts'
import { type Listing, likeText, type RelatedChoices } from '../listing/index.ts'
import { deltaText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import { relatedPeople } from '../people/related.ts'

const present: Listing['present'] = async (ctx: Context, ids) => {
  const { db } = ctx.metadata
  const rules = await db
    .selectFrom('rls_rules')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const tables = await db
    .selectFrom('rls_rule_datasets')
    .innerJoin('datasets', 'datasets.id', 'rls_rule_datasets.dataset_id')
    .select(['rule_id', 'datasets.id', 'datasets.schema', 'datasets.table_name'])
    .where('rule_id', 'in', [...ids])
    .orderBy('datasets.id')
    .execute()
  const roles = await db
    .selectFrom('rls_rule_roles')
    .innerJoin('roles', 'roles.id', 'rls_rule_roles.role_id')
    .select(['rule_id', 'roles.id', 'roles.name'])
    .where('rule_id', 'in', [...ids])
    .orderBy('roles.id')
    .execute()
  const people = await peopleById(
    ctx,
    rules.map((rule) => rule.changed_by),
  )
  return rules.map((rule) => ({
    id: rule.id,
    name: rule.name,
    description: rule.description,
    filter_type: rule.filter_type,
    group_key: rule.group_key,
    clause: rule.clause,
    changed_on_delta_humanized: deltaText(rule.changed_on, ctx.clock.now()),
    changed_on_ms: rule.changed_on,
    changed_by: personRef(people, rule.changed_by),
    tables: tables.filter((table) => table.rule_id === rule.id).map(({ id, schema, table_name }) => ({ id, schema, table_name })),
    roles: roles.filter((role) => role.rule_id === rule.id).map(({ id, name }) => ({ id, name })),
  }))
}

interface Choice {
  readonly id: number
  readonly text: string
}

interface Asked {
  readonly page: number
  readonly pageSize: number
  readonly includeIds: readonly number[]
}

/** One page of all choices, and those of the ids asked for that are on another. */
const choose = (matching: readonly Choice[], others: readonly Choice[], asked: Asked): RelatedChoices => {
  const page = matching.slice(asked.page * asked.pageSize, (asked.page + 1) * asked.pageSize)
  const more = others.filter((choice) => !page.includes(choice))
  return { count: matching.length, result: [...page, ...more].map(({ id, text }) => ({ value: id, text, extra: {} })) }
}

const matches = (choice: Choice, filter: string): boolean => choice.text.toLowerCase().includes(filter.toLowerCase())

export const ruleListing: Listing = {
  table: 'rls_rules',
  view: 'Row Level Security',
  listTitle: 'List Row Level Security Filter',
  addTitle: 'Add Row Level Security Filter',
  editTitle: 'Edit Row Level Security Filter',
  maxPageSize: 100,
  visible: async () => null,
  addColumns: ['name', 'description', 'filter_type', 'tables', 'roles', 'group_key', 'clause'],
  editColumns: ['name', 'description', 'filter_type', 'tables', 'roles', 'group_key', 'clause'],
  listColumns: [
    'id',
    'name',
    'filter_type',
    'tables.id',
    'tables.schema',
    'tables.table_name',
    'roles.id',
    'roles.name',
    'clause',
    'description',
    'changed_on_delta_humanized',
    'changed_on_ms',
    'changed_by.first_name',
    'changed_by.last_name',
    'changed_by.id',
    'group_key',
  ],
  orderColumns: {
    name: 'rls_rules.name',
    filter_type: 'rls_rules.filter_type',
    clause: 'rls_rules.clause',
    changed_on_delta_humanized: 'rls_rules.changed_on',
    group_key: 'rls_rules.group_key',
  },
  search: {
    name: { kind: 'text', ref: 'rls_rules.name' },
    description: { kind: 'text', ref: 'rls_rules.description' },
    filter_type: { kind: 'text', ref: 'rls_rules.filter_type' },
    clause: { kind: 'text', ref: 'rls_rules.clause' },
    group_key: { kind: 'text', ref: 'rls_rules.group_key' },
    tables: {
      kind: 'to-many',
      related: (id) => sql`exists (select 1 from rls_rule_datasets where rls_rule_datasets.rule_id = rls_rules.id and dataset_id = ${id})`,
    },
    roles: {
      kind: 'to-many',
      related: (id) => sql`exists (select 1 from rls_rule_roles where rls_rule_roles.rule_id = rls_rules.id and role_id = ${id})`,
    },
    created_by: { kind: 'to-one', ref: 'rls_rules.created_by' },
    changed_by: { kind: 'to-one', ref: 'rls_rules.changed_by' },
  },
  present,
  related: {
    created_by: relatedPeople,
    changed_by: relatedPeople,
    roles: async (ctx, _actor, asked) => {
      const roles = await ctx.metadata.db.selectFrom('roles').select(['id', 'name as text']).orderBy('id').execute()
      return choose(
        roles.filter((role) => matches(role, asked.filter)),
        roles.filter((role) => asked.includeIds.includes(role.id)),
        asked,
      )
    },
    tables: async (ctx, actor, asked) => {
      const visible = await readableDatasets(ctx, actor)
      const readable = ctx.metadata.db
        .selectFrom('datasets')
        .select(['datasets.id', 'datasets.schema', 'datasets.table_name'])
        .$if(visible !== null, (query) => query.where(sql<boolean>`${visible}`))
      const named = (row: { readonly id: number; readonly schema: string | null; readonly table_name: string }): Choice => ({
        id: row.id,
        text: row.schema === null ? row.table_name : `${row.schema}.${row.table_name}`,
      })
      const found = await readable
        .where((eb) => eb(eb.fn<string>('lower', ['datasets.table_name']), 'like', `%${likeText(asked.filter)}%`))
        .orderBy('datasets.table_name')
        .orderBy('datasets.id')
        .execute()
      const included = asked.includeIds.length === 0 ? [] : await readable.where('datasets.id', 'in', asked.includeIds).execute()
      const page = found.map(named)
      return choose(
        page,
        included.map((row) => page.find((choice) => choice.id === row.id) ?? named(row)),
        asked,
      )
    },
  },
}
