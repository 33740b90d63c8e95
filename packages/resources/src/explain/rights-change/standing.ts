import type { Permission } from '@coset/access'
import type { Context } from '../../context.ts'
import { ADMIN } from '../../security/access-change.ts'

export interface Account {
  readonly id: number
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly active: boolean
  readonly isService: boolean
}

/** Two ids of one row. */
export type Link = readonly [number, number]

/** Who holds which roles by which rows, and what roles allow: as it is, or as it would be. */
export interface Standing {
  /** By user name, those that are switched off included. */
  readonly accounts: ReadonlyMap<number, Account>
  /** Names of roles by id. */
  readonly roles: ReadonlyMap<number, string>
  readonly groups: ReadonlySet<number>
  /** User and role. */
  readonly userRoles: readonly Link[]
  /** Group and user. */
  readonly groupUsers: readonly Link[]
  /** Group and role. */
  readonly groupRoles: readonly Link[]
  /** Of roles that would allow something else than the database says. */
  readonly permissions: ReadonlyMap<number, readonly Permission[]>
}

/** What a change makes of it. */
export interface Change {
  readonly before: Standing
  readonly after: Standing
}

/** As it is now. */
export const standingNow = async ({ metadata: { db } }: Context): Promise<Standing> => {
  const users = await db
    .selectFrom('users')
    .select(['id', 'username', 'first_name as firstName', 'last_name as lastName', 'email', 'active', 'is_service'])
    .orderBy('username')
    .execute()
  const roles = await db.selectFrom('roles').select(['id', 'name']).execute()
  const groups = await db.selectFrom('groups').select('id').execute()
  const userRoles = await db.selectFrom('user_roles').select(['user_id', 'role_id']).execute()
  const groupUsers = await db.selectFrom('group_users').select(['group_id', 'user_id']).execute()
  const groupRoles = await db.selectFrom('group_roles').select(['group_id', 'role_id']).execute()
  return {
    accounts: new Map(users.map(({ is_service: isService, ...user }) => [user.id, { ...user, isService }])),
    roles: new Map(roles.map(({ id, name }) => [id, name])),
    groups: new Set(groups.map(({ id }) => id)),
    userRoles: userRoles.map((row) => [row.user_id, row.role_id]),
    groupUsers: groupUsers.map((row) => [row.group_id, row.user_id]),
    groupRoles: groupRoles.map((row) => [row.group_id, row.role_id]),
    permissions: new Map(),
  }
}

/** Which of the two ids of a link. */
type End = 0 | 1

const otherOf = (link: Link, end: End): number => (end === 0 ? link[1] : link[0])

/** What an id is linked to. */
export const linkedTo = (links: readonly Link[], end: End, id: number): readonly number[] =>
  links.filter((link) => link[end] === id).map((link) => otherOf(link, end))

/** Links with those of one id replaced. */
export const relinked = (links: readonly Link[], end: End, id: number, others: readonly number[]): readonly Link[] => [
  ...links.filter((link) => link[end] !== id),
  ...[...new Set(others)].map((other): Link => (end === 0 ? [id, other] : [other, id])),
]

/** Links without those of some ids. */
export const unlinked = (links: readonly Link[], end: End, ids: ReadonlySet<number>): readonly Link[] => links.filter((link) => !ids.has(link[end]))

/** Roles of active accounts, groups resolved. */
export const rolesByAccount = ({ accounts, userRoles, groupUsers, groupRoles }: Standing): ReadonlyMap<number, ReadonlySet<number>> => {
  const by = new Map<number, Set<number>>([...accounts.values()].filter((one) => one.active).map(({ id }) => [id, new Set()]))
  const ofGroup = new Map<number, number[]>()
  for (const [group, role] of groupRoles) ofGroup.set(group, [...(ofGroup.get(group) ?? []), role])
  for (const [user, role] of userRoles) by.get(user)?.add(role)
  for (const [group, user] of groupUsers) for (const role of ofGroup.get(group) ?? []) by.get(user)?.add(role)
  return by
}

/** Is there an active person who administers? The same as `hasAdministrator` for what is not saved. */
export const isAdministered = (standing: Standing): boolean =>
  [...rolesByAccount(standing)].some(
    ([id, roles]) => standing.accounts.get(id)?.isService === false && [...roles].some((role) => standing.roles.get(role) === ADMIN),
  )
