import type { Cache } from './port.ts'

/** A part of a cache: the keys that start with `prefix`, seen without it. Closing is left to the owner of `cache`. */
export const prefixed = (cache: Cache, prefix: string): Cache => ({
  shared: cache.shared,
  get: (key) => cache.get(prefix + key),
  set: (key, value, ttlSeconds) => cache.set(prefix + key, value, ttlSeconds),
  delete: (key) => cache.delete(prefix + key),
  deletePrefix: (part) => cache.deletePrefix(prefix + part),
  lease: (key, owner, ttlSeconds) => cache.lease(prefix + key, owner, ttlSeconds),
  release: (key, owner) => cache.release(prefix + key, owner),
  close: async () => undefined,
})
