import type { CellType } from '@coset/core'
import type { ColumnBlock } from '@coset/engines'
import { type Frame, labelText } from '@coset/frame'

/** A table whose rows come in blocks: what files are written from. Consume `blocks` once, then `close`, also when breaking off. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: CellType }[]
  readonly blocks: AsyncIterable<ColumnBlock>
  /** Frees what is behind the rows; may be called again. */
  close(): Promise<void>
}

const BLOCK_ROWS = 4096

/** A frame as a table, row labels first; `names` replaces column names. */
export const tableOf = (frame: Frame, names: ReadonlyMap<string, string> = new Map()): Table => {
  const all = [...(frame.index ?? []), ...frame.columns]
  const read = async function* (): AsyncGenerator<ColumnBlock> {
    for (let at = 0; at < frame.rowCount; at += BLOCK_ROWS) yield all.map((series) => series.cells.slice(at, at + BLOCK_ROWS))
  }
  return {
    columns: all.map((series) => ({ name: names.get(labelText(series.label)) ?? labelText(series.label), type: series.type })),
    blocks: { [Symbol.asyncIterator]: read },
    close: () => Promise.resolve(),
  }
}
