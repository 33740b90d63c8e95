import type { Actor } from '@coset/access'
import { Forbidden } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import type { Directories } from '@coset/sign-in'
import { SCIM_PROVIDER } from './identities.ts'

/** Who has to have a second factor. */
export interface FactorRule {
  /** Names of roles; `*`: everybody's. */
  readonly roles: readonly string[]
  /** Names of providers whose directory answers for it. */
  readonly answeredBy: ReadonlySet<string>
}

/** Directories that check passwords leave the second factor to this site, the others answer for it, unless an entry says otherwise. */
export const factorRule = (roles: readonly string[], { entries }: Pick<Directories, 'entries'>): FactorRule => ({
  roles,
  answeredBy: new Set(entries.filter(({ provider, rules }) => !(rules.secondFactor ?? provider.kind === 'password')).map(({ provider }) => provider.name)),
})

/** How an account stands to its second factor. */
export interface FactorDuty {
  /** Its last one is not removed. */
  readonly keeps: boolean
  /** Tokens are worth nothing: it has none, and a way in that asks for one. */
  readonly stopsTokens: boolean
  /** Must somebody who came by this way set one up first? */
  owes(method: string): boolean
}

const FREE: FactorDuty = { keeps: false, stopsTokens: false, owes: () => false }

const isHeld = (rule: FactorRule, actor: Actor): boolean =>
  actor.kind === 'user' && (rule.roles.includes('*') || actor.roles.some((role) => rule.roles.includes(role.name)))

/** Of those without a password and without a directory nobody answers for a factor. */
const waysOf = async ({ db }: Metadata, userId: number): Promise<readonly string[]> => {
  const user = await db.selectFrom('users').select('password').where('id', '=', userId).executeTakeFirst()
  const identities = await db.selectFrom('user_identities').select('provider').where('user_id', '=', userId).where('provider', '<>', SCIM_PROVIDER).execute()
  const ways = [...(user === undefined || user.password === '' ? [] : ['password']), ...identities.map((row) => row.provider)]
  return ways.length === 0 ? ['none'] : ways
}

/** What the settings ask of somebody, by the roles they hold now and the factors they have now. */
export const factorDuty = async (metadata: Metadata, rule: FactorRule, actor: Actor): Promise<FactorDuty> => {
  if (actor.id === null || !isHeld(rule, actor)) return FREE
  const asks = (method: string): boolean => !rule.answeredBy.has(method)
  const factor = await metadata.db
    .selectFrom('second_factors')
    .select('id')
    .where('user_id', '=', actor.id)
    .where('kind', 'in', ['totp', 'passkey'])
    .where('confirmed', '=', true)
    .executeTakeFirst()
  const keeps = (await waysOf(metadata, actor.id)).some(asks)
  return factor === undefined ? { keeps, stopsTokens: keeps, owes: asks } : { ...FREE, keeps }
}

/** Why the last one stays. */
export const mustKeep = (): Forbidden => new Forbidden('One of your roles requires a second factor: add another one before you remove the last')

/** Names of the setting that no role has: nobody is held to them. */
export const unknownFactorRoles = async ({ db }: Metadata, roles: readonly string[]): Promise<readonly string[]> => {
  const named = roles.filter((name) => name !== '*')
  if (named.length === 0) return []
  const known = new Set((await db.selectFrom('roles').select('name').execute()).map((row) => row.name))
  return named.filter((name) => !known.has(name))
}
