import type { Operation } from '../operation.ts'

/** Accepted by name for old charts; as a step it changes nothing. */
export const escapeSeparator: Operation = (frame) => frame
