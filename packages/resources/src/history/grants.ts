import { idOfView } from '@coset/access'
import { sql } from 'kysely'
import { ensurePermission } from '../security/permissions.ts'
import { addInTrash, existing, namedRef } from './parts.ts'
import { type Db, type Putting, type Snapshot, textOf, type Values } from './snapshot.ts'

interface Grant {
  readonly verb: string
  readonly view: string
  readonly role_id: number | null
  readonly role_name: string | null
}

/** Permissions on views of a deleted object, and which roles hold them. A permission that no role holds is a row without a role. */
export const captureGrants = async (db: Db, views: readonly string[]): Promise<Pick<Snapshot, 'parts' | 'names'>> => {
  if (views.length === 0) return { parts: { grants: [] }, names: {} }
  const rows = await db
    .selectFrom('permission_views')
    .innerJoin('permissions', 'permissions.view_id', 'permission_views.id')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .leftJoin('role_permissions', 'role_permissions.permission_id', 'permissions.id')
    .leftJoin('roles', 'roles.id', 'role_permissions.role_id')
    .select(['permission_names.name as verb', 'permission_views.name as view', 'roles.id as role_id', 'roles.name as role_name'])
    .where('permission_views.name', 'in', [...views])
    .execute()
  return {
    parts: { grants: rows.map(({ role_name: _, ...row }) => row) },
    names: Object.fromEntries(rows.flatMap((row) => (row.role_id === null ? [] : [[`role:${row.role_id}`, row.role_name ?? '']]))),
  }
}

/** Makes the permissions again, under what their views are called now, and gives them back to the roles that are still there. */
export const restoreGrants = async ({ ctx, db, leftOut }: Putting, snapshot: Snapshot, viewNow: (view: string) => string): Promise<void> => {
  const rows = (snapshot.parts['grants'] ?? []) as readonly Values[] as readonly Pick<Grant, 'verb' | 'view' | 'role_id'>[]
  const roles = await existing(
    db,
    'role',
    rows.flatMap((row) => row.role_id ?? []),
  )
  const gone = new Set<number>()
  for (const { verb, view, role_id } of rows) {
    const permission_id = await ensurePermission(db, ctx.metadata.kind, { verb, view: viewNow(view) })
    if (role_id === null) continue
    if (roles.has(role_id)) {
      await giveTo(db, role_id, permission_id)
      continue
    }
    gone.add(role_id)
    await addInTrash(db, 'role', role_id, 'permissions', { verb, view: viewNow(view) })
  }
  for (const id of gone) leftOut.push(namedRef(snapshot, 'role', id))
}

const OBJECTS: Readonly<Record<string, string>> = { datasource_access: 'dataset', database_access: 'database' }

/** A right on something that is in the trash waits there for it. */
export const grantInTrash = async (db: Db, roleId: number, row: Values): Promise<void> => {
  const [kind, id] = [OBJECTS[textOf(row['verb'])], idOfView(textOf(row['view']))]
  if (kind !== undefined && id !== null) await addInTrash(db, kind, id, 'grants', { verb: row['verb'], view: row['view'], role_id: roleId })
}

const giveTo = async (db: Db, role_id: number, permission_id: number): Promise<void> => {
  const { rows } = await sql`select 1 as there from role_permissions where role_id = ${role_id} and permission_id = ${permission_id}`.execute(db)
  if (rows.length === 0) await db.insertInto('role_permissions').values({ role_id, permission_id }).execute()
}

/** What a role may do, by names: ids of permissions may be others when it comes back. */
export const capturePermissions = async (db: Db, roleId: number): Promise<readonly Values[]> =>
  db
    .selectFrom('role_permissions')
    .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permission_names.name as verb', 'permission_views.name as view'])
    .where('role_permissions.role_id', '=', roleId)
    .execute()

interface Permissions {
  readonly ids: readonly number[]
  /** Rows whose permission is no more. */
  readonly missing: readonly Values[]
}

export const permissionName = (row: Values): string => `${textOf(row['verb'])} on ${textOf(row['view'])}`

/** Ids of permissions by their names, and those that are no more. */
export const permissionIds = async (db: Db, rows: readonly Values[]): Promise<Permissions> => {
  const known = await db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
    .execute()
  const byName = new Map(known.map((one) => [permissionName({ ...one }), one.id]))
  return {
    ids: [...new Set(rows.flatMap((row) => byName.get(permissionName(row)) ?? []))],
    missing: rows.filter((row) => !byName.has(permissionName(row))),
  }
}
