import { AppError, Cancelled, EngineFailure, Timeout } from '@coset/core'
import { describeHttpError } from '../http/client.ts'
import { connectionFailure } from '../running/failures.ts'

/** What the server said: its number and its words. */
export class ClickhouseError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.name = 'ClickhouseError'
    this.code = code
  }
}

const QUERY_CODES: Readonly<Record<number, string>> = {
  47: 'COLUMN_DOES_NOT_EXIST_ERROR',
  16: 'COLUMN_DOES_NOT_EXIST_ERROR',
  10: 'COLUMN_DOES_NOT_EXIST_ERROR',
  60: 'TABLE_DOES_NOT_EXIST_ERROR',
  81: 'SCHEMA_DOES_NOT_EXIST_ERROR',
  62: 'SYNTAX_ERROR',
}
const CONNECTION_CODES: Readonly<Record<number, string>> = {
  516: 'CONNECTION_ACCESS_DENIED_ERROR',
  192: 'CONNECTION_INVALID_USERNAME_ERROR',
  193: 'CONNECTION_INVALID_PASSWORD_ERROR',
  194: 'CONNECTION_INVALID_PASSWORD_ERROR',
}

/** The sentence of `Code: 47. DB::Exception: … (UNKNOWN_IDENTIFIER) (version …)`. */
const sentence = (text: string): string =>
  text
    .replace(/^Code: \d+\. DB::(?:NetException|Exception|ParsingException): /, '')
    .replace(/\s*\(version [^)]*\)\)?\s*$/, '')
    .replace(/\. Stack trace:.*$/s, '')
    .trim()
    .slice(0, 4_000)

/** The error in a body or line of the server, or null when it is none. */
export const clickhouseErrorIn = (text: string, code: string | null): ClickhouseError | null => {
  const found = /Code: (\d+)\. DB::/.exec(text)
  if (found === null && code === null) return null
  const at = found === null ? text : text.slice(found.index)
  return new ClickhouseError(Number(found?.[1] ?? code), sentence(at))
}

export const describeClickhouseError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  if (!(error instanceof ClickhouseError)) return describeHttpError(error)
  const { code, message } = error
  if (code === 394) return new Cancelled(undefined, { cause: error })
  if (code === 159 || code === 160) return new Timeout('The query took too long and was stopped', { cause: error })
  const connection = CONNECTION_CODES[code]
  if (connection !== undefined) return connectionFailure(connection, message, error)
  return new EngineFailure(message, { code: QUERY_CODES[code] ?? 'GENERIC_DB_ENGINE_ERROR', details: { engine_name: 'ClickHouse' }, cause: error })
}
