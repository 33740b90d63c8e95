import { AppError, asAppError, Cancelled, EngineFailure, Timeout } from '@coset/core'
import { connectionFailure, networkFailure } from '../running/failures.ts'

const QUERY_CODES: Readonly<Record<number, string>> = {
  207: 'COLUMN_DOES_NOT_EXIST_ERROR',
  208: 'TABLE_DOES_NOT_EXIST_ERROR',
  2760: 'SCHEMA_DOES_NOT_EXIST_ERROR',
  102: 'SYNTAX_ERROR',
  156: 'SYNTAX_ERROR',
}
const CONNECTION_CODES: Readonly<Record<number, string>> = { 18456: 'CONNECTION_ACCESS_DENIED_ERROR', 4060: 'CONNECTION_UNKNOWN_DATABASE_ERROR' }
const NETWORK: Readonly<Record<string, string>> = {
  ESOCKET: 'CONNECTION_PORT_CLOSED_ERROR',
  EINSTLOOKUP: 'CONNECTION_INVALID_HOSTNAME_ERROR',
  ETIMEOUT: 'CONNECTION_DATABASE_TIMEOUT',
}

/** The driver's errors: `number` is the server's, `code` the driver's own. */
export const describeMssqlError = (error: unknown): AppError => {
  if (error instanceof AppError || !(error instanceof Error)) return asAppError(error)
  const code = 'code' in error ? String(error.code) : ''
  const number = 'number' in error && typeof error.number === 'number' ? error.number : 0
  if (code === 'ECANCEL') return new Cancelled(undefined, { cause: error })
  if (code === 'ETIMEOUT' && /Request|Timeout: Request/.test(error.message)) return new Timeout('The query took too long and was stopped', { cause: error })
  const connection = CONNECTION_CODES[number] ?? (code === 'ELOGIN' ? 'CONNECTION_ACCESS_DENIED_ERROR' : undefined)
  if (connection !== undefined) return connectionFailure(connection, error.message, error)
  const network = networkFailure(error)
  if (network !== null) return network
  const unreachable = NETWORK[code]
  if (unreachable !== undefined) return connectionFailure(unreachable, 'The database cannot be reached', error)
  return new EngineFailure(error.message, {
    code: QUERY_CODES[number] ?? 'GENERIC_DB_ENGINE_ERROR',
    details: { engine_name: 'Microsoft SQL Server' },
    cause: error,
  })
}
