import type { RESULT_FILTERS } from '@coset/contract'
import { BadRequest, type CellType } from '@coset/core'
import { compareText } from '@coset/frame'
import type { Value, ValueBlock } from './result.ts'

export interface Arrangement {
  readonly order: readonly { readonly column: number; readonly desc: boolean }[]
  readonly filters: readonly { readonly column: number; readonly op: (typeof RESULT_FILTERS)[number]; readonly value: string | number | boolean | null }[]
  /** Lower case; empty: everything. */
  readonly search: string
}

type Test = (value: Value) => boolean
type Present = Exclude<Value, null>

const NUMERIC: ReadonlySet<CellType> = new Set(['integer', 'float', 'decimal'])

const textOf = (value: Value): string => (value === null ? '' : String(value).toLowerCase())

/** ISO texts compare as texts; people write a blank for the T. */
const momentText = (value: Value): string => textOf(value).replace(/^(\d{4}-\d\d-\d\d) /, '$1t')

const isMoment = (kind: CellType): boolean => kind === 'timestamp' || kind === 'date' || kind === 'time'

const compareValues = (a: Present, b: Present, kind: CellType): number => {
  if (NUMERIC.has(kind)) {
    // Integers beyond 2^53 are texts
    if (kind !== 'integer' || (typeof a !== 'string' && typeof b !== 'string')) return Number(a) - Number(b)
    const difference = BigInt(a) - BigInt(b)
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
  return compareText(String(a), String(b))
}

const numberOf = (value: string | number | boolean | null, column: string): number => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (value === null || Number.isNaN(number)) throw new BadRequest(`The column ${column} holds numbers: give the filter one`)
  return number
}

const comparison = (op: string, sign: number): boolean => {
  if (op === 'eq') return sign === 0
  if (op === 'neq') return sign !== 0
  if (op === 'gt') return sign > 0
  if (op === 'gte') return sign >= 0
  return op === 'lt' ? sign < 0 : sign <= 0
}

/** The test of one filter. Nulls pass `is_null` and the negative operators only. Throws BadRequest naming the column. */
export const filterTest = (filter: Arrangement['filters'][number], kind: CellType, column: string): Test => {
  const { op } = filter
  if (op === 'is_null') return (value) => value === null
  if (op === 'not_null') return (value) => value !== null
  const negative = op === 'neq' || op === 'not_contains'
  const wanted = momentText(filter.value)
  const test = ((): Test => {
    if (op === 'contains') return (value) => textOf(value).includes(textOf(filter.value))
    if (op === 'not_contains') return (value) => !textOf(value).includes(textOf(filter.value))
    if (op === 'starts_with') return (value) => textOf(value).startsWith(textOf(filter.value))
    if (op === 'ends_with') return (value) => textOf(value).endsWith(textOf(filter.value))
    if (NUMERIC.has(kind)) {
      const number = numberOf(filter.value, column)
      return (value) => comparison(op, Number(value) - number)
    }
    return (value) => comparison(op, compareText(isMoment(kind) ? momentText(value) : textOf(value), wanted))
  })()
  return (value) => (value === null ? negative : test(value))
}

/** Places of the rows that pass, in their order. `start` is the place of the block's first row. */
export const matching = (block: ValueBlock, start: number, tests: readonly { readonly column: number; readonly test: Test }[], search: string): number[] => {
  const found: number[] = []
  const rows = block[0]?.length ?? 0
  for (let r = 0; r < rows; r++) {
    if (!tests.every(({ column, test }) => test(block[column]?.[r] ?? null))) continue
    if (search !== '' && !block.some((cells) => textOf(cells[r] ?? null).includes(search))) continue
    found.push(start + r)
  }
  return found
}

/** Sorts places of rows; nulls last, rows of equal values in their own order. */
export const sortPlaces = (
  places: number[],
  order: Arrangement['order'],
  kinds: readonly CellType[],
  cell: (place: number, column: number) => Value,
): readonly number[] => {
  const keys = order.map(({ column, desc }) => ({ column, factor: desc ? -1 : 1, kind: kinds[column] ?? 'string' }))
  return places.sort((a, b) => {
    for (const { column, factor, kind } of keys) {
      const x = cell(a, column)
      const y = cell(b, column)
      if (x === null || y === null) {
        if (x === y) continue
        return x === null ? 1 : -1
      }
      const sign = compareValues(x, y, kind)
      if (sign !== 0) return sign * factor
    }
    return a - b
  })
}
