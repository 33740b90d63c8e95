import { arrived, audit, idsOf, type Kind, LeftOut, type Move, note } from '../move.ts'
import type { SourceRow } from '../source.ts'

const name = (row: SourceRow): string => row.text('name') ?? String(row.id)

export const users: Kind = {
  kind: 'user',
  from: 'ab_user',
  to: 'users',
  name: (row) => row.text('username') ?? '',
  values: (row, move) => {
    const username = row.text('username')
    const email = row.text('email')
    if (username === null || email === null) return new LeftOut('it has no name or no address')
    return {
      username,
      email,
      first_name: row.text('first_name') ?? '',
      last_name: row.text('last_name') ?? '',
      password: row.text('password') ?? '',
      active: row.flag('active'),
      ...audit({ ...move, ids: new Map() }, row),
    }
  },
  fresh: (row) => ({
    uuid: crypto.randomUUID(),
    last_login: row.moment('last_login'),
    login_count: row.int('login_count') ?? 0,
    fail_login_count: row.int('fail_login_count') ?? 0,
  }),
  twins: ({ username, email }) => [{ username: username ?? null }, { email: email ?? null }],
}

export const groups: Kind = {
  kind: 'group',
  from: 'ab_group',
  to: 'groups',
  untimed: true,
  name,
  values: (row) => ({ name: row.text('name') ?? '', label: row.text('label'), description: row.text('description') }),
  twins: (values) => [{ name: values['name'] ?? null }],
}

export const roles: Kind = {
  kind: 'role',
  from: 'ab_role',
  to: 'roles',
  untimed: true,
  name,
  values: (row) => ({ name: row.text('name') ?? '' }),
  twins: (values) => [{ name: values['name'] ?? null }],
}

const pairs = async (
  move: Move,
  from: string,
  [leftColumn, leftKind]: readonly [string, string],
  [rightColumn, rightKind]: readonly [string, string],
): Promise<readonly (readonly [left: number, right: number, sourceLeft: number])[]> =>
  (await move.source.rows(from)).flatMap((row) => {
    const left = idsOf(move, leftKind).get(row.int(leftColumn) ?? 0)
    const right = idsOf(move, rightKind).get(row.int(rightColumn) ?? 0)
    return left === undefined || right === undefined ? [] : [[left, right, row.int(leftColumn) ?? 0] as const]
  })

/** Who is in which group and role, for people and groups that came in this run. */
export const memberships = async (move: Move): Promise<void> => {
  for (const [userId, roleId, source] of await pairs(move, 'ab_user_role', ['user_id', 'user'], ['role_id', 'role'])) {
    if (!arrived(move, 'user', source)) continue
    await move.db.deleteFrom('user_roles').where('user_id', '=', userId).where('role_id', '=', roleId).execute()
    await move.db.insertInto('user_roles').values({ user_id: userId, role_id: roleId }).execute()
  }
  for (const [groupId, roleId, source] of await pairs(move, 'ab_group_role', ['group_id', 'group'], ['role_id', 'role'])) {
    if (!arrived(move, 'group', source)) continue
    await move.db.deleteFrom('group_roles').where('group_id', '=', groupId).where('role_id', '=', roleId).execute()
    await move.db.insertInto('group_roles').values({ group_id: groupId, role_id: roleId }).execute()
  }
  for (const [groupId, userId, source] of await pairs(move, 'ab_user_group', ['group_id', 'group'], ['user_id', 'user'])) {
    if (!arrived(move, 'group', source)) continue
    await move.db.deleteFrom('group_users').where('group_id', '=', groupId).where('user_id', '=', userId).execute()
    await move.db.insertInto('group_users').values({ group_id: groupId, user_id: userId }).execute()
  }
  const kept = move.counts.get('user')?.get('here already') ?? 0
  if (kept > 0) note(move, 'user', kept === 1 ? '1 person' : `${kept} people`, 'note', 'here already: roles and passwords stay as they are here')
}
