import { LRUCache } from 'lru-cache'
import type { Cache } from '../port.ts'

/** A bounded in-process cache; `maxBytes` counts values and keys. Least recently used entries leave first. */
export const memoryCache = (options: { readonly maxBytes: number }): Cache => {
  const entries = new LRUCache<string, Uint8Array>({
    maxSize: options.maxBytes,
    maxEntrySize: Math.max(1, Math.floor(options.maxBytes / 4)),
    sizeCalculation: (value, key) => value.byteLength + key.length * 2 + 64,
    ttlAutopurge: false,
  })
  const leases = new Map<string, { readonly owner: string; readonly until: number }>()
  return {
    shared: false,
    get: async (key) => entries.get(key),
    set: async (key, value, ttlSeconds) => {
      entries.set(key, value, { ttl: ttlSeconds * 1000 })
    },
    delete: async (key) => {
      entries.delete(key)
    },
    deletePrefix: async (prefix) => {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
    lease: async (key, owner, ttlSeconds) => {
      const held = leases.get(key)
      const now = performance.now()
      if (held !== undefined && held.until > now) return false
      leases.set(key, { owner, until: now + ttlSeconds * 1000 })
      return true
    },
    release: async (key, owner) => {
      if (leases.get(key)?.owner === owner) leases.delete(key)
    },
    close: async () => {
      entries.clear()
      leases.clear()
    },
  }
}
