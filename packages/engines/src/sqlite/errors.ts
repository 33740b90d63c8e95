import { AppError, asAppError, EngineFailure } from '@coset/core'
import { connectionFailure } from '../running/failures.ts'

/** SQLite tells everything by its sentence; the result codes are all SQLITE_ERROR. */
const codeOf = (message: string): string => {
  if (/^no such column:|has no column named/.test(message)) return 'COLUMN_DOES_NOT_EXIST_ERROR'
  if (/^no such (?:table|view):/.test(message)) return 'TABLE_DOES_NOT_EXIST_ERROR'
  if (/syntax error|^incomplete input|^unrecognized token/.test(message)) return 'SYNTAX_ERROR'
  return message.startsWith('unknown database') ? 'SCHEMA_DOES_NOT_EXIST_ERROR' : 'GENERIC_DB_ENGINE_ERROR'
}

export const describeSqliteError = (error: unknown): AppError => {
  if (error instanceof AppError || !(error instanceof Error)) return asAppError(error)
  const { message } = error
  if (/unable to open database file|file is not a database/.test(message)) return connectionFailure('CONNECTION_UNKNOWN_DATABASE_ERROR', message, error)
  const text = message === 'not authorized' || message.startsWith('not authorized') ? `The statement is not allowed: ${message}` : message
  return new EngineFailure(text, { code: codeOf(message), details: { engine_name: 'SQLite' }, cause: error })
}
