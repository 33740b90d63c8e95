import { guarded } from '../guarded.ts'
import type { Cache, CacheWatcher } from '../port.ts'
import { within } from '../within.ts'
import { COMMAND_MS, redisClient } from './client.ts'

export interface RedisCacheOptions {
  /** `redis://[user:password@]host:port/db`, `rediss://…`, `redis-sentinel://…?master=name`, `redis-cluster://…`. */
  readonly url: string
  /** Stands before every key; several sites may share one server. */
  readonly prefix: string
  /** Larger values are dropped. */
  readonly maxValueBytes: number
  readonly watch: CacheWatcher
  /** How long a lost server is left alone. */
  readonly restMs?: number
}

const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end`
const BATCH = 500

const literal = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&')

const milliseconds = (seconds: number): number => Math.max(1, Math.round(seconds * 1000))

const raw = (options: RedisCacheOptions): Cache => {
  const { commands, masters, scattered } = redisClient(options.url)
  // Each failed command says so itself; without a listener the process would end
  commands.on('error', () => undefined)
  const own = (key: string): string => `${options.prefix}${key}`
  const ownLease = (key: string): string => `${options.prefix}~lease:${key}`
  // A cluster keeps commands in line while no node answers
  const soon = <T>(call: Promise<T>): Promise<T> => within(COMMAND_MS * 1.5, 'Redis', call)

  const unlink = async (keys: readonly string[]): Promise<void> => {
    if (keys.length === 0) return
    await soon<unknown>(scattered ? Promise.all(keys.map((key) => commands.unlink(key))) : commands.unlink(...keys))
  }
  const deleteBatches = async (prefix: string): Promise<void> => {
    // The masters of a cluster are known once one has answered
    if (scattered) await soon(commands.exists(own('')))
    for (const master of masters()) {
      let cursor = '0'
      do {
        const [next, keys] = await soon(master.scan(cursor, 'MATCH', `${literal(own(prefix))}*`, 'COUNT', BATCH))
        cursor = next
        await unlink(keys)
      } while (cursor !== '0')
    }
  }

  return {
    shared: true,
    get: async (key) => (await soon(commands.getBuffer(own(key)))) ?? undefined,
    set: async (key, value, ttlSeconds) => {
      if (value.byteLength > options.maxValueBytes) await unlink([own(key)])
      else await soon(commands.set(own(key), Buffer.from(value.buffer, value.byteOffset, value.byteLength), 'PX', milliseconds(ttlSeconds)))
    },
    delete: (key) => unlink([own(key)]),
    deletePrefix: deleteBatches,
    lease: async (key, owner, ttlSeconds) => (await soon(commands.set(ownLease(key), owner, 'PX', milliseconds(ttlSeconds), 'NX'))) === 'OK',
    release: async (key, owner) => {
      await soon(commands.eval(RELEASE, 1, ownLease(key), owner))
    },
    close: async () => commands.disconnect(),
  }
}

/** A cache in Redis. Connects on first use; while the server is away every key is absent and every lease is free. */
export const redisCache = (options: RedisCacheOptions): Cache => guarded(raw(options), options)
