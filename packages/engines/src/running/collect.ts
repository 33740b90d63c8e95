import { type Cell, EngineFailure } from '@coset/core'
import type { ResultStream } from '../port.ts'

/** Reads a small answer whole, row by row. Throws EngineFailure past `most` rows. */
export const collectRows = async (stream: ResultStream, most = 100_000): Promise<readonly (readonly Cell[])[]> => {
  const rows: Cell[][] = []
  for await (const block of stream.blocks) {
    const count = block[0]?.length ?? 0
    if (rows.length + count > most) throw new EngineFailure(`The database answered with more than ${most} rows`)
    for (let r = 0; r < count; r++) rows.push(block.map((column) => column[r] ?? null))
  }
  return rows
}
