import { NotAuthenticated } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Person, Problem, Rules } from '@coset/sign-in'
import type { Context } from '../context.ts'
import { changeAccess, type Db } from '../security/access-change.ts'
import { insertAccount } from '../security/accounts.ts'
import { isAdministrator } from '../security/limits.ts'
import { touch } from '../security/memberships.ts'
import { SCIM_PROVIDER } from './identities.ts'
import { accessDifference, applyDifference, mapAccess } from './mapped-access.ts'

type User = Row<'users'>

const refused = (problem: Problem): NotAuthenticated => new NotAuthenticated('Not authorized', { envelope: 'message', details: { problem } })

/** Throws NotAuthenticated when the entry does not let such people in at all. */
const refuseUnwanted = (rules: Rules, person: Person): void => {
  const { allowedKeys, allowedDomains } = rules
  if (allowedKeys !== undefined && !person.keys.some((key) => allowedKeys.includes(key))) throw refused('not-allowed')
  if (allowedDomains === undefined) return
  const domain = person.email?.split('@').at(-1)?.toLowerCase()
  if (!person.emailVerified || domain === undefined || !allowedDomains.includes(domain)) throw refused('not-allowed')
}

/** Accounts that are switched off, and those of programs, are nobody's to sign in with. */
const refuseClosed = (user: User): void => {
  if (!user.active || user.is_service) throw refused('inactive')
}

const byIdentity = async (db: Db, { provider, subject }: Person): Promise<User | null> => {
  const found = await db
    .selectFrom('user_identities')
    .innerJoin('users', 'users.id', 'user_identities.user_id')
    .selectAll('users')
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return found ?? null
}

/** By which providers somebody may come in. */
const identitiesOf = async (db: Db, userId: number): Promise<readonly string[]> =>
  (await db.selectFrom('user_identities').select('provider').where('user_id', '=', userId).where('provider', '<>', SCIM_PROVIDER).execute()).map(
    (row) => row.provider,
  )

/** Nobody has a way into the account: no password, no passkey or other factor, no identity. */
const isUnclaimed = async (db: Db, user: User): Promise<boolean> => {
  if (user.password !== '' || (await identitiesOf(db, user.id)).length > 0) return false
  return (await db.selectFrom('second_factors').select('id').where('user_id', '=', user.id).executeTakeFirst()) === undefined
}

const byColumn = async (db: Db, column: 'username' | 'email', value: string): Promise<User | null> => {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where((eb) => eb(eb.fn('lower', [column]), '=', value.toLowerCase()))
    .execute()
  return rows.length === 1 ? (rows[0] ?? null) : null
}

/**
 * The account that is here already and is theirs by the entry's rule. Names are nobody's proof: an account of that name is given away only while
 * nobody else has a way into it, and one of an administrator only where the entry may make administrators.
 */
const linkable = async (db: Db, rules: Rules, person: Person): Promise<User | null> => {
  if (rules.link === 'never') return null
  const byMail = rules.link === 'verified email'
  if (byMail && (person.email === null || !person.emailVerified)) return null
  const user = byMail ? await byColumn(db, 'email', person.email ?? '') : await byColumn(db, 'username', person.username)
  if (user === null || user.is_service) return null
  if (!rules.allowAdmin && (await isAdministrator(db, [user.id]))) return null
  if (byMail) return (await identitiesOf(db, user.id)).includes(person.provider) ? null : user
  return (await isUnclaimed(db, user)) ? user : null
}

/** Addresses that nobody vouches for are not kept: their owner may come one day. */
const addressOf = (person: Person): string => (person.emailVerified && person.email !== null ? person.email : `${crypto.randomUUID()}@unknown.invalid`)

const roleIds = async (db: Db, names: readonly string[]): Promise<readonly number[]> =>
  names.length === 0
    ? []
    : (
        await db
          .selectFrom('roles')
          .select('id')
          .where('name', 'in', [...names])
          .execute()
      ).map((row) => row.id)

const create = async (ctx: Context, db: Db, rules: Rules, person: Person): Promise<number> => {
  if (!rules.register) throw refused('no-account')
  const email = addressOf(person)
  if ((await byColumn(db, 'username', person.username)) !== null || (await byColumn(db, 'email', email)) !== null) throw refused('taken')
  const access = await mapAccess(db, rules, person.keys)
  const { username, firstName, lastName } = person
  const roles = [...new Set([...(await roleIds(db, rules.registrationRoles ?? ctx.settings.signIn.registrationRoles)), ...access.roles.given])]
  const account = { username, email, firstName, lastName, password: '', active: true, roleIds: roles, groupIds: [...new Set(access.groups.given)] }
  return insertAccount(ctx, db, account, null)
}

/** Remembers somebody who comes for the first time: an account of theirs by the rule, or a new one. */
const remember = async (ctx: Context, rules: Rules, person: Person): Promise<number> =>
  changeAccess(ctx, async (db) => {
    // Of two that come at once, the other may have done it
    const known = (await byIdentity(db, person)) ?? (await linkable(db, rules, person))
    if (known !== null) refuseClosed(known)
    const userId = known?.id ?? (await create(ctx, db, rules, person))
    if ((await byIdentity(db, person)) === null) {
      const now = ctx.clock.now()
      const row = { provider: person.provider, subject: person.subject, user_id: userId, created_on: now, last_used_on: now }
      await db.insertInto('user_identities').values(row).execute()
    }
    return userId
  })

const noteVisit = async (ctx: Context, userId: number, { provider, subject }: Person): Promise<void> => {
  const now = ctx.clock.now()
  const { db } = ctx.metadata
  await db.updateTable('user_identities').set({ last_used_on: now }).where('provider', '=', provider).where('subject', '=', subject).execute()
  await db
    .updateTable('users')
    .set((eb) => ({ login_count: eb('login_count', '+', 1), fail_login_count: 0, last_login: now }))
    .where('id', '=', userId)
    .execute()
}

/** The id of the account of somebody whom a provider proved; makes one where the entry says so, and brings roles and groups up to date. Throws NotAuthenticated. */
export const admitPerson = async (ctx: Context, person: Person): Promise<number> => {
  const rules = ctx.providers.entries.find((entry) => entry.provider.name === person.provider)?.rules
  if (rules === undefined || person.provider === SCIM_PROVIDER) throw refused('refused')
  refuseUnwanted(rules, person)
  const { db } = ctx.metadata
  const known = await byIdentity(db, person)
  if (known !== null) refuseClosed(known)
  const userId = known?.id ?? (await remember(ctx, rules, person))
  if ((await accessDifference(db, rules, userId, person.keys)) !== null)
    await changeAccess(ctx, async (inside) => {
      const difference = await accessDifference(inside, rules, userId, person.keys)
      if (difference === null) return
      await applyDifference(inside, userId, difference)
      await touch(ctx, inside, 'users', [userId], { id: null })
      await touch(ctx, inside, 'groups', [...difference.groups.add, ...difference.groups.remove], { id: null })
    })
  await noteVisit(ctx, userId, person)
  return userId
}
