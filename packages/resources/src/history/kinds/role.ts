import { capturePermissions, grantInTrash, permissionIds, permissionName } from '../grants.ts'
import type { Part } from '../parts.ts'
import { insertRows } from '../parts.ts'
import { idOf, type Snapshot, textOf } from '../snapshot.ts'
import { columnWords, listWords, namesIn } from '../words.ts'
import { freeValue, inBrackets, tableKind } from './table-kind.ts'

const permissionsIn = ({ parts }: Snapshot): ReadonlyMap<string, string> =>
  new Map(
    (parts['permissions'] ?? []).map((row) => {
      const name = permissionName(row)
      return [name, name]
    }),
  )

const HOLDERS: readonly Part[] = [
  { name: 'users', table: 'user_roles', own: 'role_id', ref: { column: 'user_id', kind: 'user' } },
  { name: 'groups', table: 'group_roles', own: 'role_id', ref: { column: 'group_id', kind: 'group' } },
]

export const roleKind = tableKind({
  kind: 'role',
  table: 'roles',
  noun: 'role',
  writes: [
    { verb: 'can_put', view: 'Role' },
    { verb: 'can_delete', view: 'Role' },
  ],
  nameColumn: 'name',
  parts: [
    ...HOLDERS,
    { name: 'dashboards', table: 'dashboard_roles', own: 'role_id', ref: { column: 'dashboard_id', kind: 'dashboard' }, trashOnly: true },
    { name: 'rules', table: 'rls_rule_roles', own: 'role_id', ref: { column: 'rule_id', kind: 'rls' }, trashOnly: true },
  ],
  words: (before, after) => [
    ...columnWords({ name: ['Name', 'value'] }, before, after),
    ...listWords('permission', 'permissions', permissionsIn(before), permissionsIn(after)),
    ...listWords('user', 'users', namesIn(before, 'users', 'user_id', 'user'), namesIn(after, 'users', 'user_id', 'user')),
    ...listWords('group', 'groups', namesIn(before, 'groups', 'group_id', 'group'), namesIn(after, 'groups', 'group_id', 'group')),
  ],
  more: async (db, row) => ({ parts: { permissions: await capturePermissions(db, Number(row['id'])) }, names: {} }),
  prepare: async (putting, snapshot) => ({
    ...snapshot.row,
    name: await freeValue(putting, 'roles', 'name', textOf(snapshot.row['name']), { longest: 64, numbered: inBrackets }),
  }),
  after: async ({ db, leftOut }, snapshot) => {
    const { ids, missing } = await permissionIds(db, snapshot.parts['permissions'] ?? [])
    await insertRows(
      db,
      'role_permissions',
      ids.map((permission_id) => ({ role_id: idOf(snapshot), permission_id })),
    )
    for (const row of missing) {
      await grantInTrash(db, idOf(snapshot), row)
      leftOut.push({ kind: 'permission', id: null, name: permissionName(row) })
    }
  },
})
