import { createHash, randomBytes } from 'node:crypto'
import type { Cache } from '@coset/cache'
import type { Context } from '@coset/resources'
import { accountKey, gateClosed, gateKeys, type LoginGate, WINDOW_MS } from './login-gate.ts'

const PREFIX = 'login-gate:'
const SECONDS = WINDOW_MS / 1000
const OWNER = 'login gate'

/** Names come from strangers: of any length, with any letters. */
const nameOf = (key: string): string => PREFIX + createHash('sha256').update(key).digest('base64url')

/**
 * The gate of one process, and beside it, where servers share a cache, one that they all count in. A failure takes a place by a lease, which only one of
 * several servers can get, and holds it for the window; the one that finds no place closes the gate. While the cache does not answer, the process counts alone.
 */
export const sharedLoginGate = (own: LoginGate, cache: Cache, attempts: number, now: () => number): Context['loginGate'] => {
  const textAt = async (name: string): Promise<string> => new TextDecoder().decode(await cache.get(name))
  const keepAt = (name: string, text: string): Promise<void> => cache.set(name, new TextEncoder().encode(text), SECONDS)
  /** Changed by a right password: places of before then are not looked at any more, and over before it is forgotten. */
  const roundName = (key: string): string => `${nameOf(key)}:round`
  const closedUntil = async (key: string): Promise<number> => Number(await textAt(nameOf(key)))
  const takePlace = async (key: string, places: number): Promise<boolean> => {
    const name = `${nameOf(key)}:${await textAt(roundName(key))}`
    const first = Math.floor(Math.random() * places)
    for (let i = 0; i < places; i++) if (await cache.lease(`${name}:${(first + i) % places}`, OWNER, SECONDS)) return true
    return false
  }
  const count = async (key: string, limit: number): Promise<void> => {
    // Who is refused already adds nothing: the gate opens when its time is over
    if ((await closedUntil(key)) > now() || (await takePlace(key, limit - 1))) return
    await keepAt(nameOf(key), String(now() + WINDOW_MS))
  }
  return {
    check: async (username, address) => {
      own.check(username, address)
      if (!cache.shared) return
      const ends = await Promise.all(gateKeys(username, address, attempts).map(([key]) => closedUntil(key)))
      const seconds = Math.ceil((Math.max(...ends) - now()) / 1000)
      if (seconds > 0) throw gateClosed(seconds)
    },
    failed: async (username, address) => {
      own.failed(username, address)
      if (cache.shared) await Promise.all(gateKeys(username, address, attempts).map(([key, limit]) => count(key, limit)))
    },
    passed: async (username, address) => {
      own.passed(username, address)
      if (!cache.shared) return
      const key = accountKey(username, address)
      await Promise.all([cache.delete(nameOf(key)), keepAt(roundName(key), randomBytes(8).toString('hex'))])
    },
  }
}
