import { constants, DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Cell, ResultColumn } from '@coset/core'
import type { ChildDatabase } from '../child/protocol.ts'
import { serve } from '../child/serve.ts'
import type { ColumnBlock } from '../port.ts'

const BLOCK_ROWS = 1_000
const READING = new Set([constants.SQLITE_SELECT, constants.SQLITE_READ, constants.SQLITE_RECURSIVE])
const NEVER = new Set([constants.SQLITE_ATTACH, constants.SQLITE_DETACH])
const PRAGMAS = new Set(
  'table_info table_xinfo table_list index_list index_info index_xinfo foreign_key_list database_list collation_list function_list'.split(' '),
)
const FUNCTIONS = new Set(['load_extension', 'readfile', 'writefile', 'edit', 'fts3_tokenizer', 'zipfile', 'sqlar_compress'])

let database: DatabaseSync | undefined
let rights: 'own' | 'write' | 'read' = 'own'
let rows: Iterator<unknown> | undefined

const db = (): DatabaseSync => {
  if (database === undefined) throw new Error('The database is not open')
  return database
}

const authorize = (action: number, first: string | null, second: string | null): number => {
  if (rights === 'own') return constants.SQLITE_OK
  if (NEVER.has(action)) return constants.SQLITE_DENY
  if (action === constants.SQLITE_PRAGMA) return PRAGMAS.has((first ?? '').toLowerCase()) ? constants.SQLITE_OK : constants.SQLITE_DENY
  if (action === constants.SQLITE_FUNCTION) return FUNCTIONS.has((second ?? '').toLowerCase()) ? constants.SQLITE_DENY : constants.SQLITE_OK
  return rights === 'write' || READING.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY
}

const within = <T>(allowed: typeof rights, run: () => T): T => {
  rights = allowed
  try {
    return run()
  } finally {
    rights = 'own'
  }
}

const prepared = (sql: string): StatementSync => {
  const statement = db().prepare(sql)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  return statement
}

/** Values have their own types here, whatever a column declares. */
const columnsOf = (statement: StatementSync): readonly ResultColumn[] =>
  statement.columns().map((column) => ({ name: column.name, nativeType: (column.type ?? '').toUpperCase(), type: 'unknown' }))

const cellOf = (value: unknown): Cell => {
  if (typeof value !== 'bigint') return value as Cell
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const nextBlock = (): ColumnBlock | null => {
  if (rows === undefined) return null
  const block: Cell[][] = []
  for (let r = 0; r < BLOCK_ROWS; r++) {
    const step = rows.next()
    if (step.done === true) {
      rows = undefined
      break
    }
    ;(step.value as readonly unknown[]).forEach((value, c) => {
      block[c] ??= []
      block[c].push(cellOf(value))
    })
  }
  return block.length === 0 ? null : block
}

const finish = (): void => {
  rows?.return?.()
  rows = undefined
}

const sqlite: ChildDatabase = {
  open: (options) => {
    const { path, readOnly } = options as { readonly path: string; readonly readOnly: boolean }
    database = new DatabaseSync(path, { readOnly, allowExtension: false, timeout: 5_000, enableDoubleQuotedStringLiterals: false })
    database.exec('PRAGMA trusted_schema = OFF')
    database.setAuthorizer(authorize)
    // Opening is lazy: a file that is no database shows here.
    database.exec('SELECT 1 FROM sqlite_master LIMIT 1')
  },
  start: (_, { sql, before, readOnly }) =>
    within(readOnly ? 'read' : 'write', () => {
      finish()
      for (const text of before) {
        // Stepping through drops the rows one by one
        for (const _row of prepared(text).iterate());
      }
      const statement = prepared(sql)
      const columns = columnsOf(statement)
      rows = statement.iterate() as Iterator<unknown>
      return { columns, block: nextBlock() }
    }),
  next: () => within('read', nextBlock),
  finish,
  interrupt: () => undefined,
  closeSession: finish,
  describe: (sql) => within('read', () => columnsOf(prepared(sql))),
  ask: (sql, values) => prepared(sql).all(...values) as unknown as readonly (readonly unknown[])[],
}

serve(sqlite)
