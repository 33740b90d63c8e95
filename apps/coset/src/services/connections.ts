import { Forbidden } from '@coset/core'
import type { Connection } from '@coset/engines'
import type { Connections, Context } from '@coset/resources'
import { findDatabase, personalToken, storedConnectionConfig, storedTunnel } from '@coset/resources'
import { currentUsername } from './person.ts'

/** Pools of people who have not asked for this long are closed. */
const PERSON_IDLE_MS = 10 * 60_000
const MOST_PEOPLE = 200
/** A pool whose token is about to end makes room for one with another. */
const EARLY_MS = 60_000

interface Opened {
  readonly connection: Connection
  /** The token that it was opened with ends then; null: never, as far as is known. */
  readonly until: number | null
}

interface Pool {
  readonly opened: Promise<Opened>
  /** Opened in one person's name. */
  readonly person: string | null
  usedAt: number
}

/**
 * Pools of connections, opened on first use: one a database, or one a database and person where statements run in people's own names. Without a
 * person such a database cannot be asked: the rights of its address are never lent instead.
 */
export const createConnections = (ctx: () => Context, username: () => string | null = currentUsername): Connections & { close(): Promise<void> } => {
  const pools = new Map<number, Map<string | null, Pool>>()
  const personal = new Map<number, Promise<boolean>>()

  const open = async (id: number, person: string | null): Promise<Opened> => {
    const row = await findDatabase(ctx(), id)
    const granted = person === null ? null : await personalToken(ctx(), row, person)
    const config = storedConnectionConfig(ctx(), row, await storedTunnel(ctx(), id), person, granted?.token ?? null)
    const engine = ctx().engines.find(config.uri.engine)
    engine.validate(config)
    return { connection: engine.connect(config), until: granted?.until ?? null }
  }
  const end = async (pool: Pool): Promise<void> => {
    const opened = await pool.opened.catch(() => null)
    await opened?.connection.close()
  }
  /** The least recently used of people's pools make room. */
  const tidy = (own: Map<string | null, Pool>): void => {
    const now = performance.now()
    const people = [...own].filter(([person]) => person !== null).toSorted(([, a], [, b]) => b.usedAt - a.usedAt)
    for (const [i, [person, pool]] of people.entries()) {
      if (i < MOST_PEOPLE && now - pool.usedAt < PERSON_IDLE_MS) continue
      own.delete(person)
      void end(pool)
    }
  }
  const runsPersonally = (id: number): Promise<boolean> => {
    const known = personal.get(id)
    if (known !== undefined) return known
    const asked = findDatabase(ctx(), id).then((row) => row.impersonate_user)
    personal.set(id, asked)
    asked.catch(() => personal.delete(id))
    return asked
  }

  return {
    forDatabase: async (id) => {
      const personally = await runsPersonally(id)
      const person = personally ? username() : null
      if (personally && person === null) throw new Forbidden('This database runs statements in the name of the person who asks, and nobody is signed in')
      const own = pools.get(id) ?? new Map<string | null, Pool>()
      pools.set(id, own)
      const known = own.get(person)
      if (known !== undefined) {
        known.usedAt = performance.now()
        const { connection, until } = await known.opened
        if (until === null || until - EARLY_MS > ctx().clock.now()) return connection
        if (own.get(person) === known) {
          own.delete(person)
          void end(known)
        }
      }
      const other = own.get(person)
      if (other !== undefined) return (await other.opened).connection
      const pool: Pool = { opened: open(id, person), person, usedAt: performance.now() }
      // A pool that took its place meanwhile stays
      pool.opened.catch(() => own.get(person) === pool && own.delete(person))
      own.set(person, pool)
      tidy(own)
      return (await pool.opened).connection
    },
    forget: async (id) => {
      const own = pools.get(id)
      pools.delete(id)
      personal.delete(id)
      await Promise.all([...(own?.values() ?? [])].map(end))
    },
    close: async () => {
      const all = [...pools.values()].flatMap((own) => [...own.values()])
      pools.clear()
      await Promise.all(all.map(end))
    },
  }
}
