import { compareNumbers } from '@coset/core'
import { exactNumeric, type Row } from '../cells.ts'
import type { TableColumn } from './columns.ts'

export interface Sorting {
  readonly key: string
  readonly descending: boolean
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

function compare(a: unknown, b: unknown, kind: TableColumn['kind']): number {
  if (kind === 'numeric') return compareNumbers(exactNumeric(a) ?? 0, exactNumeric(b) ?? 0)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collator.compare(String(a), String(b))
}

/** Rows by one column; missing values come last either way, equal ones keep their order. */
export function sortRows(rows: readonly Row[], columns: readonly TableColumn[], sorting: Sorting | undefined): readonly Row[] {
  const column = columns.find((one) => one.key === sorting?.key)
  if (!sorting || !column) return rows
  const sign = sorting.descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const left = a[column.key]
    const right = b[column.key]
    const missing = Number(left === null || left === undefined) - Number(right === null || right === undefined)
    if (missing !== 0) return missing
    return left === null || left === undefined ? 0 : sign * compare(left, right, column.kind)
  })
}

/** Rows of which a cell, as written, contains the text; case does not matter. */
export function searchRows(rows: readonly Row[], columns: readonly TableColumn[], text: string): readonly Row[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return rows
  return rows.filter((row) => columns.some((column) => column.format(row[column.key]).toLowerCase().includes(wanted)))
}

/** A click on a heading: ascending for text and descending for numbers first, then the other way, then as it came. */
export function nextSorting(current: Sorting | undefined, column: TableColumn): Sorting | undefined {
  const first = column.kind === 'numeric'
  if (current?.key !== column.key) return { key: column.key, descending: first }
  return current.descending === first ? { key: column.key, descending: !first } : undefined
}
