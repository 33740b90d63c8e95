import { type Actor, createActor, type Permission } from '@coset/access'
import type { Context } from '../../context.ts'
import { permissionsOf } from '../../security/actors.ts'

/** A role as it is or as it would be. */
export interface RoleState {
  readonly permissions: readonly Permission[]
  /** Who holds it, groups resolved. */
  readonly holders: ReadonlySet<number>
}

/** One kind of eyes: people whom the change touches alike. */
export interface Eyes {
  readonly ids: readonly number[]
  /** Their user names, in the order of `ids`. */
  readonly people: readonly string[]
  readonly before: Actor
  readonly after: Actor
}

interface Role {
  readonly id: number
  readonly name: string
}

type Account = Parameters<typeof createActor>[0]

const listed = (rows: readonly { readonly user_id: number; readonly role_id: number }[]): ReadonlyMap<number, ReadonlySet<number>> => {
  const by = new Map<number, Set<number>>()
  for (const { user_id, role_id } of rows) by.set(user_id, (by.get(user_id) ?? new Set()).add(role_id))
  return by
}

/** Roles of everybody by account, groups resolved. */
const rolesByUser = async ({ metadata: { db } }: Context): Promise<ReadonlyMap<number, ReadonlySet<number>>> => {
  const own = await db.selectFrom('user_roles').select(['user_id', 'role_id']).execute()
  const grouped = await db
    .selectFrom('group_users')
    .innerJoin('group_roles', 'group_roles.group_id', 'group_users.group_id')
    .select(['group_users.user_id', 'group_roles.role_id'])
    .execute()
  return listed([...own, ...grouped])
}

/** Makes actors of people from roles, one of which may stand as it would be. */
const maker = async (ctx: Context, role: Role, states: { readonly before: RoleState; readonly after: RoleState }) => {
  const roles = new Map([...(await ctx.metadata.db.selectFrom('roles').select(['id', 'name']).execute()), role].map((one) => [one.id, one]))
  const known = new Map<number, readonly Permission[]>()
  const held = async (id: number): Promise<readonly Permission[]> => {
    const found = known.get(id) ?? (await permissionsOf(ctx.metadata, [id]))
    known.set(id, found)
    return found
  }
  return async (account: Omit<Account, 'roles'>, ids: readonly number[], when: 'before' | 'after'): Promise<Actor> => {
    const permissions: Permission[] = []
    for (const id of ids) permissions.push(...(id === role.id ? states[when].permissions : await held(id)))
    return createActor({ ...account, roles: ids.flatMap((id) => roles.get(id) ?? []) }, permissions)
  }
}

const ANONYMOUS = { kind: 'anonymous', id: null, username: '', firstName: '', lastName: '', email: '' } as const

/** People whom the change may touch, those alike together: same roles before and after, and nothing of their own. Without an account: the last, if any. */
export const eyesOf = async (ctx: Context, role: Role, states: { readonly before: RoleState; readonly after: RoleState }): Promise<readonly Eyes[]> => {
  const { before, after } = states
  const { db } = ctx.metadata
  const users = await db
    .selectFrom('users')
    .select(['id', 'username', 'first_name', 'last_name', 'email'])
    .where('active', '=', true)
    .orderBy('username')
    .execute()
  const owners = new Set((await db.selectFrom('owners').select('user_id').distinct().execute()).map((row) => row.user_id))
  const roles = await rolesByUser(ctx)
  const make = await maker(ctx, role, states)
  const alike = new Map<string, { readonly ids: number[]; readonly people: string[]; readonly before: Actor; readonly after: Actor }>()
  for (const user of users) {
    if (!before.holders.has(user.id) && !after.holders.has(user.id)) continue
    const others = [...(roles.get(user.id) ?? [])].filter((id) => id !== role.id).sort((a, b) => a - b)
    const own = (state: RoleState): readonly number[] => (state.holders.has(user.id) ? [...others, role.id] : others)
    const key = JSON.stringify([own(before), own(after), owners.has(user.id) ? user.id : 0])
    const known = alike.get(key)
    if (known !== undefined) {
      known.ids.push(user.id)
      known.people.push(user.username)
      continue
    }
    const account = { kind: 'user', id: user.id, username: user.username, firstName: user.first_name, lastName: user.last_name, email: user.email } as const
    alike.set(key, {
      ids: [user.id],
      people: [user.username],
      before: await make(account, own(before), 'before'),
      after: await make(account, own(after), 'after'),
    })
  }
  if (role.name !== 'Public') return [...alike.values()]
  return [...alike.values(), { ids: [], people: [], before: await make(ANONYMOUS, [role.id], 'before'), after: await make(ANONYMOUS, [role.id], 'after') }]
}
