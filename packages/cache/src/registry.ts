import { BadRequest } from '@coset/core'
import { memoryCache } from './memory/index.ts'
import type { Cache, CacheWatcher } from './port.ts'

export interface CacheConfig {
  /** `memory:`, `redis://…`, `rediss://…`. */
  readonly url: string
  readonly maxBytes: number
  readonly prefix: string
  readonly watch: CacheWatcher
}

interface Member {
  readonly schemes: readonly string[]
  readonly open: (config: CacheConfig) => Promise<Cache>
}

/** Every backend; drivers are imported when one is opened. */
export const cacheMembers: readonly Member[] = [
  { schemes: ['memory:'], open: async (config) => memoryCache({ maxBytes: config.maxBytes }) },
  {
    schemes: ['redis:', 'rediss:'],
    open: async (config) =>
      (await import('./redis/index.ts')).redisCache({ url: config.url, prefix: config.prefix, maxValueBytes: 64_000_000, watch: config.watch }),
  },
]

/** The cache of an address. Throws BadRequest that names the schemes there are; never shows the address, which may hold a password. */
export const openCache = (config: CacheConfig): Promise<Cache> => {
  const scheme = /^[a-z]+:/.exec(config.url)?.[0] ?? ''
  const member = cacheMembers.find((one) => one.schemes.includes(scheme))
  if (member === undefined) throw new BadRequest(`A cache address starts with one of ${cacheMembers.flatMap((one) => one.schemes).join(', ')}`)
  return member.open(config)
}
