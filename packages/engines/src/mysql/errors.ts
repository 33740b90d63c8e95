import { AppError, asAppError, Cancelled, EngineFailure, Timeout } from '@coset/core'
import { connectionFailure, networkFailure } from '../running/failures.ts'

const QUERY_CODES: Readonly<Record<number, string>> = {
  1054: 'COLUMN_DOES_NOT_EXIST_ERROR',
  1146: 'TABLE_DOES_NOT_EXIST_ERROR',
  1109: 'TABLE_DOES_NOT_EXIST_ERROR',
  1064: 'SYNTAX_ERROR',
  1049: 'SCHEMA_DOES_NOT_EXIST_ERROR',
}
const CONNECTION_CODES: Readonly<Record<number, string>> = {
  1045: 'CONNECTION_ACCESS_DENIED_ERROR',
  1698: 'CONNECTION_ACCESS_DENIED_ERROR',
  1044: 'CONNECTION_DATABASE_PERMISSIONS_ERROR',
  1049: 'CONNECTION_UNKNOWN_DATABASE_ERROR',
}

/** A driver's error as ours. Errors while connecting carry no `sql`, which tells an unknown database from an unknown schema. */
export const mysqlErrors =
  (label: string) =>
  (error: unknown): AppError => {
    if (error instanceof AppError || !(error instanceof Error)) return asAppError(error)
    const network = networkFailure(error)
    if (network !== null) return network
    const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0
    const code = 'code' in error ? String(error.code) : ''
    if (errno === 1317) return new Cancelled(undefined, { cause: error })
    if (errno === 1969 || errno === 3024) return new Timeout('The query took too long and was stopped', { cause: error })
    if (code === 'PROTOCOL_CONNECTION_LOST') return connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The database closed the connection', error)
    const connecting = !('sql' in error) || error.sql === undefined
    const connection = CONNECTION_CODES[errno]
    if (connection !== undefined && (connecting || errno === 1045)) return connectionFailure(connection, error.message, error)
    return new EngineFailure(error.message, { code: QUERY_CODES[errno] ?? 'GENERIC_DB_ENGINE_ERROR', details: { engine_name: label }, cause: error })
  }

export const describeMysqlError = mysqlErrors('MySQL')
