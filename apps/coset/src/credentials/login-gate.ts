import { TooManyRequests } from '@coset/core'

const WINDOW_MS = 300_000
const MAX_KEYS = 10_000

/** Counts wrong passwords per account and per address; the address may fail ten times as often, for offices behind one. */
export const createLoginGate = (attempts: number, now: () => number) => {
  const failures = new Map<string, { count: number; until: number }>()
  const keys = (username: string, address: string): readonly (readonly [string, number])[] => [
    [`account ${username.toLowerCase()} ${address}`, attempts],
    [`address ${address}`, attempts * 10],
  ]
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
      for (const [key, limit] of keys(username, address)) {
        const entry = current(key)
        if (entry !== undefined && entry.count >= limit) {
          const seconds = Math.ceil((entry.until - now()) / 1000)
          throw new TooManyRequests(`Too many wrong passwords. Try again in ${seconds} seconds.`, { details: { retry_after: seconds } })
        }
      }
    },
    failed: (username: string, address: string): void => {
      while (failures.size > MAX_KEYS) forgetOne()
      for (const [key] of keys(username, address)) {
        const entry = current(key)
        if (entry === undefined) failures.set(key, { count: 1, until: now() + WINDOW_MS })
        else entry.count++
      }
    },
    passed: (username: string, address: string): void => {
      for (const [key] of keys(username, address)) if (key.startsWith('account')) failures.delete(key)
    },
  }
}
