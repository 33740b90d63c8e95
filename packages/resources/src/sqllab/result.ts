import type { SqlColumn } from '@coset/contract'
import { type CellType, GenericType, type ResultColumn } from '@coset/core'
import type { ColumnBlock } from '@coset/engines'
import { cellJson } from '@coset/frame'
import type { Dialect } from '@coset/sql'
import { cellWriter, distinctNames } from './cells.ts'

/** A cell as answers carry it; texts of a `decimal` column are numbers with all their digits. */
export type Value = string | number | boolean | null

/** Some rows, column by column. */
export type ValueBlock = readonly (readonly Value[])[]

/** The rows of a run as answers carry them. */
export interface SqlResult {
  readonly columns: readonly SqlColumn[]
  /** What each column held; decides how texts are written and compared. */
  readonly kinds: readonly CellType[]
  readonly blocks: readonly ValueBlock[]
  readonly rowCount: number
}

export const noRows: SqlResult = { columns: [], kinds: [], blocks: [], rowCount: 0 }

const KINDS: Readonly<Record<CellType, GenericType | null>> = {
  integer: GenericType.NUMERIC,
  float: GenericType.NUMERIC,
  decimal: GenericType.NUMERIC,
  boolean: GenericType.BOOLEAN,
  timestamp: GenericType.TEMPORAL,
  date: GenericType.TEMPORAL,
  time: GenericType.TEMPORAL,
  string: GenericType.STRING,
  interval: GenericType.STRING,
  json: GenericType.STRING,
  binary: null,
  unknown: null,
}

const valuesOf = function* (blocks: readonly ValueBlock[], column: number): Generator<Value> {
  for (const block of blocks) for (const value of block[column] ?? []) if (value !== null) yield value
}

/** For columns that the driver tells no type of: by what they hold. */
const seenType = (blocks: readonly ValueBlock[], column: number): readonly [string, CellType] => {
  let type: readonly [string, CellType] | null = null
  for (const value of valuesOf(blocks, column)) {
    const own: readonly [string, CellType] =
      typeof value === 'string'
        ? ['STRING', 'string']
        : typeof value === 'boolean'
          ? ['BOOL', 'boolean']
          : Number.isInteger(value)
            ? ['INT', 'integer']
            : ['FLOAT', 'float']
    if (own[1] === 'string') return own
    if (type === null || own[1] === 'float') type = own
  }
  return type ?? ['STRING', 'string']
}

const describe = (column: ResultColumn, name: string, dialect: Dialect, seen: readonly [string, CellType]): SqlColumn => {
  const untold = column.type === 'unknown'
  const type = column.nativeType !== '' ? column.nativeType : untold ? seen[0] : column.type.toUpperCase()
  const generic = column.type === 'binary' ? null : (dialect.genericType(type) ?? KINDS[untold ? seen[1] : column.type])
  return { column_name: name, name, type, type_generic: generic, is_dttm: generic === GenericType.TEMPORAL }
}

/** Turns the blocks of a driver into those of answers, one after the other. */
export const resultBuilder = (columns: readonly ResultColumn[], dialect: Dialect) => {
  const writers = columns.map((column) => cellWriter(column.type, column.nativeType))
  const blocks: ValueBlock[] = []
  let rowCount = 0
  const resultOf = (some: readonly ValueBlock[]): SqlResult => {
    const names = distinctNames(columns.map((column) => column.name))
    const seen = columns.map((column, c): readonly [string, CellType] => (column.type === 'unknown' ? seenType(some, c) : ['', column.type]))
    return {
      columns: columns.map((column, c) => describe(column, names[c] ?? column.name, dialect, seen[c] ?? ['STRING', 'string'])),
      kinds: seen.map(([, kind]) => kind),
      blocks: some,
      rowCount,
    }
  }
  return {
    add: (block: ColumnBlock, rows: number): void => {
      const cut = block.map((cells, c) => {
        const write = writers[c]
        const part = cells.length > rows ? cells.slice(0, rows) : cells
        return write === undefined ? [] : part.map((cell) => write(cell))
      })
      rowCount += cut[0]?.length ?? 0
      if ((cut[0]?.length ?? 0) > 0) blocks.push(cut)
    },
    get rows() {
      return rowCount
    },
    /** What came so far; of its blocks no more than hold the first `most` rows. */
    first: (most: number): SqlResult => {
      const some: ValueBlock[] = []
      for (let rows = 0; rows < most && some.length < blocks.length; rows += some.at(-1)?.[0]?.length ?? 0) some.push(blocks[some.length] ?? [])
      return resultOf(some)
    },
    done: (): SqlResult => resultOf(blocks),
  }
}

/** A result that is being read. */
export type Reading = Pick<ReturnType<typeof resultBuilder>, 'first' | 'rows'>

/** Rows `from` to `to` (exclusive) as cells, row by row. */
export function* rowsOf(blocks: readonly ValueBlock[], from: number, to: number): Generator<(column: number) => Value> {
  let start = 0
  for (const block of blocks) {
    const length = block[0]?.length ?? 0
    for (let r = Math.max(0, from - start); r < length && start + r < to; r++) yield (column) => block[column]?.[r] ?? null
    start += length
    if (start >= to) return
  }
}

const valueJson = (value: Value, kind: CellType): string => cellJson(value, kind)

/** `[{"a":1},…]` of the first rows. */
export const recordsText = (result: SqlResult, most: number): string => {
  const keys = result.columns.map((column) => `${JSON.stringify(column.column_name)}:`)
  const rows: string[] = []
  for (const cell of rowsOf(result.blocks, 0, most)) rows.push(`{${keys.map((key, c) => key + valueJson(cell(c), result.kinds[c] ?? 'string')).join(',')}}`)
  return `[${rows.join(',')}]`
}

/** `[[1,"a"],…]` of rows given as cells. */
export const arraysText = (rows: Iterable<(column: number) => Value>, kinds: readonly CellType[]): string => {
  const texts: string[] = []
  for (const cell of rows) texts.push(`[${kinds.map((kind, c) => valueJson(cell(c), kind)).join(',')}]`)
  return `[${texts.join(',')}]`
}
