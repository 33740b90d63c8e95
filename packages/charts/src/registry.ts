import type { ChartDefinition } from '@coset/chart-kit'
import { table } from './table/definition.ts'

/** Every chart, in the order in which Explore offers them. */
export const definitions: readonly ChartDefinition[] = [table]
