import type { Cell } from '@coset/core'
import { InternalError } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { FileColumn, FileType } from '../read/table.ts'

/** How an engine makes a table of a file. */
export interface LoadRules {
  readonly types: Readonly<Record<Exclude<FileType, 'decimal'>, string>>
  /** The type for decimals of so many digits, so many of them after the point; null: text keeps them exact. */
  readonly decimal: (precision: number, scale: number) => string | null
  /** The new name of ALTER TABLE … RENAME TO stands alone or behind its schema; null: tables cannot be renamed by SQL. */
  readonly rename: 'alone' | 'qualified' | null
  /** Before the text of a moment, where a plain text is not taken for one. */
  readonly typedMoments: boolean
  /** Longest name of a table or column, in bytes of UTF-8 or in characters; longer ones are cut silently or refused. */
  readonly longestName: { readonly most: number; readonly unit: 'bytes' | 'characters' }
  /** Names that differ by case only are the same. */
  readonly foldsNames: boolean
}

const upTo =
  (name: string, precision: number, scale: number) =>
  (p: number, s: number): string | null =>
    p <= precision && s <= scale ? `${name}(${p}, ${s})` : null

const NAMES = { most: 250, unit: 'characters' } as const

const POSTGRESQL: LoadRules = {
  types: { integer: 'BIGINT', float: 'DOUBLE PRECISION', string: 'TEXT', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP', date: 'DATE' },
  decimal: upTo('NUMERIC', 1000, 1000),
  rename: 'alone',
  typedMoments: false,
  longestName: { most: 63, unit: 'bytes' },
  foldsNames: false,
}

const MYSQL: LoadRules = {
  types: { integer: 'BIGINT', float: 'DOUBLE', string: 'LONGTEXT', boolean: 'BOOLEAN', timestamp: 'DATETIME(6)', date: 'DATE' },
  decimal: upTo('DECIMAL', 65, 30),
  rename: 'qualified',
  typedMoments: false,
  longestName: { most: 64, unit: 'characters' },
  foldsNames: true,
}

const SQLITE: LoadRules = {
  types: { integer: 'BIGINT', float: 'FLOAT', string: 'TEXT', boolean: 'BOOLEAN', timestamp: 'DATETIME', date: 'DATE' },
  // NUMERIC would make floats of them
  decimal: () => null,
  rename: 'alone',
  typedMoments: false,
  longestName: NAMES,
  foldsNames: true,
}

const DUCKDB: LoadRules = {
  types: { integer: 'BIGINT', float: 'DOUBLE', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP', date: 'DATE' },
  decimal: upTo('DECIMAL', 38, 38),
  rename: 'alone',
  typedMoments: false,
  longestName: NAMES,
  foldsNames: true,
}

const TRINO: LoadRules = { ...DUCKDB, rename: 'qualified', typedMoments: true, types: { ...DUCKDB.types, timestamp: 'TIMESTAMP(6)' } }

const RULES: ReadonlyMap<string, LoadRules> = new Map([
  ['postgresql', POSTGRESQL],
  [
    'redshift',
    {
      ...POSTGRESQL,
      decimal: upTo('NUMERIC', 38, 37),
      longestName: { most: 127, unit: 'bytes' },
      foldsNames: true,
      types: { ...POSTGRESQL.types, string: 'VARCHAR(65535)' },
    },
  ],
  ['mysql', MYSQL],
  ['singlestore', { ...MYSQL, rename: 'alone' }],
  ['sqlite', SQLITE],
  ['duckdb', DUCKDB],
  ['trino', TRINO],
  ['snowflake', { ...DUCKDB, decimal: upTo('NUMBER', 38, 37), rename: 'qualified', types: { ...DUCKDB.types, timestamp: 'TIMESTAMP_NTZ' } }],
  [
    'tsql',
    {
      ...MYSQL,
      rename: null,
      longestName: { most: 128, unit: 'characters' },
      decimal: upTo('DECIMAL', 38, 38),
      types: { integer: 'BIGINT', float: 'FLOAT', string: 'NVARCHAR(MAX)', boolean: 'BIT', timestamp: 'DATETIME2(6)', date: 'DATE' },
    },
  ],
])

/** The rules of a grammar; null where no files are loaded. */
export const loadRules = (grammar: string): LoadRules | null => RULES.get(grammar) ?? null

const digits = (cells: readonly Cell[]): { readonly precision: number; readonly scale: number } => {
  let whole = 1
  let scale = 0
  for (const cell of cells) {
    if (typeof cell !== 'string') continue
    const [head = '', tail = ''] = cell.replace('-', '').split('.')
    whole = Math.max(whole, head.length)
    scale = Math.max(scale, tail.length)
  }
  return { precision: whole + scale, scale }
}

export interface LoadColumn {
  readonly name: string
  readonly nativeType: string
  /** What the engine stores; a decimal that it has no type for is text. */
  readonly type: FileType
  readonly cells: readonly Cell[]
}

/** The column as the engine stores it. */
export const loadColumn = (column: FileColumn, rules: LoadRules): LoadColumn => {
  const { name, type, cells } = column
  if (type !== 'decimal') return { name, type, cells, nativeType: rules.types[type] }
  const { precision, scale } = digits(cells)
  const decimal = rules.decimal(precision, scale)
  return decimal === null ? { name, type: 'string', cells, nativeType: rules.types.string } : { name, type, cells, nativeType: decimal }
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

const momentText = (epochMs: number, type: 'timestamp' | 'date'): string => {
  const micros = Math.round(epochMs * 1000)
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000
  const text = new Date((micros - fraction) / 1000).toISOString()
  return type === 'date' ? text.slice(0, 10) : `${text.slice(0, 19).replace('T', ' ')}${fraction === 0 ? '' : `.${pad(fraction, 6)}`}`
}

/** A value as the engine reads it back. Throws InternalError for what is not of the column's type. */
export const literal = (cell: Cell, type: FileType, dialect: Dialect, rules: LoadRules): string => {
  if (cell === null) return 'NULL'
  if (type === 'string' && typeof cell === 'string') return dialect.stringLiteral(cell)
  if (type === 'boolean' && typeof cell === 'boolean') return dialect.booleanLiteral(cell)
  if ((type === 'timestamp' || type === 'date') && typeof cell === 'number')
    return `${rules.typedMoments ? `${type.toUpperCase()} ` : ''}${dialect.stringLiteral(momentText(cell, type))}`
  if (type === 'decimal' && typeof cell === 'string' && /^-?\d+(?:\.\d+)?$/.test(cell)) return cell
  if ((type === 'integer' || type === 'float') && (typeof cell === 'bigint' || (typeof cell === 'number' && Number.isFinite(cell)))) return String(cell)
  throw new InternalError(`a cell of type ${typeof cell} stands in a ${type} column`)
}
