import { createHash } from 'node:crypto'
import { BadRequest } from '@coset/core'
import { guarded } from '../guarded.ts'
import type { Cache, CacheWatcher } from '../port.ts'
import { parseServers } from '../servers.ts'
import { serverCache } from './server.ts'
import { openWire } from './wire.ts'

export interface MemcachedCacheOptions {
  /** `memcached://[user:password@]host:port[,host2:port2]`. */
  readonly url: string
  /** Stands before every key; several sites may share the servers. */
  readonly prefix: string
  /** Larger values are dropped. */
  readonly maxValueBytes: number
  readonly watch: CacheWatcher
  /** How long a lost server is left alone. */
  readonly restMs?: number
}

/** One watcher for several backends: lost with the first, back with the last. */
const watchers = (watch: CacheWatcher): (() => CacheWatcher) => {
  let lost = 0
  return () => (state, reason) => {
    const before = lost
    lost += state === 'lost' ? 1 : -1
    if (before === 0 || lost === 0) watch(state, reason)
  }
}

/** Each key on one of the caches, which is the same one for every process with the same list. */
const spread = (caches: readonly [Cache, ...Cache[]], prefix: string): Cache => {
  const of = (key: string): Cache =>
    caches[
      createHash('md5')
        .update(prefix + key)
        .digest()
        .readUInt32BE() % caches.length
    ] ?? caches[0]
  return {
    shared: true,
    get: (key) => of(key).get(key),
    set: (key, value, ttlSeconds) => of(key).set(key, value, ttlSeconds),
    delete: (key) => of(key).delete(key),
    deletePrefix: async (part) => {
      await Promise.all(caches.map((cache) => cache.deletePrefix(part)))
    },
    lease: (key, owner, ttlSeconds) => of(key).lease(key, owner, ttlSeconds),
    release: (key, owner) => of(key).release(key, owner),
    close: async () => {
      await Promise.all(caches.map((cache) => cache.close()))
    },
  }
}

/** A cache in Memcached servers. Connects on first use; the keys of a server that is away are absent and their leases free. */
export const memcachedCache = async (options: MemcachedCacheOptions): Promise<Cache> => {
  const { user, password, servers, path } = parseServers(options.url, 11_211)
  if (path !== '') throw new BadRequest('A memcached: cache address has no path')
  const watcher = watchers(options.watch)
  const [first, ...others] = servers.map((server) =>
    guarded(serverCache(openWire({ ...server, user, password }), options), { watch: watcher(), restMs: options.restMs }),
  )
  if (first === undefined) throw new BadRequest('A memcached: cache address names at least one server')
  return spread([first, ...others], options.prefix)
}
