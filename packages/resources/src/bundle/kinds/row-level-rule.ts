import { type Actor, can, decideOwnership } from '@coset/access'
import { NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { z } from 'zod'
import { ownerIds } from '../../people/owners.ts'
import { refuseClause } from '../../row-level-security/clause.ts'
import { uuid, version } from '../schema.ts'
import { byText, changeOf, type Db, denied, inParts, type Kind, misfit, stampOf, VERSION, type Work } from './kind.ts'

const schema = z.looseObject({
  name: z.string().min(1).max(255),
  description: z.string().max(10_000).nullish(),
  filter_type: z.enum(['Regular', 'Base']),
  group_key: z.string().max(255).nullish(),
  clause: z.string().min(1).max(10_000),
  tables: z.array(uuid).min(1).max(10_000),
  roles: z.array(z.string().min(1).max(64)).max(10_000),
  version,
})
type File = z.output<typeof schema>

const tablesOf = (db: Db, rule: number) =>
  db
    .selectFrom('rls_rule_datasets')
    .innerJoin('datasets', 'datasets.id', 'rls_rule_datasets.dataset_id')
    .select(['datasets.id', 'datasets.uuid', 'datasets.table_name'])
    .where('rule_id', '=', rule)
    .execute()

const datasetIds = async (work: Work, file: File): Promise<readonly number[]> => {
  const ids = new Set<number>()
  for (const [i, own] of file.tables.entries()) {
    const id = await work.idOf('dataset', own)
    if (id === null) throw misfit(`tables.${i}`, `There is no dataset ${own} here`)
    ids.add(id)
  }
  return [...ids]
}

/** A rule that binds fewer roles than its file says would show more rows, or spare more people. */
const roleIds = async (db: Db, file: File): Promise<readonly number[]> => {
  const ids = new Set<number>()
  for (const [i, name] of file.roles.entries()) {
    const role = await db.selectFrom('roles').select('id').where('name', '=', name).executeTakeFirst()
    if (role === undefined) throw misfit(`roles.${i}`, `There is no role “${name}” here`)
    ids.add(role.id)
  }
  return [...ids]
}

const refuseTables = async (db: Db, actor: Actor, ids: readonly number[], rule: string): Promise<void> => {
  for (const id of ids)
    if (!decideOwnership(actor, await ownerIds(db, 'dataset', id)).allowed) throw denied(`The rule “${rule}” is about a dataset that you may not change`)
}

const setLinks = async (db: Db, rule: number, datasets: readonly number[], roles: readonly number[]): Promise<void> => {
  await db.deleteFrom('rls_rule_datasets').where('rule_id', '=', rule).execute()
  await db.deleteFrom('rls_rule_roles').where('rule_id', '=', rule).execute()
  await inParts(datasets, (part) =>
    db
      .insertInto('rls_rule_datasets')
      .values(part.map((dataset_id) => ({ rule_id: rule, dataset_id })))
      .execute(),
  )
  await inParts(roles, (part) =>
    db
      .insertInto('rls_rule_roles')
      .values(part.map((role_id) => ({ rule_id: rule, role_id })))
      .execute(),
  )
}

/** Row-level rules; a rule goes by its name, its datasets by UUID, its roles by name. */
export const rowLevelRuleKind: Kind<File> = {
  folder: 'row_level_rules',
  type: 'RowLevelSecurityFilter',
  noun: 'Row-level rule',
  schema,
  all: async (ctx, actor) =>
    can(actor, { verb: 'can_read', view: 'Row Level Security' })
      ? (await ctx.metadata.db.selectFrom('rls_rules').select('id').orderBy('id').execute()).map((row) => row.id)
      : [],
  visible: (ctx, _actor, id) => rowLevelRuleKind.fields(ctx, id, null),
  fields: async ({ metadata: { db } }, id) => {
    const rule = await db.selectFrom('rls_rules').selectAll().where('id', '=', id).executeTakeFirst()
    if (rule === undefined) throw new NotFound()
    const roles = await db
      .selectFrom('rls_rule_roles')
      .innerJoin('roles', 'roles.id', 'rls_rule_roles.role_id')
      .select('roles.name')
      .where('rule_id', '=', id)
      .execute()
    return {
      name: rule.name,
      description: rule.description,
      filter_type: rule.filter_type,
      group_key: rule.group_key,
      clause: rule.clause,
      tables: (await tablesOf(db, id)).map((table) => table.uuid).sort(byText),
      roles: roles.map((role) => role.name).sort(byText),
      version: VERSION,
    }
  },
  nameOf: (file) => file.name,
  uuidOf: () => null,
  find: async (db, file) => (await db.selectFrom('rls_rules').select('id').where('name', '=', file.name).executeTakeFirst())?.id ?? null,
  store: async (work, file, existing) => {
    const { db, ctx, actor } = work
    if (!can(actor, { verb: 'can_write', view: 'Row Level Security' })) throw denied(`The rule “${file.name}” may not be stored by you`)
    const datasets = await datasetIds(work, file)
    const before = existing === null ? [] : (await tablesOf(db, existing)).map((table) => table.id)
    await refuseTables(db, actor, [...datasets, ...before], file.name)
    const roles = await roleIds(db, file)
    await refuseClause(ctx, actor, db, file.clause, datasets)
    const values = {
      name: file.name,
      description: file.description ?? null,
      filter_type: file.filter_type,
      group_key: file.group_key ?? null,
      clause: file.clause,
    }
    const id = existing ?? (await insertRow(db, ctx.metadata.kind, 'rls_rules', { ...values, ...stampOf(work) }))
    if (existing !== null)
      await db
        .updateTable('rls_rules')
        .set({ ...values, ...changeOf(work) })
        .where('id', '=', id)
        .execute()
    await setLinks(db, id, datasets, roles)
    return id
  },
}
