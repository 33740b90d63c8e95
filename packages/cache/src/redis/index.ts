import { Redis } from 'ioredis'
import type { Cache, CacheWatcher } from '../port.ts'
import { createBreaker } from './breaker.ts'

export interface RedisCacheOptions {
  /** `redis://[user:password@]host:port/db` or `rediss://…`. */
  readonly url: string
  /** Stands before every key; several sites may share one server. */
  readonly prefix: string
  /** Larger values are dropped. */
  readonly maxValueBytes: number
  readonly watch: CacheWatcher
  /** How long a lost server is left alone. */
  readonly restMs?: number
}

const COMMAND_MS = 2000
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`
const BATCH = 500

const literal = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&')

/** A cache in Redis. Connects on first use; while the server is away every key is absent and every lease is free. */
export const redisCache = (options: RedisCacheOptions): Cache => {
  const client = new Redis(options.url, {
    lazyConnect: true,
    connectTimeout: COMMAND_MS,
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: true,
    retryStrategy: (times) => Math.min(times * 200, 2000),
  })
  // Each failed command says so itself; without a listener the process would end
  client.on('error', () => undefined)
  const breaker = createBreaker(options.restMs ?? 5000, () => performance.now(), options.watch)
  const own = (key: string): string => options.prefix + key

  const deletePrefix = async (prefix: string): Promise<void> => {
    let cursor = '0'
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `${literal(own(prefix))}*`, 'COUNT', BATCH)
      cursor = next
      if (keys.length > 0) await client.unlink(...keys)
    } while (cursor !== '0')
  }

  return {
    shared: true,
    get: (key) => breaker.run(async () => (await client.getBuffer(own(key))) ?? undefined, undefined),
    set: async (key, value, ttlSeconds) => {
      if (value.byteLength > options.maxValueBytes) {
        await breaker.run(() => client.del(own(key)), 0)
        return
      }
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      await breaker.run(() => client.set(own(key), bytes, 'PX', Math.max(1, Math.round(ttlSeconds * 1000))), null)
    },
    delete: async (key) => {
      await breaker.run(() => client.del(own(key)), 0)
    },
    deletePrefix: (prefix) => breaker.run(() => deletePrefix(prefix), undefined),
    lease: (key, owner, ttlSeconds) => breaker.run(async () => (await client.set(own(key), owner, 'PX', Math.round(ttlSeconds * 1000), 'NX')) === 'OK', true),
    release: async (key, owner) => {
      await breaker.run(() => client.eval(RELEASE, 1, own(key), owner), 0)
    },
    close: async () => client.disconnect(),
  }
}
