import { randomBytes } from 'node:crypto'
import { AppError, GenericType, Unprocessable } from '@coset/core'
import type { Connection, TableDetails } from '@coset/engines'
import type { Dialect } from '@coset/sql'
import type { FileTable } from '../read/table.ts'
import { copyRows, createTable, dropTable, insertRows, isEmpty, renameTable, type TableName } from './statements.ts'
import { type LoadColumn, type LoadRules, loadColumn, loadRules } from './types.ts'

export type WhenThere = 'fail' | 'replace' | 'append'

export interface LoadTarget extends TableName {
  readonly connection: Connection
  readonly dialect: Dialect
  /** Of the engine, for people. */
  readonly engineLabel: string
  readonly timeoutMs: number
}

const refused = (field: string, sentence: string, cause?: unknown): AppError =>
  new Unprocessable(sentence, { fields: { [field]: [sentence] }, ...(cause === undefined ? {} : { cause }) })

const run = async (target: LoadTarget, sql: string, signal?: AbortSignal): Promise<void> => {
  const { connection, timeoutMs, catalog, schema } = target
  const stream = await connection.stream({ sql, readOnly: false, timeoutMs, catalog, schema, ...(signal === undefined ? {} : { signal }) })
  for await (const _ of stream.blocks);
}

const detailsOf = async ({ connection, table, schema, catalog }: LoadTarget): Promise<TableDetails | null> => {
  try {
    return await connection.table(table, schema, catalog)
  } catch (error) {
    if (error instanceof AppError && error.code === 'TABLE_DOES_NOT_EXIST_ERROR') return null
    throw error
  }
}

const refuseName = (field: string, name: string, { longestName: { most, unit } }: LoadRules): void => {
  const length = unit === 'bytes' ? Buffer.byteLength(name) : [...name].length
  if (length > most) throw refused(field, `The name “${name.slice(0, 40)}…” is ${length} ${unit} long; this database takes ${most}`)
  if (name.includes('\0') || !name.isWellFormed()) throw refused(field, 'Names must be well-formed text without NUL')
}

const refuseNames = (target: LoadTarget, columns: readonly LoadColumn[], rules: LoadRules): void => {
  refuseName('table_name', target.table, rules)
  if (columns.length === 0) throw refused('columns_read', 'No column is left to upload')
  const seen = new Map<string, string>()
  for (const { name } of columns) {
    refuseName('file', name, rules)
    const folded = rules.foldsNames ? name.toLowerCase() : name
    const other = seen.get(folded)
    if (other !== undefined) throw refused('file', `The columns “${other}” and “${name}” are the same to this database`)
    seen.set(folded, name)
  }
}

const WHOLE = /^(?:(?:tiny|small|medium|big|huge)?int|integer|serial|bigserial|u\w*int)/i

/** What would be lost or refused when a column of the file goes into one of the table; null: it fits. */
const misfit = (column: LoadColumn, nativeType: string, dialect: Dialect): string | null => {
  const there = dialect.genericType(nativeType)
  if (there === null || there === GenericType.STRING || isEmpty(column)) return null
  const number = column.type === 'integer' || column.type === 'float' || column.type === 'decimal'
  if (there === GenericType.NUMERIC) {
    if (column.type === 'boolean' && /^tinyint/i.test(nativeType)) return null
    if (!number) return nativeType
    return column.type !== 'integer' && WHOLE.test(nativeType) ? nativeType : null
  }
  if (there === GenericType.BOOLEAN) return column.type === 'boolean' ? null : nativeType
  return column.type === 'timestamp' || column.type === 'date' ? null : nativeType
}

const refuseAppend = (target: LoadTarget, columns: readonly LoadColumn[], there: TableDetails): void => {
  const known = new Map(there.columns.map((column) => [column.name, column]))
  const unknown = columns.filter(({ name }) => !known.has(name)).map(({ name }) => `“${name}”`)
  if (unknown.length > 0) throw refused('already_exists', `The table “${target.table}” has no column ${unknown.join(', ')}`)
  for (const column of columns) {
    const type = misfit(column, known.get(column.name)?.nativeType ?? '', target.dialect)
    if (type === null) continue
    const hint = column.type === 'string' ? '; name its type, or name it among the columns of dates' : ''
    throw refused('already_exists', `Column “${column.name}” is ${column.type} in the file and ${type} in the table “${target.table}”${hint}`)
  }
}

/** The old table steps aside until the new one is in its place, and comes back when anything fails. */
const replace = async (target: LoadTarget, staging: TableName, aside: TableName, style: 'alone' | 'qualified'): Promise<void> => {
  const { dialect } = target
  await run(target, renameTable(target, aside.table, style, dialect))
  try {
    await run(target, renameTable(staging, target.table, style, dialect))
    await run(target, dropTable(aside, dialect)).catch(async (error: unknown) => {
      // Something depends on the old table
      await run(target, renameTable(target, staging.table, style, dialect))
      throw error
    })
  } catch (error) {
    await run(target, renameTable(aside, target.table, style, dialect))
    throw error
  }
}

/** Rows of a file as rows of a table; what is loaded is also what the table then holds. */
export interface Loaded {
  readonly rowCount: number
  readonly created: boolean
}

const settle = async (target: LoadTarget, staging: TableName, aside: TableName, columns: readonly LoadColumn[], when: WhenThere, rules: LoadRules) => {
  const there = await detailsOf(target)
  if (there !== null && when === 'append') return run(target, copyRows(staging, target, columns, target.dialect))
  if (there !== null && when === 'fail') throw exists(target)
  if (rules.rename === null) throw cannotRename(target)
  return there === null ? run(target, renameTable(staging, target.table, rules.rename, target.dialect)) : replace(target, staging, aside, rules.rename)
}

const exists = (target: LoadTarget): AppError => {
  const sentence = `The table “${target.table}” exists already; choose another name, or to replace it or to append to it`
  return new Unprocessable(sentence, { fields: { table_name: [sentence] } })
}

const cannotRename = (target: LoadTarget): AppError =>
  refused('already_exists', `${target.engineLabel} cannot rename tables by SQL, so files can only be appended to tables that exist`)

/** A database's own complaint is about what was asked, so 422. */
const told = (error: unknown): unknown =>
  error instanceof AppError && error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 499 && error.status !== 422
    ? new Unprocessable(error.message, { cause: error })
    : error

/**
 * Puts a file's rows into a table by way of a table of their own, so that a failure leaves everything as it was. Throws Unprocessable when the table
 * exists (`fail`), its columns do not take the file's (`append`), or the engine cannot.
 */
export const loadTable = async (target: LoadTarget, file: FileTable, when: WhenThere, signal?: AbortSignal): Promise<Loaded> => {
  const { dialect } = target
  const rules = loadRules(dialect.grammar)
  if (rules === null) throw refused('database', `Files cannot be uploaded to ${target.engineLabel}`)
  const columns = file.columns.map((column) => loadColumn(column, rules))
  refuseNames(target, columns, rules)
  const there = await detailsOf(target)
  if (there !== null && when === 'fail') throw exists(target)
  if (there !== null && when === 'append') refuseAppend(target, columns, there)
  else if (rules.rename === null) throw cannotRename(target)
  const mark = randomBytes(6).toString('hex')
  const staging = { catalog: target.catalog, schema: target.schema, table: `coset_upload_${mark}` }
  const aside = { ...staging, table: `coset_before_${mark}` }
  try {
    await run(target, createTable(staging, columns, dialect), signal)
    for (const sql of insertRows(staging, columns, dialect, rules)) await run(target, sql, signal)
    await settle(target, staging, aside, columns, when, rules)
  } catch (error) {
    throw told(error)
  } finally {
    if ((await detailsOf({ ...target, table: staging.table })) !== null) await run(target, dropTable(staging, dialect))
  }
  return { rowCount: file.rowCount, created: there === null }
}
