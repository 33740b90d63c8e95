import { type AppError, AppError as AppErrorClass, asAppError, Cancelled, EngineFailure, Timeout } from '@coset/core'
import { connectionFailure, networkFailure } from '../running/failures.ts'

const QUERY_CODES: Readonly<Record<string, string>> = {
  '42703': 'COLUMN_DOES_NOT_EXIST_ERROR',
  '42P01': 'TABLE_DOES_NOT_EXIST_ERROR',
  '3F000': 'SCHEMA_DOES_NOT_EXIST_ERROR',
  '42601': 'SYNTAX_ERROR',
}

const connectionCode = (code: string, message: string): string | null => {
  if (code === '28P01') return 'CONNECTION_INVALID_PASSWORD_ERROR'
  if (code === '28000') return /role .* does not exist/.test(message) ? 'CONNECTION_INVALID_USERNAME_ERROR' : 'CONNECTION_ACCESS_DENIED_ERROR'
  if (code === '3D000') return 'CONNECTION_UNKNOWN_DATABASE_ERROR'
  return message.startsWith('permission denied for database') ? 'CONNECTION_DATABASE_PERMISSIONS_ERROR' : null
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A driver's error as ours. Server messages carry no secrets; the driver's own connection errors are replaced by a sentence. */
export const pgErrors =
  (label: string) =>
  (error: unknown): AppError => {
    if (error instanceof AppErrorClass || !(error instanceof Error)) return asAppError(error)
    const network = networkFailure(error)
    if (network !== null) return network
    const code = 'code' in error ? textOf(error.code) : ''
    if (code === '57014')
      return /statement timeout/.test(error.message)
        ? new Timeout('The query took too long and was stopped', { cause: error })
        : new Cancelled(undefined, { cause: error })
    const connection = connectionCode(code, error.message)
    if (connection !== null) return connectionFailure(connection, error.message, error)
    if (/timeout exceeded when trying to connect|Connection terminated due to connection timeout/.test(error.message))
      return connectionFailure('CONNECTION_DATABASE_TIMEOUT', 'The database did not answer in time', error)
    if (/SASL|password must be a string/.test(error.message))
      return connectionFailure('CONNECTION_INVALID_PASSWORD_ERROR', 'The database asks for a password', error)
    const hint = 'hint' in error ? textOf(error.hint) : ''
    const message = hint === '' ? error.message : `${error.message}\nHINT: ${hint}`
    return new EngineFailure(message, { code: QUERY_CODES[code] ?? 'GENERIC_DB_ENGINE_ERROR', details: { engine_name: label }, cause: error })
  }

export const describePostgresqlError = pgErrors('PostgreSQL')
