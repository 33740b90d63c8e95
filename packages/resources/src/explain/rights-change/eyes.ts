import { type Actor, createActor, type Permission } from '@coset/access'
import type { Context } from '../../context.ts'
import { permissionsOf } from '../../security/actors.ts'
import { type Account, type Change, rolesByAccount, type Standing } from './standing.ts'

/** One kind of eyes: people whom the change touches alike. */
export interface Eyes {
  /** Their user names; none: people without an account. */
  readonly people: readonly string[]
  /** Null: no account opens the site for them. */
  readonly before: Actor | null
  readonly after: Actor | null
}

type Who = Omit<Parameters<typeof createActor>[0], 'roles'>

/** Makes actors of people from ids of roles. */
const maker = (ctx: Context, { roles, permissions }: Standing) => {
  const known = new Map<number, readonly Permission[]>(permissions)
  const held = async (id: number): Promise<readonly Permission[]> => {
    const found = known.get(id) ?? (await permissionsOf(ctx.metadata, [id]))
    known.set(id, found)
    return found
  }
  return async (who: Who, ids: readonly number[] | null): Promise<Actor | null> => {
    if (ids === null) return null
    const all: Permission[] = []
    for (const id of ids) all.push(...(await held(id)))
    return createActor({ ...who, roles: ids.map((id) => ({ id, name: roles.get(id) ?? '' })) }, all)
  }
}

const ANONYMOUS: Who = { kind: 'anonymous', id: null, username: '', firstName: '', lastName: '', email: '' }

const whoOf = ({ id, username, firstName, lastName, email }: Account): Who => ({ kind: 'user', id, username, firstName, lastName, email })

const sorted = (ids: ReadonlySet<number> | undefined): readonly number[] | null => (ids === undefined ? null : [...ids].sort((a, b) => a - b))

/**
 * People whom the change may touch, those alike together: same roles before and after, and nothing of their own. `everybody`: it may touch people whose
 * roles stay, too. Without an account: the last, if any.
 */
export const eyesOf = async (ctx: Context, { before, after }: Change, everybody: boolean): Promise<readonly Eyes[]> => {
  const owners = new Set((await ctx.metadata.db.selectFrom('owners').select('user_id').distinct().execute()).map((row) => row.user_id))
  const [was, will] = [rolesByAccount(before), rolesByAccount(after)]
  const [makeBefore, makeAfter] = [maker(ctx, before), maker(ctx, after)]
  const isOther = (id: number): boolean => after.permissions.has(id)
  const alike = new Map<string, { readonly people: string[]; readonly before: Actor | null; readonly after: Actor | null }>()
  for (const account of new Map([...before.accounts, ...after.accounts]).values()) {
    const [held, wanted] = [sorted(was.get(account.id)), sorted(will.get(account.id))]
    if (!everybody && String(held) === String(wanted) && held?.some(isOther) !== true) continue
    if (held === null && wanted === null) continue
    const key = JSON.stringify([held, wanted, owners.has(account.id) ? account.id : 0])
    const known = alike.get(key)
    if (known === undefined)
      alike.set(key, {
        people: [account.username],
        before: await makeBefore(whoOf(account), held),
        after: await makeAfter(whoOf(account), wanted),
      })
    else known.people.push(account.username)
  }
  const open = [...after.roles].filter(([, name]) => name === 'Public').map(([id]) => id)
  if (!everybody && !open.some(isOther)) return [...alike.values()]
  return [...alike.values(), { people: [], before: await makeBefore(ANONYMOUS, open), after: await makeAfter(ANONYMOUS, open) }]
}
