import { depths, isOperator, isWord } from './tokenizer/structure.ts'
import { type Token, tokenize } from './tokenizer/tokenize.ts'

const CLAUSES = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'WINDOW',
  'QUALIFY',
  'VALUES',
  'SET',
  'RETURNING',
] as const
const JOINS = ['JOIN', 'LEFT', 'RIGHT', 'INNER', 'FULL', 'CROSS', 'NATURAL'] as const

const breaksBefore = (tokens: readonly Token[], i: number): boolean => {
  const token = tokens[i]
  if (!isWord(token, ...CLAUSES, ...JOINS) || isOperator(tokens[i - 1], '.') || isOperator(tokens[i + 1], '.')) return false
  if (isWord(token, 'GROUP') || isWord(token, 'ORDER')) return isWord(tokens[i + 1], 'BY') && !isWord(tokens[i - 1], 'WITHIN')
  if (isWord(token, 'LEFT', 'RIGHT')) return !isOperator(tokens[i + 1], '(')
  return !(isWord(token, 'JOIN') && isWord(tokens[i - 1], 'LEFT', 'RIGHT', 'INNER', 'FULL', 'CROSS', 'NATURAL', 'OUTER'))
}

/**
 * A plain layout by tokens alone: a line for each clause, names and literals untouched, every comment kept where it stands, blanks as written
 * elsewhere. Used where the parser's printer would lose comments. Throws InvalidSql.
 */
export const layOut = (sql: string, grammar: string): string => {
  const tokens = tokenize(sql, grammar)
  const depth = depths(tokens)
  let out = ''
  tokens.forEach((token, i) => {
    const before = tokens[i - 1]
    const indent = '  '.repeat(depth[i] ?? 0)
    const gap = before === undefined ? '' : sql.slice(before.end, token.start)
    const afterLine = before?.kind === 'comment' && !before.text.startsWith('/*')
    if (before === undefined) out += token.text
    else if (isOperator(before, ';')) out += `\n\n${token.text}`
    else if (afterLine || breaksBefore(tokens, i)) out += `\n${indent}${token.text}`
    else out += (/\s/.test(gap) ? ' ' : '') + token.text
  })
  return out
}
