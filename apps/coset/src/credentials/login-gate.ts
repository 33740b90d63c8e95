import { TooManyRequests } from '@coset/core'

export const WINDOW_MS = 300_000
const MAX_KEYS = 10_000

export interface LoginGate {
  /** Throws TooManyRequests. */
  check(username: string, address: string): void
  failed(username: string, address: string): void
  passed(username: string, address: string): void
}

export const accountKey = (username: string, address: string): string => `account ${username.toLowerCase()} ${address}`

/** What a failure counts for, each with the number of failures that close it; the address may fail ten times as often, for offices behind one. */
export const gateKeys = (username: string, address: string, attempts: number): readonly (readonly [string, number])[] => [
  [accountKey(username, address), attempts],
  [`address ${address}`, attempts * 10],
]

export const gateClosed = (seconds: number): TooManyRequests =>
  new TooManyRequests(`Too many wrong passwords. Try again in ${seconds} seconds.`, { details: { retry_after: seconds } })

/** Counts wrong passwords per account and per address, in this process. */
export const createLoginGate = (attempts: number, now: () => number): LoginGate => {
  const failures = new Map<string, { count: number; until: number }>()
  const current = (key: string): { count: number; until: number } | undefined => {
    const entry = failures.get(key)
    if (entry !== undefined && entry.until <= now()) failures.delete(key)
    return failures.get(key)
  }
  /** Makes room; accounts that are closed stay closed as long as others can go. */
  const forgetOne = (): void => {
    for (const [key, { count, until }] of failures) if (until <= now() || count < attempts) return void failures.delete(key)
    for (const key of failures.keys()) return void failures.delete(key)
  }
  return {
    check: (username: string, address: string): void => {
      for (const [key, limit] of gateKeys(username, address, attempts)) {
        const entry = current(key)
        if (entry !== undefined && entry.count >= limit) throw gateClosed(Math.ceil((entry.until - now()) / 1000))
      }
    },
    failed: (username: string, address: string): void => {
      while (failures.size > MAX_KEYS) forgetOne()
      for (const [key] of gateKeys(username, address, attempts)) {
        const entry = current(key)
        if (entry === undefined) failures.set(key, { count: 1, until: now() + WINDOW_MS })
        else entry.count++
      }
    },
    passed: (username: string, address: string): void => {
      failures.delete(accountKey(username, address))
    },
  }
}
