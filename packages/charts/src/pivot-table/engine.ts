import { compareNumbers } from '@coset/core'
import type { Aggregation } from './aggregators.ts'

/** Labels from the outermost dimension inwards; shorter than the dimensions for subtotals, empty for the total. */
export type Path = readonly string[]

export interface Branch {
  readonly label: string
  readonly path: Path
  readonly children: Branch[]
}

export type CellValue = number | bigint | string | null

export interface Pivot {
  readonly rows: readonly Branch[]
  readonly columns: readonly Branch[]
  /** The value where a row path meets a column path, for one metric. */
  readonly cell: (row: Path, column: Path, metric: string) => CellValue
}

export interface PivotRecord {
  readonly row: Path
  readonly column: Path
  readonly metric: string
  readonly value: unknown
}

/** Between labels in keys; control characters do not occur in labels that people read. */
const SEPARATOR = '\u0001'

function keyOf(row: Path, column: Path, metric: string): string {
  return `${metric}${SEPARATOR}${SEPARATOR}${row.join(SEPARATOR)}${SEPARATOR}${SEPARATOR}${column.join(SEPARATOR)}`
}

interface Growing extends Branch {
  readonly byLabel: Map<string, Growing>
}

function grow(root: Growing, path: Path): void {
  let branch = root
  for (const [depth, label] of path.entries()) {
    let next = branch.byLabel.get(label)
    if (!next) {
      next = { label, path: path.slice(0, depth + 1), children: [], byLabel: new Map() }
      branch.byLabel.set(label, next)
      branch.children.push(next)
    }
    branch = next
  }
}

const newRoot = (): Growing => ({ label: '', path: [], children: [], byLabel: new Map() })

/** Records → trees of both sides and a look-up over every pair of their paths. Cells are aggregated when first asked for. */
export function pivotOf(records: readonly PivotRecord[], { of, fraction }: Aggregation): Pivot {
  const values = new Map<string, unknown[]>()
  const roots = { row: newRoot(), column: newRoot() }
  for (const { row, column, metric, value } of records) {
    grow(roots.row, row)
    grow(roots.column, column)
    if (value === null || value === undefined) continue
    for (let r = 0; r <= row.length; r += 1) {
      for (let c = 0; c <= column.length; c += 1) {
        const key = keyOf(row.slice(0, r), column.slice(0, c), metric)
        const list = values.get(key)
        if (list) list.push(value)
        else values.set(key, [value])
      }
    }
  }
  const known = new Map<string, CellValue>()
  const plain = (row: Path, column: Path, metric: string): CellValue => {
    const key = keyOf(row, column, metric)
    const before = known.get(key)
    if (before !== undefined) return before
    const list = values.get(key)
    const value = list ? of(list) : null
    known.set(key, value)
    return value
  }
  const cell = (row: Path, column: Path, metric: string): CellValue => {
    const value = plain(row, column, metric)
    if (fraction === undefined || value === null || typeof value === 'string') return value
    const whole = plain(fraction === 'Rows' ? row : [], fraction === 'Columns' ? column : [], metric)
    return whole !== null && typeof whole !== 'string' && Number(whole) !== 0 ? Number(value) / Number(whole) : null
  }
  return { rows: roots.row.children, columns: roots.column.children, cell }
}

export type SideOrder = 'key_a_to_z' | 'key_z_to_a' | 'value_a_to_z' | 'value_z_to_a'

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** A side in order, level by level; `weigh` gives the value that orders by value look at. */
export function inSideOrder(branches: readonly Branch[], order: SideOrder, weigh: (path: Path) => CellValue): readonly Branch[] {
  const sign = order.endsWith('z_to_a') ? -1 : 1
  const byKey = (a: Branch, b: Branch): number => sign * collator.compare(a.label, b.label)
  const byValue = (a: Branch, b: Branch): number => {
    const [left, right] = [weigh(a.path), weigh(b.path)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (typeof left !== 'string' && typeof right !== 'string' ? compareNumbers(left, right) : collator.compare(String(left), String(right)))
  }
  return [...branches]
    .sort(order.startsWith('value') ? byValue : byKey)
    .map((branch) => ({ ...branch, children: [...inSideOrder(branch.children, order, weigh)] }))
}
