import type { Process } from '../context.ts'

/** Loads the example dashboards when the site has none of them yet; gives how many came. */
export const loadExamples = async (_running: Process): Promise<number> => 0
