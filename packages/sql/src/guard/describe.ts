import { InvalidSql } from '@coset/core'
import type { Statement, TableRef } from '../analyzer.ts'
import { isOperator, isWord, type Piece } from '../tokenizer/structure.ts'
import type { Token } from '../tokenizer/tokenize.ts'
import { disarmed } from './disarm.ts'
import { limitOf } from './limit.ts'
import { kindOf, type Node, type Parser } from './parser.ts'
import { holdsWrite, tablesOf } from './tables.ts'
import { callsEffects, functionsOf, PARSED_WRITES, QUERY_STARTS, readsByTableCommand, WRITE_STARTS, wordsWrite } from './words.ts'

const QUERY_ROOTS = new Set(['select', 'union', 'intersect', 'except', 'subquery', 'values', 'pivot', 'unpivot', 'summarize'])
const READING_PRAGMAS = new Set(
  'TABLE_INFO TABLE_XINFO TABLE_LIST INDEX_LIST INDEX_INFO INDEX_XINFO FOREIGN_KEY_LIST DATABASE_LIST COLLATION_LIST FUNCTION_LIST SHOW_TABLES SHOW VERSION STORAGE_INFO'.split(
    ' ',
  ),
)
const EXPLAINED = new Set([...QUERY_STARTS, ...WRITE_STARTS].filter((word) => word !== 'ANALYZE' && word !== 'VACUUM'))

const slice = (piece: Piece, from: Token): string => piece.text.slice(from.start - piece.start)

/** The dotted name that starts at an index, or null. */
const nameAt = (tokens: readonly Token[], at: number): TableRef | null => {
  const parts: string[] = []
  for (let i = at; ; i += 2) {
    const token = tokens[i]
    if (token?.kind !== 'word' && token?.kind !== 'quoted' && token?.kind !== 'string') return null
    parts.push(token.kind === 'word' ? token.text : token.kind === 'string' ? token.text.slice(1, -1) : token.value)
    if (!isOperator(tokens[i + 1], '.')) break
  }
  return { catalog: parts.at(-3) ?? null, schema: parts.at(-2) ?? null, table: parts.at(-1) ?? '' }
}

const describeQuery = (piece: Piece, grammar: string, parser: Parser): Statement => {
  if (readsByTableCommand(piece.tokens)) throw new InvalidSql('`TABLE name` is not supported here; write SELECT * FROM name')
  const tree = parser.parse(disarmed(piece.tokens), grammar)
  const root = kindOf(tree)
  const functions = functionsOf(piece.tokens, grammar)
  const mutates = holdsWrite(tree) || wordsWrite(piece.tokens) || callsEffects(functions, grammar)
  if (root === null || (!QUERY_ROOTS.has(root[0]) && !mutates)) throw new InvalidSql('The statement is not understood', { details: { engine: grammar } })
  const kind = QUERY_ROOTS.has(root[0]) ? 'select' : 'write'
  return { text: piece.text, kind, mutates: mutates || kind === 'write', tables: tablesOf(tree, grammar), functions, limit: limitOf(tree) }
}

const describeShow = (piece: Piece, grammar: string): Statement => {
  const { tokens } = piece
  if (tokens.some((token) => isWord(token, 'SELECT'))) throw new InvalidSql('A query inside SHOW or DESCRIBE is not supported')
  const first = tokens[0]
  const tables: TableRef[] = []
  const add = (at: number): void => {
    const ref = nameAt(tokens, at)
    if (ref !== null) tables.push(ref)
  }
  if (isWord(first, 'SHOW')) {
    if (grammar === 'duckdb' && tokens.length > 1 && !isWord(tokens[1], 'TABLES', 'ALL', 'DATABASES', 'SCHEMAS')) add(1)
    tokens.forEach((token, i) => {
      const named =
        isWord(token, 'TABLE', 'VIEW') ||
        (isWord(token, 'FROM', 'IN') && tokens.slice(0, i).some((t) => isWord(t, 'COLUMNS', 'FIELDS', 'INDEX', 'INDEXES', 'KEYS')))
      if (named) add(i + 1)
    })
  } else add(isWord(tokens[1], 'TABLE', 'EXTENDED', 'FORMATTED') ? 2 : 1)
  return { text: piece.text, kind: 'show', mutates: wordsWrite(tokens), tables, functions: functionsOf(tokens, grammar), limit: null }
}

const describePragma = (piece: Piece, grammar: string): Statement => {
  const { tokens } = piece
  const at = isOperator(tokens[2], '.') ? 3 : 1
  const name = tokens[at]
  const reads = name?.kind === 'word' && READING_PRAGMAS.has(name.value) && !tokens.some((token) => token.text === '=')
  const ref = reads && isOperator(tokens[at + 1], '(') ? nameAt(tokens, at + 2) : null
  return {
    text: piece.text,
    kind: reads ? 'show' : 'write',
    mutates: !reads,
    tables: ref === null ? [] : [ref],
    functions: functionsOf(tokens, grammar),
    limit: null,
  }
}

/** The statement that an EXPLAIN or DESCRIBE explains; null: it describes a table. */
export const explainedPiece = (piece: Piece): Piece | null => {
  const { tokens } = piece
  const start = tokens.findIndex((token, i) => i > 0 && token.kind === 'word' && EXPLAINED.has(token.value))
  const from = tokens[start]
  if (from === undefined) return null
  // `EXPLAIN (SELECT …)`: the bracket belongs to the query, `EXPLAIN (ANALYZE) SELECT …`: to the options.
  let open = start
  while (isOperator(tokens[open - 1], '(')) open--
  const head = tokens[open] ?? from
  return { text: slice(piece, head), start: head.start, tokens: tokens.slice(open) }
}

const describeExplain = (piece: Piece, grammar: string, parser: Parser): Statement => {
  const explained = explainedPiece(piece)
  if (explained === null) return describeShow(piece, grammar)
  const inner = describePiece(explained, grammar, parser)
  const options = piece.tokens.slice(0, piece.tokens.length - explained.tokens.length)
  const runs = options.some((token) => isWord(token, 'ANALYZE', 'ANALYSE'))
  return { ...inner, text: piece.text, kind: 'explain', mutates: runs && inner.mutates, limit: null }
}

const describeWrite = (piece: Piece, word: string, grammar: string, parser: Parser): Statement => {
  let tree: Node | null = null
  if (PARSED_WRITES.has(word)) tree = parser.parse(disarmed(piece.tokens), grammar)
  return {
    text: piece.text,
    kind: WRITE_STARTS.has(word) ? 'write' : 'other',
    mutates: true,
    tables: tree === null ? [] : tablesOf(tree, grammar),
    functions: functionsOf(piece.tokens, grammar),
    limit: null,
  }
}

/**
 * What one statement is and touches. Queries and the common writes must parse; everything else is told by its first word and counts as a write
 * unless it only shows something. Throws InvalidSql.
 */
export const describePiece = (piece: Piece, grammar: string, parser: Parser): Statement => {
  const first = piece.tokens.find((token) => !isOperator(token, '('))
  const word = first?.kind === 'word' ? first.value : ''
  if (QUERY_STARTS.has(word)) return describeQuery(piece, grammar, parser)
  if (piece.tokens[0] !== first) throw new InvalidSql('The statement is not understood', { details: { engine: grammar } })
  if (word === 'SHOW') return describeShow(piece, grammar)
  if (word === 'PRAGMA') return describePragma(piece, grammar)
  if (word === 'EXPLAIN' || word === 'DESCRIBE' || word === 'DESC') return describeExplain(piece, grammar, parser)
  return describeWrite(piece, word, grammar, parser)
}
