import { InvalidSql } from '@coset/core'
import type { SmallerLimit } from '../analyzer.ts'
import { parserName } from '../tokenizer/grammar.ts'
import { depths, isOperator, isWord, type Piece } from '../tokenizer/structure.ts'
import type { Token } from '../tokenizer/tokenize.ts'
import { asNode, kindOf, type Node } from './parser.ts'

const integerOf = (value: unknown): number | null => {
  const node = asNode(value)
  if (node === null) return null
  const literal = asNode(node['literal']) ?? asNode(asNode(node['this'])?.['literal'])
  const text = literal?.['literal_type'] === 'number' && typeof literal['value'] === 'string' ? literal['value'] : ''
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : null
}

/** Integer of the top-level LIMIT or TOP, or null. */
export const limitOf = (tree: Node): number | null => {
  const body = kindOf(tree)?.[1]
  return body === undefined ? null : (integerOf(body['limit']) ?? integerOf(body['top']))
}

const AFTER_LIMIT = ['OFFSET', 'FOR', 'FETCH', 'SETTINGS', 'FORMAT', 'LOCK', 'BY', 'PERCENT', 'WITH'] as const

interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Where the count of `LIMIT` stands: the number, or the expression, or what follows the comma of `LIMIT offset, count`. */
const countSpan = (tokens: readonly Token[], depth: readonly number[], at: number): readonly Token[] | null => {
  let end = at + 1
  while (end < tokens.length && !(depth[end] === 0 && isWord(tokens[end], ...AFTER_LIMIT))) end++
  if (isWord(tokens[end], 'BY', 'PERCENT', 'WITH')) return null
  const clause = tokens.slice(at + 1, end)
  if (clause.length === 0 || clause.some((token) => token.text === '%')) return null
  const comma = clause.findIndex((token, i) => depth[at + 1 + i] === 0 && isOperator(token, ','))
  return comma < 0 ? clause : clause.slice(comma + 1)
}

/** `FETCH FIRST n ROWS ONLY` at the end of a statement. */
const fetchEdit = (tokens: readonly Token[], depth: readonly number[], limit: number): Edit | null => {
  const at = tokens.findLastIndex((token, i) => depth[i] === 0 && isWord(token, 'FETCH'))
  const [from, to] = [tokens[at], tokens.at(-1)]
  return at >= 0 && from !== undefined && to !== undefined && isWord(to, 'ONLY') ? { from: from.start, to: to.end, text: `LIMIT ${limit}` } : null
}

const limitEdit = (piece: Piece, limit: number, smaller: SmallerLimit): Edit | null => {
  const { tokens } = piece
  const depth = depths(tokens)
  const isTop = (i: number, ...words: readonly string[]): boolean => depth[i] === 0 && isWord(tokens[i], ...words)
  const last = tokens.at(-1)
  const at = tokens.findLastIndex((_, i) => isTop(i, 'LIMIT'))
  if (at >= 0) {
    const count = countSpan(tokens, depth, at)
    const first = count?.[0]
    const end = count?.at(-1)
    if (count === null || first === undefined || end === undefined) return null
    if (smaller === 'holds' && count.length === 1 && /^\d+$/.test(first.text) && Number(first.text) <= limit)
      return { from: first.start, to: first.start, text: '' }
    return { from: first.start, to: end.end, text: String(limit) }
  }
  const fetched = smaller === 'replaced' ? fetchEdit(tokens, depth, limit) : null
  if (fetched !== null) return fetched
  if (last === undefined || tokens.some((_, i) => isTop(i, 'OFFSET', 'FETCH', 'FOR', 'LOCK', 'SETTINGS', 'FORMAT', 'TOP'))) return null
  return { from: last.end, to: last.end, text: `\nLIMIT ${limit}` }
}

/** `(SELECT …)`: a limit behind the bracket would be a second one where the query has its own. */
const standsInBrackets = (tokens: readonly Token[]): boolean => {
  if (!isOperator(tokens[0], '(')) return false
  const depth = depths(tokens)
  return depth.findIndex((level, i) => i > 0 && level === 0) === tokens.length - 1
}

/** The text with its top-level LIMIT lowered or set; when there is no place for one, the statement becomes a derived table. */
export const limited = (piece: Piece, grammar: string, limit: number, smaller: SmallerLimit): string => {
  if (!Number.isSafeInteger(limit) || limit < 0) throw new InvalidSql('A limit must be a whole number')
  const name = parserName(grammar)
  if (name === 'tsql') return withTop(piece, limit, smaller)
  const derived = (tail: string): string => `SELECT * FROM (\n${piece.text}\n) ${name === 'oracle' ? '' : 'AS '}limited_query${tail}`
  if (name === 'oracle') return derived(`\nFETCH FIRST ${limit} ROWS ONLY`)
  const closed = isWord(piece.tokens[0], 'PIVOT', 'UNPIVOT', 'SUMMARIZE', 'VALUES') || standsInBrackets(piece.tokens)
  const edit = closed ? null : limitEdit(piece, limit, smaller)
  if (edit === null) return derived(`\nLIMIT ${limit}`)
  return piece.text.slice(0, edit.from - piece.start) + edit.text + piece.text.slice(edit.to - piece.start)
}

/** SQL Server: `SELECT TOP n * FROM (…)`; it allows neither WITH nor ORDER BY inside a derived table. */
const withTop = (piece: Piece, limit: number, smaller: SmallerLimit): string => {
  const depth = depths(piece.tokens)
  const first = piece.tokens[0]
  const second = piece.tokens[1]
  const setOperation = piece.tokens.some((token, i) => depth[i] === 0 && isWord(token, 'UNION', 'EXCEPT', 'INTERSECT', 'OFFSET'))
  if (!isWord(first, 'SELECT') || first === undefined || setOperation) throw new InvalidSql('This statement cannot be limited')
  const after = isWord(second, 'DISTINCT', 'ALL') && second !== undefined ? second : first
  const next = piece.tokens[piece.tokens.indexOf(after) + 1]
  const count = piece.tokens[piece.tokens.indexOf(after) + 2]
  const splice = (from: number, to: number, text: string): string => piece.text.slice(0, from - piece.start) + text + piece.text.slice(to - piece.start)
  if (!isWord(next, 'TOP')) return splice(after.end, after.end, ` TOP ${limit}`)
  if (count?.kind !== 'number') throw new InvalidSql('This statement cannot be limited')
  return smaller === 'holds' && Number(count.text) <= limit ? piece.text : splice(count.start, count.end, String(limit))
}
