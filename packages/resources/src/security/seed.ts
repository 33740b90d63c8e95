import { DEFAULT_ROLES, defaultPermissions, type Permission, PUBLIC_MINIMUM } from '@coset/access'
import { Unprocessable } from '@coset/core'
import { insertRow, type Metadata, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'

type Db = Kysely<Tables>

const ids = async (
  db: Db,
  kind: Metadata['kind'],
  table: 'permission_names' | 'permission_views' | 'roles',
  names: readonly string[],
): Promise<Map<string, number>> => {
  const known = new Map((await db.selectFrom(table).select(['id', 'name']).execute()).map((row) => [row.name, row.id]))
  for (const name of new Set(names)) if (!known.has(name)) known.set(name, await insertRow(db, kind, table, { name }))
  return known
}

const holdsNothing = async (db: Db, role: number): Promise<boolean> =>
  (await db.selectFrom('role_permissions').select('permission_id').where('role_id', '=', role).limit(1).execute()).length === 0

const must = (map: ReadonlyMap<string, number>, key: string): number => map.get(key) ?? 0

/**
 * Makes the default roles and every class permission. Permissions that a later release adds are given to the default roles;
 * what an administrator took away stays away because known permissions are not granted again. A role Public that holds nothing is filled whenever
 * `publicRoleLike` says like which role.
 */
export const seedRoles = async (metadata: Metadata, publicRoleLike: string | null): Promise<void> => {
  try {
    await seedOnce(metadata, publicRoleLike)
  } catch (error) {
    if (!(error instanceof Unprocessable)) throw error
    // Another process was faster by a moment: what it made is there now
    await seedOnce(metadata, publicRoleLike)
  }
}

const seedOnce = async (metadata: Metadata, publicRoleLike: string | null): Promise<void> =>
  metadata.db.transaction().execute(async (db) => {
    const defaults = defaultPermissions()
    const roles = await ids(db, metadata.kind, 'roles', DEFAULT_ROLES)
    const names = await ids(
      db,
      metadata.kind,
      'permission_names',
      defaults.map((p) => p.verb),
    )
    const views = await ids(
      db,
      metadata.kind,
      'permission_views',
      defaults.map((p) => p.view),
    )
    const existing = new Map((await db.selectFrom('permissions').selectAll().execute()).map((row) => [`${row.name_id} ${row.view_id}`, row.id]))
    const publicRole = must(roles, 'Public')
    const fillsPublic = publicRoleLike !== null && (await holdsNothing(db, publicRole))
    const grants: { role_id: number; permission_id: number }[] = []
    for (const permission of defaults) {
      const pair = { name_id: must(names, permission.verb), view_id: must(views, permission.view) }
      const known = existing.get(`${pair.name_id} ${pair.view_id}`)
      const permission_id = known ?? (await insertRow(db, metadata.kind, 'permissions', pair))
      existing.set(`${pair.name_id} ${pair.view_id}`, permission_id)
      if (known === undefined) for (const role of permission.roles) grants.push({ role_id: must(roles, role), permission_id })
      if (publicRoleLike !== null && (known === undefined || fillsPublic) && isPublic(permission, publicRoleLike))
        grants.push({ role_id: publicRole, permission_id })
    }
    for (let i = 0; i < grants.length; i += 200)
      await db
        .insertInto('role_permissions')
        .values(grants.slice(i, i + 200))
        .execute()
  })

const isPublic = (permission: Permission & { readonly roles: readonly string[] }, like: string): boolean =>
  like === 'Public' ? PUBLIC_MINIMUM.some((p) => p.verb === permission.verb && p.view === permission.view) : permission.roles.includes(like)
