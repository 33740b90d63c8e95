import { AppError, asAppError, EngineFailure } from '@coset/core'
import { connectionFailure } from '../running/failures.ts'

const codeOf = (message: string): string => {
  if (/^Binder Error: (?:Referenced column|Table "[^"]*" does not have a column|Values list "[^"]*" does not have a column)/.test(message))
    return 'COLUMN_DOES_NOT_EXIST_ERROR'
  if (message.startsWith('Catalog Error: Table with name')) return 'TABLE_DOES_NOT_EXIST_ERROR'
  if (/^Catalog Error: .*(?:schema|SET schema)/i.test(message)) return 'SCHEMA_DOES_NOT_EXIST_ERROR'
  return /^Parser Error|syntax error/.test(message) ? 'SYNTAX_ERROR' : 'GENERIC_DB_ENGINE_ERROR'
}

export const describeDuckdbError = (error: unknown): AppError => {
  if (error instanceof AppError || !(error instanceof Error)) return asAppError(error)
  const message = error.message.replace(/^Failed to (?:extract statements|execute prepared statement|prepare): /, '')
  if (
    /^IO Error: (?:Cannot open|Could not set lock|The file ".*" exists, but it is not)|^Cannot launch in-memory database in read-only|database does not exist/.test(
      message,
    )
  ) {
    return connectionFailure('CONNECTION_UNKNOWN_DATABASE_ERROR', message.split('\n')[0] ?? message, error)
  }
  return new EngineFailure(message, { code: codeOf(message), details: { engine_name: 'DuckDB' }, cause: error })
}
