import type { Connection } from 'mysql2'
import type { MysqlField } from './types.ts'

const BLOCK_ROWS = 1_000

/** Rows of one running statement in blocks; the socket is paused while nobody asks. */
export interface RowReader {
  /** Resolves with the first fields, or none for a statement without a result; rejects with the driver's error. */
  readonly fields: Promise<readonly MysqlField[]>
  next(): Promise<readonly (readonly unknown[])[] | null>
  /** Throws the rest away. Resolves when the statement has ended, however it did. */
  drain(): Promise<void>
}

type Row = readonly unknown[]

/** Sends one statement and reads its rows. */
export const readRows = (connection: Connection, sql: string): RowReader => {
  let rows: Row[] = []
  let ended = false
  let discard = false
  let failure: Error | undefined
  let wake: (() => void) | undefined
  let tellFields: (fields: readonly MysqlField[]) => void = () => undefined
  let tellFailure: (error: Error) => void = () => undefined
  const fields = new Promise<readonly MysqlField[]>((resolve, reject) => {
    tellFields = resolve
    tellFailure = reject
  })
  fields.catch(() => undefined)
  const stir = (): void => {
    wake?.()
    wake = undefined
  }
  const query = connection.query({ sql, rowsAsArray: true })
  query.on('fields', (list: unknown) => {
    if (Array.isArray(list)) tellFields(list as MysqlField[])
  })
  query.on('result', (row: unknown) => {
    if (discard || !Array.isArray(row)) return
    rows.push(row)
    if (rows.length < BLOCK_ROWS) return
    connection.pause()
    stir()
  })
  const fail = (error: Error): void => {
    failure = error
    ended = true
    connection.off('error', fail)
    tellFailure(error)
    stir()
  }
  query.on('error', fail)
  // What the driver itself refuses (a column named `__proto__`) reaches the connection only
  connection.on('error', fail)
  query.on('end', () => {
    ended = true
    connection.off('error', fail)
    tellFields([])
    stir()
  })
  const stirred = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      connection.resume()
    })
  return {
    fields,
    next: async () => {
      while (rows.length < BLOCK_ROWS && !ended) await stirred()
      if (failure !== undefined) throw failure
      const block = rows.slice(0, BLOCK_ROWS)
      rows = rows.slice(BLOCK_ROWS)
      return block.length === 0 ? null : block
    },
    drain: async () => {
      discard = true
      rows = []
      while (!ended) await stirred()
      connection.resume()
    },
  }
}
