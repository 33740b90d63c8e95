import { AppError, BadRequest, InvalidSql } from '@coset/core'
import type { QueryReads, SmallerLimit, SqlAnalyzer, Statement } from './analyzer.ts'
import { checkCondition, checkExpression } from './expression/expression.ts'
import { layOut } from './format.ts'
import { describePiece } from './guard/describe.ts'
import { disarmed } from './guard/disarm.ts'
import { limited } from './guard/limit.ts'
import { loadParser } from './guard/parser.ts'
import { columnNames, readsOf } from './lineage/reads.ts'
import { createLru } from './lru.ts'
import { restrictTables } from './rewrite/restrict.ts'
import { depths, splitStatements } from './tokenizer/structure.ts'
import { tokenize } from './tokenizer/tokenize.ts'

const split = (sql: string, grammar: string) => {
  const pieces = splitStatements(sql, tokenize(sql, grammar))
  for (const piece of pieces) depths(piece.tokens)
  return pieces
}

const describeAll = async (sql: string, grammar: string): Promise<readonly Statement[]> => {
  const pieces = split(sql, grammar)
  if (pieces.length === 0) return []
  const parser = await loadParser()
  return pieces.map((piece) => describePiece(piece, grammar, parser))
}

const onlyQuery = async (sql: string, grammar: string) => {
  const statements = await describeAll(sql, grammar).catch((error: unknown) => {
    throw error instanceof InvalidSql ? new BadRequest(error.message, { code: error.code, details: error.details, cause: error }) : error
  })
  const [statement, ...more] = statements
  if (statement === undefined) throw new BadRequest('Virtual dataset query cannot be empty')
  if (more.length > 0) throw new BadRequest('Virtual dataset query cannot consist of multiple statements')
  if (statement.mutates || statement.kind !== 'select') throw new BadRequest('Virtual dataset query must be read-only')
  return { sql: statement.text, tables: statement.tables }
}

const withLimit = async (sql: string, grammar: string, limit: number, smaller: SmallerLimit): Promise<string> => {
  const [piece, ...more] = split(sql, grammar)
  if (piece === undefined || more.length > 0) throw new InvalidSql('Only one statement is expected')
  const parser = await loadParser()
  const before = describePiece(piece, grammar, parser)
  if (before.kind !== 'select' || before.mutates) return before.text
  const text = limited(piece, grammar, limit, smaller)
  const [after] = await describeAll(text, grammar)
  if (after?.kind !== 'select' || after.mutates) throw new InvalidSql('This statement cannot be limited')
  return text
}

const reads = async (sql: string, grammar: string): Promise<QueryReads> => {
  const [piece, ...more] = split(sql, grammar)
  if (piece === undefined || more.length > 0) throw new InvalidSql('Only one statement is expected')
  return readsOf((await loadParser()).parse(disarmed(piece.tokens), grammar))
}

const columns = async (expression: string, grammar: string): Promise<readonly string[]> =>
  columnNames((await loadParser()).parse(`SELECT (${disarmed(tokenize(expression, grammar))}\n)`, grammar))

const format = async (sql: string, grammar: string): Promise<string> => {
  const tokens = tokenize(sql, grammar)
  if (tokens.some((token) => token.kind === 'comment')) return layOut(sql, grammar)
  const parser = await loadParser()
  const pretty = split(sql, grammar).map((piece) => {
    try {
      return parser.pretty(piece.text, grammar)
    } catch (error) {
      if (error instanceof InvalidSql) return layOut(piece.text, grammar)
      throw error
    }
  })
  return pretty.join(';\n\n')
}

/**
 * An analyzer in this process. Cheap and free of side effects until a text needs the WASM parser (about 0.5 s and 100 MB, once per process);
 * host it in a worker thread with `--liftoff-only` where that matters. Keeps the last 2,000 answers for texts up to 20,000 characters.
 */
export const createSqlAnalyzer = (): SqlAnalyzer => {
  const answers = createLru<Promise<unknown>>(2_000, 20_000)
  const cached = <T>(kind: string, grammar: string, text: string, ask: () => Promise<T>): Promise<T> => {
    const key = `${kind}\0${grammar}\0${text}`
    const known = answers.get(key)
    if (known !== undefined) return known as Promise<T>
    const answer = ask().catch((error: unknown) => {
      // A refusal is an answer; a failure of the machine is not.
      if (!(error instanceof AppError)) answers.delete(key)
      throw error
    })
    answers.set(key, answer)
    return answer
  }
  return {
    statements: (sql, grammar) => cached('statements', grammar, sql, () => describeAll(sql, grammar)),
    expression: (sql, grammar, clause) => cached(clause, grammar, sql, () => checkExpression(sql, grammar, clause, loadParser)),
    condition: (sql, grammar) => cached('condition', grammar, sql, () => checkCondition(sql, grammar, loadParser)),
    virtualTable: (sql, grammar) => cached('virtual', grammar, sql, () => onlyQuery(sql, grammar)),
    withLimit: (sql, grammar, limit, smaller = 'holds') => cached(`limit ${limit} ${smaller}`, grammar, sql, () => withLimit(sql, grammar, limit, smaller)),
    restrictTables: (sql, grammar, rules) =>
      rules.length === 0
        ? Promise.resolve(sql)
        : cached(`restrict ${JSON.stringify(rules)}`, grammar, sql, () => restrictTables(sql, grammar, rules, loadParser)),
    reads: (sql, grammar) => cached('reads', grammar, sql, () => reads(sql, grammar)),
    columns: (expression, grammar) => cached('columns', grammar, expression, () => columns(expression, grammar)),
    format: (sql, grammar) => cached('format', grammar, sql, () => format(sql, grammar)),
    close: () => {
      answers.clear()
      return Promise.resolve()
    },
  }
}
