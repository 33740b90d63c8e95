import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { parseDatabaseUri } from '../uri.ts'
import { describeMssqlError } from './errors.ts'
import { mssql } from './index.ts'
import { runMssql } from './rows.ts'
import { type Tedious, type TediousConnection, type TediousRequest, tediousOptions } from './tedious.ts'

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
const config = (uri: string, serverCert: string | null = null) => ({ uri: parseDatabaseUri(uri), engineParams: {}, policy, serverCert })

/** The driver's events, told by hand: it is not installed with the server. */
const driverOf = (rows: number, failure: Error | null) => {
  const log: string[] = []
  const driver = {
    Request: class implements TediousRequest {
      readonly done: (error?: Error | null) => void
      readonly listeners = new Map<string, (value: never) => void>()
      constructor(_: string, done: (error?: Error | null) => void) {
        this.done = done
      }
      on(event: string, listener: (value: never) => void): void {
        this.listeners.set(event, listener)
      }
      pause(): void {
        log.push('pause')
      }
      resume(): void {
        log.push('resume')
      }
    },
  } as unknown as Tedious
  const session = {
    execSqlBatch: (request: { done: (error?: Error | null) => void; listeners: Map<string, (value: unknown) => void> }) => {
      queueMicrotask(() => {
        if (failure === null) {
          request.listeners.get('columnMetadata')?.([
            { colName: 'n', type: { name: 'IntN' } },
            { colName: 'at', type: { name: 'DateTime2' } },
            { colName: 'd', type: { name: 'DecimalN' } },
          ])
          for (let n = 0; n < rows; n++) request.listeners.get('row')?.([{ value: n }, { value: new Date(n) }, { value: n === 0 ? null : 1.5 }])
        }
        request.done(failure)
      })
    },
    cancel: () => log.push('cancel') > 0,
  } as unknown as TediousConnection
  return { driver, session, log }
}

describe('SQL Server', () => {
  it('says which package is missing', async () => {
    const connection = mssql.connect(config('mssql://sa:s3cret@127.0.0.1/x'))
    await expect(connection.ping()).rejects.toThrow(/npm install tedious/)
    await connection.close()
  })

  it('reads rows in blocks', async () => {
    const { driver, session } = driverOf(1_500, null)
    const cursor = await runMssql(driver, session, 'SELECT 1', () => Promise.resolve())
    expect(cursor.columns.map((column) => [column.name, column.nativeType, column.type])).toEqual([
      ['n', 'INT', 'integer'],
      ['at', 'DATETIME2', 'timestamp'],
      ['d', 'DECIMAL', 'decimal'],
    ])
    const first = await cursor.next()
    expect(first?.map((column) => [column.length, column[0], column[1]])).toEqual([
      [1_000, 0, 1],
      [1_000, 0, 1],
      [1_000, null, '1.5'],
    ])
    expect((await cursor.next())?.[0]?.length).toBe(500)
    expect(await cursor.next()).toBeNull()
  })

  it('tells errors before the first row, and gives broken sessions back as broken', async () => {
    const { driver, session } = driverOf(0, Object.assign(new Error("Invalid column name 'nope'."), { number: 207, code: 'EREQUEST' }))
    const error: unknown = await runMssql(driver, session, 'SELECT nope', () => Promise.resolve()).catch((cause: unknown) => describeMssqlError(cause))
    expect(error).toMatchObject({ code: 'COLUMN_DOES_NOT_EXIST_ERROR' })
  })

  it('maps the driver', () => {
    const of = (message: string, own: object) => describeMssqlError(Object.assign(new Error(message), own))
    expect(of("Invalid object name 'x'.", { number: 208 })).toMatchObject({ code: 'TABLE_DOES_NOT_EXIST_ERROR' })
    expect(of("Login failed for user 'sa'.", { number: 18456, code: 'ELOGIN' })).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422 })
    expect(of('Failed to connect', { code: 'ESOCKET' })).toMatchObject({ code: 'CONNECTION_PORT_CLOSED_ERROR' })
    expect(of('Canceled.', { code: 'ECANCEL' })).toMatchObject({ code: 'QUERY_STOPPED' })
  })

  it('encrypts, and verifies unless told not to', async () => {
    expect(await tediousOptions(config('mssql://sa:p@h.example.com/x'), 'x')).toMatchObject({ options: { encrypt: true, trustServerCertificate: false } })
    expect(await tediousOptions(config('mssql://sa:p@h.example.com/x?TrustServerCertificate=yes'), 'x')).toMatchObject({
      options: { trustServerCertificate: true },
    })
    expect(await tediousOptions(config('mssql://DOM%5Cann:p@h.example.com/x'), 'x')).toMatchObject({
      authentication: { type: 'ntlm', options: { domain: 'DOM', userName: 'ann' } },
    })
    await expect(tediousOptions({ ...config('mssql://sa:p@localhost/x'), policy: { ...policy, allowPrivateAddresses: false } }, 'x')).rejects.toThrow(AppError)
  })
})
