import { createBreaker } from './breaker.ts'
import type { Cache, CacheWatcher } from './port.ts'

export interface GuardOptions {
  readonly watch: CacheWatcher
  /** How long a lost backend is left alone. */
  readonly restMs?: number | undefined
}

/** A cache whose calls never fail, from one whose calls may: absent values and free leases stand for a backend that does not answer. */
export const guarded = (raw: Cache, { watch, restMs = 5000 }: GuardOptions): Cache => {
  const breaker = createBreaker({ restMs, now: () => performance.now(), watch, removeAll: () => raw.deletePrefix('') })
  return {
    shared: raw.shared,
    get: (key) => breaker.read(() => raw.get(key), undefined),
    set: (key, value, ttlSeconds) => breaker.write(() => raw.set(key, value, ttlSeconds), undefined),
    delete: (key) => breaker.remove(`key ${key}`, () => raw.delete(key)),
    deletePrefix: (prefix) => breaker.remove(`prefix ${prefix}`, () => raw.deletePrefix(prefix)),
    lease: (key, owner, ttlSeconds) => breaker.write(() => raw.lease(key, owner, ttlSeconds), true),
    release: (key, owner) => breaker.write(() => raw.release(key, owner), undefined),
    close: () => raw.close(),
  }
}
