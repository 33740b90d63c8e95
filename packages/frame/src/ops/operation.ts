import type { Frame } from '../frame.ts'

export type Options = Readonly<Record<string, unknown>>

/** Bounds of the work. */
export interface OperationContext {
  /** Largest number of cells that one operation may produce; 20 million by default. */
  readonly maxCells?: number
}

/** One post-processing step. Pure; throws BadRequest when options do not fit the frame. */
export type Operation = (frame: Frame, options: Options, context: OperationContext) => Frame

export const MAX_CELLS = 20_000_000
