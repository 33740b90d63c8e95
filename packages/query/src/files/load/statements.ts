import type { Dialect } from '@coset/sql'
import { type LoadColumn, type LoadRules, literal } from './types.ts'

export interface TableName {
  readonly catalog: string | null
  readonly schema: string | null
  readonly table: string
}

export const qualified = ({ catalog, schema, table }: TableName, dialect: Dialect): string =>
  [catalog, schema, table]
    .filter((part): part is string => part !== null && part !== '')
    .map(dialect.quoteIdentifier)
    .join('.')

const list = (names: readonly string[], dialect: Dialect): string => names.map(dialect.quoteIdentifier).join(', ')

export const createTable = (name: TableName, columns: readonly LoadColumn[], dialect: Dialect): string =>
  `CREATE TABLE ${qualified(name, dialect)} (${columns.map((column) => `${dialect.quoteIdentifier(column.name)} ${column.nativeType}`).join(', ')})`

export const dropTable = (name: TableName, dialect: Dialect): string => `DROP TABLE ${qualified(name, dialect)}`

export const renameTable = (from: TableName, to: string, style: 'alone' | 'qualified', dialect: Dialect): string =>
  `ALTER TABLE ${qualified(from, dialect)} RENAME TO ${style === 'alone' ? dialect.quoteIdentifier(to) : qualified({ ...from, table: to }, dialect)}`

/** All rows of one table into another; columns without a value are filled with NULL. */
export const copyRows = (from: TableName, to: TableName, columns: readonly LoadColumn[], dialect: Dialect): string => {
  const values = columns.map((column) => (isEmpty(column) ? 'NULL' : dialect.quoteIdentifier(column.name)))
  const names = list(
    columns.map((column) => column.name),
    dialect,
  )
  return `INSERT INTO ${qualified(to, dialect)} (${names}) SELECT ${values.join(', ')} FROM ${qualified(from, dialect)}`
}

export const isEmpty = (column: LoadColumn): boolean => column.cells.every((cell) => cell === null)

const MOST_ROWS = 1_000
const MOST_CHARACTERS = 500_000

/** INSERTs of all rows, so many at a time as a statement takes without strain. */
export const insertRows = function* (name: TableName, columns: readonly LoadColumn[], dialect: Dialect, rules: LoadRules): Generator<string> {
  const names = list(
    columns.map((column) => column.name),
    dialect,
  )
  const head = `INSERT INTO ${qualified(name, dialect)} (${names}) VALUES `
  const rowCount = columns[0]?.cells.length ?? 0
  let rows: string[] = []
  let characters = 0
  for (let row = 0; row < rowCount; row++) {
    const text = `(${columns.map((column) => literal(column.cells[row] ?? null, column.type, dialect, rules)).join(', ')})`
    if (rows.length >= MOST_ROWS || (rows.length > 0 && characters + text.length > MOST_CHARACTERS)) {
      yield head + rows.join(', ')
      rows = []
      characters = 0
    }
    rows.push(text)
    characters += text.length
  }
  if (rows.length > 0) yield head + rows.join(', ')
}
