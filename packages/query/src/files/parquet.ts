import type { Cell, CellType } from '@coset/core'
import { cellText, isMissing } from '@coset/frame'
import type { ColumnSource } from 'hyparquet-writer'
import type { Table } from './table.ts'

type Written = Pick<ColumnSource, 'data' | 'type'>

const isWhole = (cell: Cell): boolean => typeof cell === 'bigint' || (typeof cell === 'number' && Number.isSafeInteger(cell))

/** A type for cells that came without one. */
const guessed = (cells: readonly Cell[]): CellType => {
  const there = cells.filter((cell) => cell !== null)
  if (there.length === 0) return 'string'
  if (there.every(isWhole)) return 'integer'
  if (there.every((cell) => typeof cell === 'number')) return 'float'
  return there.every((cell) => typeof cell === 'boolean') ? 'boolean' : 'string'
}

const writtenAs = (cells: readonly Cell[], type: CellType): Written => {
  if (type === 'unknown') return writtenAs(cells, guessed(cells))
  if (type === 'integer') return { type: 'INT64', data: cells.map((cell) => (isWhole(cell) ? BigInt(cell as number | bigint) : null)) }
  if (type === 'float') return { type: 'DOUBLE', data: cells.map((cell) => (typeof cell === 'number' ? cell : null)) }
  if (type === 'boolean') return { type: 'BOOLEAN', data: cells.map((cell) => (typeof cell === 'boolean' ? cell : null)) }
  if (type === 'timestamp' || type === 'date')
    return { type: 'TIMESTAMP', data: cells.map((cell) => (typeof cell === 'number' ? new Date(Math.trunc(cell)) : null)) }
  return { type: 'STRING', data: cells.map((cell) => (isMissing(cell) ? null : cellText(cell, type))) }
}

/** A Parquet file of a table's first rows. Decimals and nested values are exact text; moments are cut to milliseconds. Closes the table. */
export const parquetBytes = async (table: Table, mostRows: number): Promise<Uint8Array> => {
  const columns: Cell[][] = table.columns.map(() => [])
  let rows = 0
  try {
    for await (const block of table.blocks) {
      const taken = Math.min(block[0]?.length ?? 0, mostRows - rows)
      for (const [at, cells] of columns.entries()) for (let r = 0; r < taken; r++) cells.push(block[at]?.[r] ?? null)
      rows += taken
      if (rows >= mostRows) break
    }
  } finally {
    await table.close()
  }
  const columnData = table.columns.map(({ name, type }, at) => ({ name, nullable: true, ...writtenAs(columns[at] ?? [], type) }))
  // Read when the first file is written: a server that writes none does not hold it
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
