export { memoryCache } from './memory/index.ts'
export type { Cache } from './port.ts'
