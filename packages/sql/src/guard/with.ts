import { depths, isOperator, isWord } from '../tokenizer/structure.ts'
import { tokenize } from '../tokenizer/tokenize.ts'

export interface SplitWith {
  /** `WITH a AS (…), b AS (…)`, as written. */
  readonly ctes: string
  /** The query that follows. */
  readonly body: string
}

/** A query that begins with WITH in its two halves; null for any other. Expects text that the analyzer took for one query. */
export const splitWith = (sql: string, grammar: string): SplitWith | null => {
  const tokens = tokenize(sql, grammar).filter((token) => token.kind !== 'comment')
  if (!isWord(tokens[0], 'WITH')) return null
  const depth = depths(tokens)
  // A CTE ends with the bracket that closes at the top; the list goes on after a comma, or ends
  for (let i = 1; i < tokens.length; i++) {
    const closes = isOperator(tokens[i], ')') && depth[i] === 0
    const opensColumns = closes && isWord(tokens[i + 1], 'AS')
    if (!closes || opensColumns || isOperator(tokens[i + 1], ',')) continue
    const [end, next] = [tokens[i], tokens[i + 1]]
    return end === undefined || next === undefined ? null : { ctes: sql.slice(0, end.end), body: sql.slice(next.start) }
  }
  return null
}
