import { can, databaseView, datasetView, idOfView, OBJECT_VERBS, type Permission, permissionKey } from '@coset/access'
import { NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { z } from 'zod'
import { ADMIN } from '../../security/access-change.ts'
import { holds } from '../../security/limits.ts'
import { isObjectName, objectVerbsOf } from '../../security/object-names.ts'
import { ensurePermission } from '../../security/permissions.ts'
import { uuid, version } from '../schema.ts'
import { byText, type Db, denied, inParts, type Kind, misfit, VERSION, type Work } from './kind.ts'

const permission = z.looseObject({ verb: z.string().min(1).max(250), view: z.string().min(1).max(1000), uuid: uuid.nullish() })
const schema = z.looseObject({ name: z.string().min(1).max(64), permissions: z.array(permission).max(10_000), version })
type File = z.output<typeof schema>
type Written = z.output<typeof permission>

const ID = /\(id:\d+\)$/
const DATABASE_ID = /\.\(id:\d+\)$/

/** UUIDs of databases and datasets by the names that permissions know them by. */
const uuidsOfViews = async (db: Db): Promise<ReadonlyMap<string, string>> => {
  const databases = await db.selectFrom('databases').select(['id', 'uuid', 'database_name']).execute()
  const datasets = await db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['datasets.id', 'datasets.uuid', 'table_name', 'database_name'])
    .execute()
  return new Map([
    ...databases.map((row) => [databaseView({ id: row.id, name: row.database_name }), row.uuid] as const),
    ...datasets.map((row) => [datasetView(row.database_name, { id: row.id, tableName: row.table_name }), row.uuid] as const),
  ])
}

const namedOf = (db: Db, role: number) =>
  db
    .selectFrom('role_permissions')
    .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
    .where('role_id', '=', role)
    .execute()

/** A name without the number that its object has here; the UUID says which one it is. */
const portable = ({ verb, view }: Permission, uuids: ReadonlyMap<string, string>) => {
  const own = idOfView(view) === null ? undefined : uuids.get(view)
  return own === undefined ? { verb, view } : { verb, view: view.replace(DATABASE_ID, '').replace(ID, ''), uuid: own }
}

const isObjectVerb = (verb: string): boolean => OBJECT_VERBS.some((one) => one === verb)

/** The name here of the database or dataset that a permission is about. */
const viewOf = async (work: Work, { verb, uuid: own }: Written): Promise<string | null> => {
  if (own === null || own === undefined) return null
  const { db } = work
  const id = await work.idOf(verb === 'database_access' ? 'database' : 'dataset', own)
  if (id === null) return null
  if (verb === 'database_access') {
    const row = await db.selectFrom('databases').select('database_name').where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : databaseView({ id, name: row.database_name })
  }
  const row = await db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['table_name', 'database_name'])
    .where('datasets.id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : datasetView(row.database_name, { id, tableName: row.table_name })
}

const known = (db: Db, { verb, view }: Permission) =>
  db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select('permissions.id')
    .where('permission_names.name', '=', verb)
    .where('permission_views.name', '=', view)
    .executeTakeFirst()

/** A permission of a file as it is called here; null: there is no such thing here. Databases and datasets are known by UUID alone: numbers are those of one site. */
const hereOf = async (work: Work, written: Written): Promise<Permission | null> => {
  const { verb, view } = written
  if (!isObjectVerb(verb)) return isObjectName(view) || (await known(work.db, { verb, view })) === undefined ? null : { verb, view }
  if (verb === 'database_access' || verb === 'datasource_access') {
    const own = await viewOf(work, written)
    return own === null ? null : { verb, view: own }
  }
  if (idOfView(view) !== null || !(await objectVerbsOf(work.db, view)).some((one) => one === verb)) return null
  return { verb, view }
}

const wantedOf = async (work: Work, file: File): Promise<ReadonlyMap<string, Permission>> => {
  const wanted = new Map<string, Permission>()
  for (const written of file.permissions) {
    const here = await hereOf(work, written)
    if (here === null) work.leftOut(`Left out, for there is no such thing here: ${permissionKey(written.verb, written.view)}`)
    else wanted.set(permissionKey(here.verb, here.view), here)
  }
  return wanted
}

const setPermissions = async (work: Work, file: File, role: number): Promise<void> => {
  const { db, actor, ctx } = work
  const before = new Map((await namedOf(db, role)).map((one) => [permissionKey(one.verb, one.view), one]))
  const wanted = await wantedOf(work, file)
  const added = [...wanted].filter(([key]) => !before.has(key)).map(([, one]) => one)
  if (!actor.isAdmin && added.some((one) => !holds(actor, one))) throw denied(`The role “${file.name}” would get permissions that you do not hold`)
  const gone = [...before].filter(([key]) => !wanted.has(key)).map(([, one]) => one.id)
  await inParts(gone, (part) =>
    db
      .deleteFrom('role_permissions')
      .where('role_id', '=', role)
      .where('permission_id', 'in', [...part])
      .execute(),
  )
  const ids: number[] = []
  for (const one of added) ids.push(await ensurePermission(db, ctx.metadata.kind, one))
  await inParts(ids, (part) =>
    db
      .insertInto('role_permissions')
      .values(part.map((permission_id) => ({ role_id: role, permission_id })))
      .execute(),
  )
}

const mayWrite = ({ actor }: Work, existing: number | null): boolean =>
  can(actor, { verb: 'can_add_role_permissions', view: 'Role' }) && (existing !== null || can(actor, { verb: 'can_post', view: 'Role' }))

/** Roles with what they allow, without the people who hold them; a role goes by its name. The role Admin stays as it is. */
export const roleKind: Kind<File> = {
  folder: 'roles',
  type: 'Role',
  noun: 'Role',
  schema,
  all: async (ctx, actor) =>
    can(actor, { verb: 'can_list_role_permissions', view: 'Role' })
      ? (await ctx.metadata.db.selectFrom('roles').select('id').orderBy('id').execute()).map((row) => row.id)
      : [],
  visible: (ctx, _actor, id) => roleKind.fields(ctx, id, null),
  fields: async ({ metadata: { db } }, id) => {
    const role = await db.selectFrom('roles').selectAll().where('id', '=', id).executeTakeFirst()
    if (role === undefined) throw new NotFound()
    const uuids = await uuidsOfViews(db)
    const permissions = (await namedOf(db, id)).map((one) => portable(one, uuids))
    const order = (one: (typeof permissions)[number]): string => `${one.verb}\0${one.view}\0${one.uuid ?? ''}`
    return { name: role.name, permissions: permissions.sort((a, b) => byText(order(a), order(b))), version: VERSION }
  },
  nameOf: (file) => file.name,
  uuidOf: () => null,
  isFixed: (file) => file.name === ADMIN,
  find: async (db, file) => (await db.selectFrom('roles').select('id').where('name', '=', file.name).executeTakeFirst())?.id ?? null,
  store: async (work, file, existing) => {
    if (!mayWrite(work, existing)) throw denied(`The role “${file.name}” may not be stored by you`)
    // A name that people, or some databases, would take for the administrators' role
    if (file.name.trim() !== file.name || file.name.toLowerCase() === ADMIN.toLowerCase()) throw misfit('name', 'Not a valid name of a role')
    const id = existing ?? (await insertRow(work.db, work.ctx.metadata.kind, 'roles', { name: file.name }))
    await setPermissions(work, file, id)
    return id
  },
}
