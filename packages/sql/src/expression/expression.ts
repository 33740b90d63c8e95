import { BadRequest, InvalidSql } from '@coset/core'
import type { ClauseKind } from '../analyzer.ts'
import { disarmed } from '../guard/disarm.ts'
import { asNode, type Node, type Parser } from '../guard/parser.ts'
import { holdsQuery, holdsWrite } from '../guard/tables.ts'
import { callsEffects, functionsOf, reachingFunctions, readsByTableCommand, wordsWrite } from '../guard/words.ts'
import { parserName } from '../tokenizer/grammar.ts'
import { depths, isOperator, isWord, withoutComments } from '../tokenizer/structure.ts'
import { type Token, tokenize } from '../tokenizer/tokenize.ts'
import { isPlainExpression } from './recognise.ts'

const ANYWHERE = ['SELECT', 'UNION', 'INTERSECT'] as const
const AFTER_PARENTHESIS = [
  'WITH',
  'TABLE',
  'VALUES',
  'FROM',
  'PIVOT',
  'UNPIVOT',
  'SUMMARIZE',
  'DESCRIBE',
  'SHOW',
  'EXPLAIN',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'CALL',
] as const
const CONTINUES = ['IS', 'IN', 'NOT', 'AND', 'OR', 'LIKE', 'ILIKE', 'BETWEEN', 'COLLATE'] as const

/** `(TABLE t)`, `(VALUES …)`, `(FROM t)`, `x IN t` where that reads a table, and every SELECT. */
const asksAnotherQuery = (tokens: readonly Token[], grammar: string): boolean =>
  tokens.some((token, i) => {
    const next = tokens[i + 1]
    if (isOperator(tokens[i - 1], '.')) return false
    if (isWord(token, ...ANYWHERE)) return true
    if (isWord(token, ...AFTER_PARENTHESIS) && isOperator(tokens[i - 1], '(')) {
      return isWord(token, 'VALUES') || ((next?.kind === 'word' || next?.kind === 'quoted' || next?.kind === 'string') && !isWord(next, ...CONTINUES))
    }
    const readsName = isWord(token, 'IN') && (next?.kind === 'word' || next?.kind === 'quoted')
    return readsName && ['sqlite', 'clickhouse'].includes(parserName(grammar))
  })

/** The tree of `SELECT (<text>)` is one bare parenthesis around one expression. */
const isOneExpression = (tree: Node): boolean => {
  const select = asNode(tree['select'])
  if (select === null || !Array.isArray(select['expressions']) || select['expressions'].length !== 1) return false
  const others = Object.entries(select).some(([key, value]) => {
    if (key === 'expressions' || value === null || value === false) return false
    return !(Array.isArray(value) && value.length === 0)
  })
  const inner = asNode(asNode(asNode(select['expressions'][0])?.['paren'])?.['this'])
  return !others && inner !== null && asNode(inner['alias']) === null && asNode(inner['tuple']) === null && asNode(inner['star']) === null
}

const provedByParser = (tokens: readonly Token[], grammar: string, parser: Parser, queries: boolean): void => {
  const text = disarmed(tokens)
  const tree = parser.parse(`SELECT (${text})`, grammar)
  const select = asNode(tree['select'])
  if (!queries && select !== null && holdsQuery(select['expressions'])) throw subQuery()
  if (!isOneExpression(tree) || holdsWrite(tree)) throw new InvalidSql('Exactly one expression is expected', { details: { sql: text, engine: grammar } })
}

const subQuery = (): BadRequest => new BadRequest('Custom SQL fields cannot contain sub-queries.', { code: 'ADHOC_SUBQUERY_NOT_ALLOWED_ERROR' })

const checked = async (sql: string, grammar: string, parser: () => Promise<Parser>, queries: boolean): Promise<string> => {
  const all = tokenize(sql, grammar)
  const tokens = all.filter((token) => token.kind !== 'comment')
  const details = { sql, engine: grammar }
  if (tokens.length === 0) throw new InvalidSql('The expression is empty', { details })
  if (tokens.some((token) => isOperator(token, ';'))) throw new InvalidSql('Only one statement is expected', { details })
  const depth = depths(tokens)
  if (tokens.some((token, i) => depth[i] === 0 && isOperator(token, ','))) throw new InvalidSql('Exactly one expression is expected', { details })
  if (!queries && asksAnotherQuery(tokens, grammar)) throw subQuery()
  const reaching = queries ? [] : reachingFunctions(functionsOf(tokens, grammar), grammar)
  if (reaching.length > 0) throw new InvalidSql(`An expression may not call ${reaching.map((name) => `${name}()`).join(', ')}`, { details })
  const text = withoutComments(sql, all)
  if (isPlainExpression(tokens)) return text
  if (readsByTableCommand(tokens) || wordsWrite(tokens)) throw new InvalidSql('The expression is not understood', { details })
  provedByParser(tokens, grammar, await parser(), queries)
  return text
}

/**
 * Proves that a text is exactly one expression and gives it back without comments, otherwise as written. Plain expressions are proved by the
 * tokenizer and a small recogniser alone (microseconds, no WASM: the parser costs half a second and 100 MB at first use and fails beyond 32 levels);
 * what the recogniser does not know must parse as `SELECT (<text>)`. Errors as in SqlAnalyzer.expression.
 */
export const checkExpression = async (sql: string, grammar: string, clause: ClauseKind, parser: () => Promise<Parser>): Promise<string> => {
  try {
    return await checked(sql, grammar, parser, false)
  } catch (error) {
    if (error instanceof InvalidSql && (clause === 'where' || clause === 'having')) throw new BadRequest(`Invalid SQL clause: ${sql}`, { cause: error })
    throw error
  }
}

/**
 * Proves that a text is one whole condition, as {@link checkExpression} does; sub-queries that only read may stand in it. Throws InvalidSql.
 */
export const checkCondition = async (sql: string, grammar: string, parser: () => Promise<Parser>): Promise<string> => {
  const text = await checked(sql, grammar, parser, true)
  if (callsEffects(functionsOf(tokenize(text, grammar), grammar), grammar)) throw new InvalidSql('The condition calls a function with effects')
  return text
}
