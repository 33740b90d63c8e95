import { AppError, EngineFailure } from '@coset/core'
import { connectionFailure } from '../running/failures.ts'
import { describeHttpError } from './client.ts'

/** What a server said of a statement, with the kind that the engine's own module read from it. */
export class WireError extends Error {
  readonly kind: WireErrorKind
  constructor(kind: WireErrorKind, message: string) {
    super(message.slice(0, 4_000))
    this.name = 'WireError'
    this.kind = kind
  }
}

export type WireErrorKind = 'column' | 'table' | 'schema' | 'syntax' | 'access' | 'other'

const CODES: Readonly<Record<WireErrorKind, string>> = {
  column: 'COLUMN_DOES_NOT_EXIST_ERROR',
  table: 'TABLE_DOES_NOT_EXIST_ERROR',
  schema: 'SCHEMA_DOES_NOT_EXIST_ERROR',
  syntax: 'SYNTAX_ERROR',
  access: 'CONNECTION_ACCESS_DENIED_ERROR',
  other: 'GENERIC_DB_ENGINE_ERROR',
}

type Pattern = readonly [pattern: RegExp, kind: WireErrorKind]

const COMMON: readonly Pattern[] = [
  [
    /(?:column|field|attribute|identifier|symbol)[^.\n]{0,120}(?:not[ _]found|does not exist|cannot be resolved|unknown|not exist)|unknown (?:column|field|identifier)|invalid identifier|unresolved_column|unrecognized name|Invalid column name/i,
    'column',
  ],
  [
    /not found: table|(?:table|index|view|object|datasource|relation|collection)[^.\n]{0,160}(?:not[ _]found|does not exist|not exist|unknown|cannot be found)|unknown (?:table|index)|no such (?:table|index)|Invalid object name|table_or_view_not_found/i,
    'table',
  ],
  [/(?:schema|database|keyspace|dataset)[^.\n]{0,120}(?:not[ _]found|does not exist|not exist|unknown)|unknown database/i, 'schema'],
  [/syntax|parse(?:r|_| )?(?:error|exception)|cannot parse|mismatched input|encountered "|incorrect syntax|parsing_exception/i, 'syntax'],
]

/** The kind of error that a sentence tells: the engine's own patterns first, then what most engines say. */
export const kindOfSentence = (message: string, own: readonly Pattern[] = []): WireErrorKind =>
  [...own, ...COMMON].find(([pattern]) => pattern.test(message))?.[1] ?? 'other'

/** `describeError` of an HTTP member. */
export const wireErrors =
  (label: string) =>
  (error: unknown): AppError => {
    if (error instanceof AppError) return error
    if (!(error instanceof WireError)) return describeHttpError(error)
    const code = CODES[error.kind]
    if (error.kind === 'access') return connectionFailure(code, error.message, error)
    return new EngineFailure(error.message, { code, details: { engine_name: label }, cause: error })
  }

/** An answer that is no success as an error: who may not enter is told so, the rest by `said`. */
export const refusal = (status: number, said: string): Error => {
  if (status === 401 || status === 403) return new WireError('access', 'The database refused the user name, password or token')
  if (status >= 500 || said === '') return new EngineFailure(said === '' ? `The database answered with status ${status}` : said.slice(0, 4_000))
  return new WireError(kindOfSentence(said), said)
}
