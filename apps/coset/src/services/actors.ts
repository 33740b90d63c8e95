import { type Actor, mayViewAs, narrowed, viewedBy } from '@coset/access'
import type { Metadata } from '@coset/metadata'
import {
  type Account,
  type Actors,
  accessMarks,
  digestOf,
  endViewAs,
  type FactorDuty,
  type FactorRule,
  factorDuty,
  type GuestRole,
  guestActor,
  type KnownSession,
  loadAccount,
  loadAnonymous,
  loadGuestRole,
  lookUpKey,
  lookUpSession,
} from '@coset/resources'

const FRESH_MS = 5000
/** How often a session is noted as used. */
const SESSION_MS = 300_000
const MAX_SESSIONS = 20_000

interface Remembered<T> {
  readonly value: Promise<T>
  readonly until: number
}

type Held = Account & { readonly duty: FactorDuty }

/** Looks a thing up once within a time; what failed is looked up again. */
const remembering = <K, T>(memory: Map<K, Remembered<T>>, key: K, until: number, now: number, load: () => Promise<T>): Promise<T> => {
  const known = memory.get(key)
  if (known !== undefined && known.until > now) return known.value
  const value = load()
  value.catch(() => memory.delete(key))
  memory.set(key, { value, until })
  return value
}

/** Why a session no longer sees the site as somebody else; null: it does. */
const reasonToEnd = (own: Actor | null, viewed: Actor | null, until: number, now: number): string | null => {
  if (until <= now) return 'after an hour'
  if (own === null) return 'the account was switched off'
  if (viewed === null) return 'the account that was seen was switched off'
  return mayViewAs(own, viewed) ? null : 'the right to it was lost'
}

/**
 * Actors are remembered for five seconds, and forgotten before the next request when users, roles, groups or permissions change, on whatever server;
 * so are sessions when one is ended. Sessions and tokens of people who must have a second factor and have none are worth nothing: they sign in
 * and set it up; keys for programs stay. The five seconds are for names of data, which change with the data.
 */
export const createActors = (metadata: Metadata, now: () => number, guestRole: string, factors: FactorRule): Actors => {
  const accounts = new Map<number, Remembered<Held | null>>()
  const sessions = new Map<string, Remembered<KnownSession | null>>()
  const anonymous = new Map<'', Remembered<Actor>>()
  const guests = new Map<'', Remembered<GuestRole>>()
  let marks = { rights: '', sessions: '' }
  const forget = (): void => {
    accounts.clear()
    anonymous.clear()
    guests.clear()
  }
  const look = async (): Promise<void> => {
    const latest = await accessMarks(metadata.db)
    if (latest.rights !== marks.rights) forget()
    if (latest.sessions !== marks.sessions) {
      sessions.clear()
      accounts.clear()
    }
    marks = latest
  }
  const load = async (userId: number): Promise<Held | null> => {
    const found = await loadAccount(metadata, userId)
    return found === null ? null : { ...found, duty: await factorDuty(metadata, factors, found.actor) }
  }
  const account = (userId: number): Promise<Held | null> => remembering(accounts, userId, now() + FRESH_MS, now(), async () => load(userId))
  const nobody = (): Promise<Actor> => remembering(anonymous, '', now() + FRESH_MS, now(), async () => loadAnonymous(metadata))
  /** Whom a session sees the site as; itself once that is over. */
  const eyesOf = async (key: string, own: Actor | null, viewing: NonNullable<KnownSession['viewing']>): Promise<Actor | null> => {
    const viewed = viewing.userId === null ? await nobody() : ((await account(viewing.userId))?.actor ?? null)
    const over = reasonToEnd(own, viewed, viewing.until, now())
    if (own !== null && viewed !== null && over === null) return viewedBy(viewed, own, viewing.until)
    sessions.delete(key)
    await endViewAs({ metadata, clock: { now } }, key, over ?? '')
    return own
  }
  return {
    byId: async (userId) => {
      await look()
      return (await account(userId))?.actor ?? null
    },
    byToken: async ({ userId, issued }) => {
      await look()
      const found = await account(userId)
      return found === null || issued < found.tokensFrom || found.duty.stopsTokens ? null : found.actor
    },
    byKey: async (key) => {
      await look()
      const owner = await lookUpKey(metadata, key, now())
      const actor = owner === null ? null : ((await account(owner.userId))?.actor ?? null)
      return actor === null || owner === null || owner.scopes === null ? actor : narrowed(actor, owner.scopes)
    },
    bySession: async ({ userId, seed }) => {
      await look()
      if (sessions.size >= MAX_SESSIONS) sessions.clear()
      const key = digestOf(seed)
      const known = await remembering(sessions, key, now() + SESSION_MS, now(), async () => lookUpSession(metadata, key, now()))
      if (known?.userId !== userId) return null
      const found = await account(userId)
      const own = found === null || found.duty.owes(known.method) ? null : found.actor
      return known.viewing === null ? own : eyesOf(key, own, known.viewing)
    },
    anonymous: async () => {
      await look()
      return nobody()
    },
    guest: async (claims) => {
      await look()
      return guestActor(await remembering(guests, '', now() + FRESH_MS, now(), async () => loadGuestRole(metadata, guestRole)), claims)
    },
    forget,
  }
}
