import { AppError, BadRequest } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import { memoryCache } from './memory/index.ts'
import { nullCache } from './null/index.ts'
import type { Cache, CacheWatcher } from './port.ts'

export interface CacheConfig {
  /** `memory:`, `redis://…` and the like; docs/caching.md lists them. */
  readonly url: string
  /** Most bytes that memory or files take; servers know their own bounds. */
  readonly maxBytes: number
  /** Stands before every key; several sites may share one backend. */
  readonly prefix: string
  readonly watch: CacheWatcher
  /** Needed by `metadata:`. Stays open when the cache is closed. */
  readonly metadata?: Metadata
}

interface Member {
  readonly schemes: readonly string[]
  readonly open: (config: CacheConfig) => Promise<Cache>
}

const MAX_VALUE_BYTES = 64_000_000

/** Every backend; drivers are imported when one is opened. */
export const cacheMembers: readonly Member[] = [
  { schemes: ['memory:'], open: async ({ maxBytes }) => memoryCache({ maxBytes }) },
  { schemes: ['none:'], open: async () => nullCache() },
  { schemes: ['file:'], open: async (config) => (await import('./files/index.ts')).filesCache(config) },
  {
    schemes: ['redis:', 'rediss:', 'redis-sentinel:', 'redis-cluster:'],
    open: async (config) => (await import('./redis/index.ts')).redisCache({ ...config, maxValueBytes: MAX_VALUE_BYTES }),
  },
  { schemes: ['memcached:'], open: async (config) => (await import('./memcached/index.ts')).memcachedCache({ ...config, maxValueBytes: MAX_VALUE_BYTES }) },
  { schemes: ['metadata:'], open: async (config) => (await import('./metadata/index.ts')).metadataCache(config) },
  {
    schemes: ['module:'],
    open: async ({ url, prefix, maxBytes, watch }) => (await import('./custom/index.ts')).customCache(url.slice('module:'.length), { prefix, maxBytes, watch }),
  },
]

/**
 * The cache of an address. Throws BadRequest that names the schemes there are or says what the address lacks; never shows the address, which may hold a
 * password.
 */
export const openCache = async (config: CacheConfig): Promise<Cache> => {
  const scheme = /^[a-z][a-z-]*:/.exec(config.url)?.[0] ?? ''
  const member = cacheMembers.find((one) => one.schemes.includes(scheme))
  if (member === undefined) throw new BadRequest(`A cache address starts with one of ${cacheMembers.flatMap((one) => one.schemes).join(', ')}`)
  try {
    return await member.open(config)
  } catch (error) {
    // Errors of other people's code repeat what they were given
    throw error instanceof AppError ? error : new BadRequest(`The ${scheme} cache address cannot be used`)
  }
}
