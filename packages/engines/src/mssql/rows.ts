import type { ResultColumn } from '@coset/core'
import type { Cursor } from '../running/run-query.ts'
import { toColumns } from '../running/run-query.ts'
import type { Tedious, TediousColumn, TediousConnection, TediousRequest } from './tedious.ts'
import { mssqlKind, mssqlReader, mssqlTypeText } from './types.ts'

const BLOCK_ROWS = 1_000

export const columnOf = (column: TediousColumn): ResultColumn => ({
  name: column.colName,
  nativeType: mssqlTypeText(column.type.name),
  type: mssqlKind(column.type.name),
})

/** Sends a statement and gives its rows in blocks; the driver is held while nobody asks. `release` gets the session back, broken or not. */
export const runMssql = async (driver: Tedious, session: TediousConnection, sql: string, release: (broken: boolean) => Promise<void>): Promise<Cursor> => {
  let rows: unknown[][] = []
  let types: readonly string[] = []
  let ended = false
  let failure: Error | undefined
  let wake: (() => void) | undefined
  const stir = (): void => {
    wake?.()
    wake = undefined
  }
  const stirred = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })
  let tellColumns: (columns: readonly ResultColumn[]) => void = () => undefined
  const told = new Promise<readonly ResultColumn[]>((resolve) => {
    tellColumns = resolve
  })
  const request: TediousRequest = new driver.Request(sql, (error) => {
    ended = true
    if (error) failure = error
    tellColumns([])
    stir()
  })
  request.on('columnMetadata', (columns) => {
    types = columns.map((column) => column.type.name)
    tellColumns(columns.map(columnOf))
  })
  request.on('row', (cells) => {
    rows.push(cells.map((cell) => cell.value))
    if (rows.length < BLOCK_ROWS) return
    request.pause()
    stir()
  })
  session.execSqlBatch(request)
  const columns = await told
  if (failure !== undefined) throw failure
  const readers = types.map(mssqlReader)
  return {
    columns,
    next: async () => {
      while (rows.length < BLOCK_ROWS && !ended) {
        request.resume()
        await stirred()
      }
      if (failure !== undefined) throw failure
      const block = rows.slice(0, BLOCK_ROWS)
      rows = rows.slice(BLOCK_ROWS)
      return block.length === 0 ? null : toColumns(block, readers)
    },
    end: async (clean) => {
      if (!ended) session.cancel()
      request.resume()
      await release(!(clean && ended))
    },
  }
}
