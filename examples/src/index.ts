import { fileURLToPath } from 'node:url'

export { chartsOf, exampleFiles } from './bundle.ts'
export { DASHBOARDS } from './dashboards/index.ts'
export { TABLES } from './tables.ts'

/** The program that writes the example database: `node <this> TARGET`. */
export const LOADER = fileURLToPath(new URL('./load.ts', import.meta.url))
