export { memoryCache } from './memory/index.ts'
export type { Cache, CacheWatcher } from './port.ts'
export { type CacheConfig, cacheMembers, openCache } from './registry.ts'
