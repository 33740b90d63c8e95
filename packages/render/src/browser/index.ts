export { type FoundChromium, findChromium } from './find.ts'
export { createPool } from './pool.ts'
export type { PageAnswer, PageRequest, Pool, PoolOptions, Shot } from './types.ts'
