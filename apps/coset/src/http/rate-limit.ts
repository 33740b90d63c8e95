import { isIPv6 } from 'node:net'
import type { Route } from '@coset/contract'
import { AppError, TooManyRequests } from '@coset/core'
import type { Caller } from './authenticate.ts'

const MAX_KEYS = 20_000
/** Opening a dashboard asks for dozens of things at once; those who are signed in may save up more of them. */
const ACCOUNT_BURST_SECONDS = 10
const ADDRESS_BURST_SECONDS = 4
/** Wrong keys are forgiven as slowly as wrong passwords. */
const GUESS_SECONDS = 300

/** Routes whose address or body names what only those know to whom it was given. */
const GUESSABLE = new Set(['security.guestToken', 'dashboard.getPermalink', 'explore.getPermalink', 'sqllab.getPermalink'])

interface Bucket {
  left: number
  at: number
}

export interface Buckets {
  /** Takes one; gives the seconds to wait when there is none. */
  take(key: string, capacity: number, perSecond: number): number
  /** The same question without taking. */
  wait(key: string, capacity: number, perSecond: number): number
}

/** Token buckets by key. Of more keys than are kept, those that asked longest ago are forgotten. */
export const createBuckets = (now: () => number, maxKeys = MAX_KEYS): Buckets => {
  const buckets = new Map<string, Bucket>()
  const filled = (key: string, capacity: number, perSecond: number): Bucket => {
    const known = buckets.get(key) ?? { left: capacity, at: now() }
    // A clock that is set back takes nothing away
    const seconds = Math.max(0, now() - known.at) / 1000
    return { left: Math.min(capacity, known.left + seconds * perSecond), at: now() }
  }
  const keep = (key: string, bucket: Bucket): void => {
    buckets.delete(key)
    buckets.set(key, bucket)
    for (const oldest of buckets.keys()) {
      if (buckets.size <= maxKeys) return
      buckets.delete(oldest)
    }
  }
  const missing = (bucket: Bucket, perSecond: number): number => (bucket.left >= 1 ? 0 : Math.max(1, Math.ceil((1 - bucket.left) / perSecond)))
  return {
    take: (key, capacity, perSecond) => {
      const bucket = filled(key, capacity, perSecond)
      const wait = missing(bucket, perSecond)
      keep(key, wait === 0 ? { ...bucket, left: bucket.left - 1 } : bucket)
      return wait
    },
    wait: (key, capacity, perSecond) => missing(filled(key, capacity, perSecond), perSecond),
  }
}

/** IPv6 is given out by networks of 2^64 addresses: whoever has one address has them all. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped !== null) return mapped[1] ?? address
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

const refuse = (seconds: number): never => {
  throw new TooManyRequests(`Too many requests. Try again in ${seconds} second${seconds === 1 ? '' : 's'}.`, { details: { retry_after: seconds } })
}

export interface RateLimit {
  /** Counts a request for whoever it comes from, also when they cannot be told. Throws TooManyRequests. */
  admit(address: string, find: () => Promise<Caller>): Promise<Caller>
  /** Does the work of a route; whoever guessed wrong too often is not let at it. Throws TooManyRequests. */
  guard<T>(route: Route, caller: Caller, address: string, work: () => Promise<T>): Promise<T>
}

const whoOf = ({ actor }: Caller, address: string): string => {
  const id = actor.viewer?.id ?? actor.id
  return id === null ? `address ${networkOf(address)}` : `account ${id}`
}

export interface RateLimitOptions {
  /** Requests of one account, or of one address without an account; 0: they are not counted. */
  readonly perSecond: number
  /** Wrong keys and refused tokens in five minutes; always counted. */
  readonly guesses: number
}

/** The limit in force: what is configured, else 50 in production, and none otherwise. */
export const requestsPerSecond = (configured: number | undefined, production: boolean): number => configured ?? (production ? 50 : 0)

/** Limits of the API by account, or by address for those without one. */
export const createRateLimit = ({ perSecond, guesses: mostGuesses }: RateLimitOptions, now: () => number): RateLimit => {
  const buckets = createBuckets(now)
  const guesses = createBuckets(now)
  const count = (who: string): void => {
    if (perSecond === 0) return
    const wait = buckets.take(who, perSecond * (who.startsWith('account') ? ACCOUNT_BURST_SECONDS : ADDRESS_BURST_SECONDS), perSecond)
    if (wait > 0) refuse(wait)
  }
  return {
    admit: async (address, find) => {
      try {
        const caller = await find()
        count(whoOf(caller, address))
        return caller
      } catch (error) {
        if (!(error instanceof TooManyRequests)) count(`address ${networkOf(address)}`)
        throw error
      }
    },
    guard: async (route, caller, address, work) => {
      if (!GUESSABLE.has(route.name)) return work()
      const who = whoOf(caller, address)
      const wait = guesses.wait(who, mostGuesses, mostGuesses / GUESS_SECONDS)
      if (wait > 0) refuse(wait)
      try {
        return await work()
      } catch (error) {
        if (error instanceof AppError && error.status >= 400 && error.status < 500) guesses.take(who, mostGuesses, mostGuesses / GUESS_SECONDS)
        throw error
      }
    },
  }
}
