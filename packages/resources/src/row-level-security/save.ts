import type { Actor } from '@coset/access'
import type { NewRule, RulePatch } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { insertRow, type RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { refuseNewer } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import type { Db } from '../security/access-change.ts'
import { refuseClause } from './clause.ts'

const refuseUnknown = async (db: Db, table: 'datasets' | 'roles', field: 'tables' | 'roles', ids: readonly number[], text: string): Promise<void> => {
  if (ids.length === 0) return
  const known = await db.selectFrom(table).select('id').where('id', 'in', ids).execute()
  if (known.length !== ids.length) throw new Unprocessable(text, { fields: { [field]: [text] } })
}

const refuseTables = (db: Db, ids: readonly number[]): Promise<void> => refuseUnknown(db, 'datasets', 'tables', ids, 'Datasource does not exist')
const refuseRoles = (db: Db, ids: readonly number[]): Promise<void> => refuseUnknown(db, 'roles', 'roles', ids, 'Some roles do not exist')

const refuseName = async (db: Db, name: string, except: number | null): Promise<void> => {
  const taken = await db.selectFrom('rls_rules').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw new Unprocessable('The name is taken', { fields: { name: ['Already exists.'] } })
}

const setTables = async (db: Db, id: number, datasetIds: readonly number[]): Promise<void> => {
  await db.deleteFrom('rls_rule_datasets').where('rule_id', '=', id).execute()
  if (datasetIds.length > 0)
    await db
      .insertInto('rls_rule_datasets')
      .values(datasetIds.map((dataset_id) => ({ rule_id: id, dataset_id })))
      .execute()
}

const setRoles = async (db: Db, id: number, roleIds: readonly number[]): Promise<void> => {
  await db.deleteFrom('rls_rule_roles').where('rule_id', '=', id).execute()
  if (roleIds.length > 0)
    await db
      .insertInto('rls_rule_roles')
      .values(roleIds.map((role_id) => ({ rule_id: id, role_id })))
      .execute()
}

const unique = (ids: readonly number[]): number[] => [...new Set(ids)]

/** Throws Unprocessable naming what is wrong: `tables`, `roles`, `name` or `clause`. */
export const createRule = async (ctx: Context, actor: Actor, body: NewRule): Promise<number> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    const [tables, roles] = [unique(body.tables), unique(body.roles)]
    await refuseTables(db, tables)
    await refuseRoles(db, roles)
    await refuseName(db, body.name, null)
    await refuseClause(ctx, actor, db, body.clause, tables)
    const now = ctx.clock.now()
    const id = await insertRow(db, ctx.metadata.kind, 'rls_rules', {
      name: body.name,
      description: body.description ?? null,
      filter_type: body.filter_type,
      group_key: body.group_key ?? null,
      clause: body.clause,
      created_on: now,
      changed_on: now,
      created_by: actor.id,
      changed_by: actor.id,
    })
    await setTables(db, id, tables)
    await setRoles(db, id, roles)
    return id
  })

const patchOf = (actor: Actor, changed_on: number, body: RulePatch): RowPatch<'rls_rules'> => {
  const patch: RowPatch<'rls_rules'> = { changed_on, changed_by: actor.id }
  if (body.name !== undefined) patch.name = body.name
  if (body.description !== undefined) patch.description = body.description
  if (body.filter_type !== undefined) patch.filter_type = body.filter_type
  if (body.group_key !== undefined) patch.group_key = body.group_key
  if (body.clause !== undefined) patch.clause = body.clause
  return patch
}

/** Changes a rule; absent fields stay. Gives its `changed_on`. Throws as {@link createRule}, NotFound, and Conflict when somebody saved since the writer read it. */
export const updateRule = async (ctx: Context, actor: Actor, id: number, body: RulePatch): Promise<number> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    await refuseNewer(ctx, db, 'rls', id, body.expected_changed_on)
    const rule = await db.selectFrom('rls_rules').select(['id', 'clause', 'changed_on']).where('id', '=', id).executeTakeFirst()
    if (rule === undefined) throw new NotFound()
    const tables = body.tables === undefined ? null : unique(body.tables)
    const roles = body.roles === undefined ? null : unique(body.roles)
    if (tables !== null) await refuseTables(db, tables)
    if (roles !== null) await refuseRoles(db, roles)
    if (body.name !== undefined) await refuseName(db, body.name, id)
    if (body.clause !== undefined || tables !== null) {
      const before = await db.selectFrom('rls_rule_datasets').select('dataset_id').where('rule_id', '=', id).execute()
      await refuseClause(ctx, actor, db, body.clause ?? rule.clause, tables ?? before.map((row) => row.dataset_id))
    }
    const changedOn = Math.max(ctx.clock.now(), rule.changed_on + 1)
    await db
      .updateTable('rls_rules')
      .set(patchOf(actor, changedOn, body))
      .where('id', '=', id)
      .execute()
    if (tables !== null) await setTables(db, id, tables)
    if (roles !== null) await setRoles(db, id, roles)
    return changedOn
  })

/** Deletes all of these rules, or none. Throws NotFound. */
export const deleteRules = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> =>
  ctx.metadata.db.transaction().execute(async (db) => {
    const wanted = unique(ids)
    const known = await db.selectFrom('rls_rules').select('id').where('id', 'in', wanted).execute()
    if (known.length !== wanted.length) throw new NotFound()
    await moveToTrash(ctx, db, actor, 'rls', wanted)
    await db.deleteFrom('rls_rules').where('id', 'in', wanted).execute()
  })
