import { type Actor, defaultPermissions, OBJECT_VERBS } from '@coset/access'
import { Forbidden, NotFound, Unprocessable } from '@coset/core'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import { changeAccess, type Db } from './access-change.ts'
import { isObjectName, objectVerbsOf } from './object-names.ts'

const builtIn = defaultPermissions()
const BUILT_IN_VIEWS: ReadonlySet<string> = new Set(builtIn.map((permission) => permission.view))
const BUILT_IN: ReadonlySet<string> = new Set(builtIn.map(({ verb, view }) => `${verb} on ${view}`))

const wrong = (field: string, text: string): Unprocessable => new Unprocessable(text, { fields: { [field]: [text] } })

const findView = async (db: Db, id: number): Promise<{ readonly id: number; readonly name: string }> => {
  const view = await db.selectFrom('permission_views').selectAll().where('id', '=', id).executeTakeFirst()
  if (view === undefined) throw new NotFound()
  return view
}

/** A name that permissions on data use must be that of data that is there, or it would give access to what is made later. */
const refuseViewName = async (db: Db, name: string, except: number | null): Promise<void> => {
  const taken = await db.selectFrom('permission_views').select('id').where('name', '=', name).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw wrong('name', 'Already exists.')
  if (isObjectName(name) && (await objectVerbsOf(db, name)).length === 0) throw wrong('name', 'No database, schema or dataset has this name')
}

export const createView = async (ctx: Context, name: string): Promise<number> =>
  changeAccess(ctx, async (db) => {
    await refuseViewName(db, name, null)
    return insertRow(db, ctx.metadata.kind, 'permission_views', { name })
  })

/** Names of the server's own views, and of data, follow what they name and are not changed by hand. */
const refuseOwn = async (db: Db, name: string): Promise<void> => {
  if (BUILT_IN_VIEWS.has(name)) throw wrong('name', `${name} belongs to the server`)
  if (isObjectName(name) && (await objectVerbsOf(db, name)).length > 0) throw wrong('name', `${name} belongs to data that is there`)
}

const isGranted = async (db: Db, column: 'permissions.id' | 'permissions.view_id', id: number): Promise<boolean> =>
  (await db
    .selectFrom('role_permissions')
    .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
    .select('role_id')
    .where(column, '=', id)
    .executeTakeFirst()) !== undefined

/** What roles hold already changes its meaning for everybody: administrators only. Throws Forbidden. */
const refuseGranted = async (db: Db, actor: Actor, column: 'permissions.id' | 'permissions.view_id', id: number): Promise<void> => {
  if (!actor.isAdmin && (await isGranted(db, column, id))) throw new Forbidden('Only administrators change what roles already hold')
}

/** Gives the name. */
export const renameViewOf = async (ctx: Context, actor: Actor, id: number, name: string | undefined): Promise<string> =>
  changeAccess(ctx, async (db) => {
    const view = await findView(db, id)
    if (name === undefined || name === view.name) return view.name
    await refuseOwn(db, view.name)
    await refuseGranted(db, actor, 'permissions.view_id', id)
    if (isObjectName(name)) throw wrong('name', 'Names of data are given to new resources only')
    await refuseViewName(db, name, id)
    await db.updateTable('permission_views').set({ name }).where('id', '=', id).execute()
    return name
  })

export const deleteView = async (ctx: Context, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await refuseOwn(db, (await findView(db, id)).name)
    const used = await db.selectFrom('permissions').select('id').where('view_id', '=', id).executeTakeFirst()
    if (used !== undefined) throw new Unprocessable('Permissions on this resource exist; delete them first')
    await db.deleteFrom('permission_views').where('id', '=', id).execute()
  })

export interface Pair {
  readonly permission_id: number
  readonly view_menu_id: number
}

const findPair = async (db: Db, id: number) => {
  const pair = await db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'name_id', 'view_id', 'permission_names.name as verb', 'permission_views.name as view'])
    .where('permissions.id', '=', id)
    .executeTakeFirst()
  if (pair === undefined) throw new NotFound()
  return pair
}

const refuseOwnPair = async (db: Db, { verb, view }: { readonly verb: string; readonly view: string }): Promise<void> => {
  if (BUILT_IN.has(`${verb} on ${view}`)) throw new Unprocessable(`${verb} on ${view} belongs to the server`)
  if ((await objectVerbsOf(db, view)).some((own) => own === verb)) throw new Unprocessable(`${verb} on ${view} belongs to data that is there`)
}

const refusePair = async (db: Db, { permission_id, view_menu_id }: Pair, except: number | null): Promise<void> => {
  const verb = await db.selectFrom('permission_names').select('name').where('id', '=', permission_id).executeTakeFirst()
  if (verb === undefined) throw wrong('permission_id', 'The permission does not exist')
  const view = await db.selectFrom('permission_views').select('name').where('id', '=', view_menu_id).executeTakeFirst()
  if (view === undefined) throw wrong('view_menu_id', 'The resource does not exist')
  const isObjectVerb = OBJECT_VERBS.some((object) => object === verb.name)
  if (isObjectVerb && !(await objectVerbsOf(db, view.name)).some((own) => own === verb.name))
    throw wrong('view_menu_id', `${verb.name} goes with data of its kind that is there`)
  const taken = await db.selectFrom('permissions').select('id').where('name_id', '=', permission_id).where('view_id', '=', view_menu_id).executeTakeFirst()
  if (taken !== undefined && taken.id !== except) throw wrong('view_menu_id', 'Already exists.')
}

export const createPair = async (ctx: Context, pair: Pair): Promise<number> =>
  changeAccess(ctx, async (db) => {
    await refusePair(db, pair, null)
    return insertRow(db, ctx.metadata.kind, 'permissions', { name_id: pair.permission_id, view_id: pair.view_menu_id })
  })

/** Gives the pair as it is now. */
export const updatePair = async (ctx: Context, actor: Actor, id: number, body: { readonly [K in keyof Pair]?: number | undefined }): Promise<Pair> =>
  changeAccess(ctx, async (db) => {
    const before = await findPair(db, id)
    const after = { permission_id: body.permission_id ?? before.name_id, view_menu_id: body.view_menu_id ?? before.view_id }
    if (after.permission_id === before.name_id && after.view_menu_id === before.view_id) return after
    await refuseOwnPair(db, before)
    await refuseGranted(db, actor, 'permissions.id', id)
    await refusePair(db, after, id)
    await db.updateTable('permissions').set({ name_id: after.permission_id, view_id: after.view_menu_id }).where('id', '=', id).execute()
    return after
  })

export const deletePair = async (ctx: Context, actor: Actor, id: number): Promise<void> =>
  changeAccess(ctx, async (db) => {
    await refuseOwnPair(db, await findPair(db, id))
    await refuseGranted(db, actor, 'permissions.id', id)
    await db.deleteFrom('permissions').where('id', '=', id).execute()
  })
