import type { Cell } from '@coset/core'
import type { Series } from './frame.ts'
import { compareCells, isMissing } from './values.ts'

export interface Group {
  readonly keys: readonly Cell[]
  readonly rows: readonly number[]
}

const keyText = (cell: Cell): string => {
  if (isMissing(cell)) return 'N'
  if (typeof cell === 'string') return `s${cell.length}:${cell}`
  return typeof cell === 'object' ? `o${JSON.stringify(cell)}` : `${typeof cell === 'boolean' ? 'b' : 'n'}${String(cell)};`
}

/** One text per row that is equal exactly for equal keys. */
export const rowKey = (series: readonly Series[], row: number): string => {
  let key = ''
  for (const one of series) key += keyText(one.cells[row] ?? null)
  return key
}

/** Rows that share their keys, in ascending order of the keys. With `dropMissing`, rows with a missing key belong to none. */
export const groupRows = (series: readonly Series[], rowCount: number, dropMissing: boolean): Group[] => {
  const groups = new Map<string, { keys: Cell[]; rows: number[] }>()
  for (let row = 0; row < rowCount; row++) {
    if (dropMissing && series.some((one) => isMissing(one.cells[row] ?? null))) continue
    const key = rowKey(series, row)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { keys: series.map((one) => one.cells[row] ?? null), rows: [row] })
    else known.rows.push(row)
  }
  return [...groups.values()].sort((a, b) => compareKeys(a.keys, b.keys, series))
}

/** Order of two key tuples, level by level. */
export const compareKeys = (a: readonly Cell[], b: readonly Cell[], series: readonly Series[]): number => {
  for (const [level, one] of series.entries()) {
    const order = compareCells(a[level] ?? null, b[level] ?? null, one.type)
    if (order !== 0) return order
  }
  return 0
}
