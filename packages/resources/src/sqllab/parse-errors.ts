import { InvalidSql } from '@coset/core'
import { type Token, tokenize } from '@coset/sql'

const meaningful = (sql: string, grammar: string): readonly Token[] => tokenize(sql, grammar).filter((token) => token.kind !== 'comment')

/** Runs of tokens between semicolons. */
const pieces = (tokens: readonly Token[]): readonly (readonly Token[])[] => {
  const out: Token[][] = [[]]
  for (const token of tokens) {
    if (token.text === ';') out.push([])
    else out.at(-1)?.push(token)
  }
  return out.filter((piece) => piece.length > 0)
}

const sameText = (a: Token | undefined, b: Token | undefined): boolean =>
  a !== undefined && b !== undefined && a.kind === b.kind && (a.kind === 'string' || a.text === b.text)

/** Where the parser's complaint stands in the whole text; null when it tells no place. */
const placeIn = (sql: string, grammar: string, read: string, line: number, column: number): number | null => {
  const offset =
    read
      .split('\n')
      .slice(0, line - 1)
      .reduce((sum, one) => sum + one.length + 1, 0) +
    column -
    1
  const own = meaningful(read, grammar)
  const at = own.findIndex((token) => token.end > offset)
  const piece = pieces(meaningful(sql, grammar)).find((tokens) => tokens.length === own.length && tokens.every((token, i) => sameText(token, own[i])))
  if (piece === undefined) return null
  return at < 0 ? (piece.at(-1)?.end ?? 0) : (piece[at]?.start ?? null)
}

/** Line and column of a place, both from 1. */
export const lineAndColumn = (sql: string, place: number): { readonly line: number; readonly column: number } => {
  const before = sql.slice(0, place)
  return { line: before.split('\n').length, column: place - (before.lastIndexOf('\n') + 1) + 1 }
}

/**
 * The parser reads a statement without its comments, line breaks and the insides of its strings; this moves its complaint to where it stands in
 * the person's own text.
 */
export const located = (error: InvalidSql, sql: string, grammar: string, engine: string): InvalidSql => {
  const { sql: read, line, column } = error.details
  const tells = typeof read === 'string' && typeof line === 'number' && typeof column === 'number'
  const place = tells ? placeIn(sql, grammar, read, line, column) : null
  if (place === null)
    return new InvalidSql(error.message.replace(/ near line \d+, column \d+$/, ''), { details: { sql, engine, line: null, column: null }, cause: error })
  const found = lineAndColumn(sql, place)
  return new InvalidSql(`The SQL could not be parsed near line ${found.line}, column ${found.column}`, { details: { sql, engine, ...found }, cause: error })
}
