import { AppError, Cancelled, EngineFailure, Timeout } from '@coset/core'
import { describeHttpError } from '../http/client.ts'
import { connectionFailure } from '../running/failures.ts'

/** What the coordinator says of a failed statement. */
export class TrinoError extends Error {
  readonly errorName: string
  constructor(errorName: string, message: string) {
    super(message)
    this.name = 'TrinoError'
    this.errorName = errorName
  }
}

const CODES: Readonly<Record<string, string>> = {
  COLUMN_NOT_FOUND: 'COLUMN_DOES_NOT_EXIST_ERROR',
  TABLE_NOT_FOUND: 'TABLE_DOES_NOT_EXIST_ERROR',
  SCHEMA_NOT_FOUND: 'SCHEMA_DOES_NOT_EXIST_ERROR',
  SYNTAX_ERROR: 'SYNTAX_ERROR',
}

/** Presto tells several kinds under SYNTAX_ERROR or SEMANTIC names; its sentences are told apart. */
const codeOf = ({ errorName, message }: TrinoError): string => {
  if (/Column '.*' cannot be resolved/i.test(message)) return 'COLUMN_DOES_NOT_EXIST_ERROR'
  if (/Table .* does not exist/i.test(message)) return 'TABLE_DOES_NOT_EXIST_ERROR'
  if (/Schema .* does not exist/i.test(message)) return 'SCHEMA_DOES_NOT_EXIST_ERROR'
  return CODES[errorName] ?? 'GENERIC_DB_ENGINE_ERROR'
}

export const trinoErrors =
  (label: string) =>
  (error: unknown): AppError => {
    if (error instanceof AppError) return error
    if (!(error instanceof TrinoError)) return describeHttpError(error)
    if (error.errorName === 'USER_CANCELED') return new Cancelled(undefined, { cause: error })
    if (/^EXCEEDED_TIME_LIMIT|ABANDONED_QUERY/.test(error.errorName)) return new Timeout('The query took too long and was stopped', { cause: error })
    if (error.errorName === 'AUTHENTICATION') return connectionFailure('CONNECTION_ACCESS_DENIED_ERROR', error.message, error)
    return new EngineFailure(error.message, { code: codeOf(error), details: { engine_name: label }, cause: error })
  }
