import type { Rules } from '@coset/sign-in'
import { ADMIN, type Db, hasAdministrator } from '../security/access-change.ts'
import { membershipsOf } from '../security/memberships.ts'

/** Memberships that a mapping speaks of, and those that somebody's keys give. */
export interface Mapped {
  readonly spokenOf: readonly number[]
  readonly given: readonly number[]
}

export interface MappedAccess {
  readonly roles: Mapped
  readonly groups: Mapped
}

type Named = readonly { readonly id: number; readonly name: string }[]

/** Keys are compared without regard to case where they are distinguished names. */
const same = (a: string, b: string): boolean =>
  a === b || (/^[a-z]+=/i.test(a) && a.toLowerCase().replace(/,\s+/g, ',') === b.toLowerCase().replace(/,\s+/g, ','))

const mapped = (mapping: Rules['roleMapping'], keys: readonly string[], rows: Named): Mapped => {
  const ids = (names: readonly string[]): readonly number[] => rows.filter((row) => names.includes(row.name)).map((row) => row.id)
  const held = Object.entries(mapping).filter(([key]) => keys.some((one) => same(one, key)))
  return { spokenOf: ids(Object.values(mapping).flat()), given: ids(held.flatMap(([, names]) => names)) }
}

const namesIn = (mapping: Rules['roleMapping']): readonly string[] => [...new Set(Object.values(mapping).flat())]

const rowsOf = async (db: Db, table: 'roles' | 'groups', names: readonly string[]): Promise<Named> =>
  names.length === 0
    ? []
    : db
        .selectFrom(table)
        .select(['id', 'name'])
        .where('name', 'in', [...names])
        .execute()

/** Groups whose roles make administrators. */
const adminGroups = async (db: Db): Promise<ReadonlySet<number>> => {
  const rows = await db
    .selectFrom('group_roles')
    .innerJoin('roles', 'roles.id', 'group_roles.role_id')
    .select('group_id')
    .where('roles.name', '=', ADMIN)
    .execute()
  return new Set(rows.map((row) => row.group_id))
}

/** What the mapping makes of somebody's keys. Names that do not exist here give nothing; what makes administrators is left out unless the entry allows it. */
export const mapAccess = async (db: Db, rules: Rules, keys: readonly string[]): Promise<MappedAccess> => {
  const roles = await rowsOf(db, 'roles', namesIn(rules.roleMapping))
  const groups = await rowsOf(db, 'groups', namesIn(rules.groupMapping))
  const refused = rules.allowAdmin || groups.length === 0 ? new Set<number>() : await adminGroups(db)
  return {
    roles: mapped(
      rules.roleMapping,
      keys,
      roles.filter((role) => rules.allowAdmin || role.name !== ADMIN),
    ),
    groups: mapped(
      rules.groupMapping,
      keys,
      groups.filter((group) => !refused.has(group.id)),
    ),
  }
}

interface Difference {
  readonly add: readonly number[]
  readonly remove: readonly number[]
}

const differenceOf = ({ spokenOf, given }: Mapped, now: readonly number[], sync: boolean): Difference =>
  sync ? { add: given.filter((id) => !now.includes(id)), remove: spokenOf.filter((id) => now.includes(id) && !given.includes(id)) } : { add: [], remove: [] }

export interface AccessDifference {
  readonly roles: Difference
  readonly groups: Difference
}

/** What a sign-in changes about somebody's memberships; null: nothing. */
export const accessDifference = async (db: Db, rules: Rules, userId: number, keys: readonly string[]): Promise<AccessDifference | null> => {
  const wanted = await mapAccess(db, rules, keys)
  const now = await membershipsOf(db, userId)
  const roles = differenceOf(wanted.roles, now.roles, rules.syncRoles)
  const groups = differenceOf(wanted.groups, now.groups, rules.syncGroups)
  return [roles.add, roles.remove, groups.add, groups.remove].every((list) => list.length === 0) ? null : { roles, groups }
}

const giveRoles = async (db: Db, userId: number, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  await db
    .insertInto('user_roles')
    .values(ids.map((role_id) => ({ user_id: userId, role_id })))
    .execute()
}

const giveGroups = async (db: Db, userId: number, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return
  await db
    .insertInto('group_users')
    .values(ids.map((group_id) => ({ user_id: userId, group_id })))
    .execute()
}

/** Carries a difference out, inside of a change of access. What would take the last administrator away stays. */
export const applyDifference = async (db: Db, userId: number, { roles, groups }: AccessDifference): Promise<void> => {
  await giveRoles(db, userId, roles.add)
  await giveGroups(db, userId, groups.add)
  const before = await hasAdministrator(db)
  if (roles.remove.length > 0)
    await db
      .deleteFrom('user_roles')
      .where('user_id', '=', userId)
      .where('role_id', 'in', [...roles.remove])
      .execute()
  if (groups.remove.length > 0)
    await db
      .deleteFrom('group_users')
      .where('user_id', '=', userId)
      .where('group_id', 'in', [...groups.remove])
      .execute()
  if (!before || (await hasAdministrator(db))) return
  await giveRoles(db, userId, roles.remove)
  await giveGroups(db, userId, groups.remove)
}
