import { pages } from '../testing/paged-rows.ts'
import { type PlayedServer, playServer } from '../testing/played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from '../testing/sql-behind.ts'
import { standardQuotes } from '../testing/translate.ts'

const MESSAGES = {
  column: '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `nope` cannot be resolved',
  table: '[TABLE_OR_VIEW_NOT_FOUND] The table or view `nope` cannot be found',
  syntax: "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FROM'",
  other: 'failed',
}

/** SHOW and DESCRIBE, and backticks, said in the language of the engine behind. */
export const sparkTranslated = (sql: string): string => {
  if (/^SHOW (?:SCHEMAS|DATABASES)/.test(sql)) return 'SELECT DISTINCT schema_name FROM information_schema.schemata'
  if (/^SHOW TABLES/.test(sql)) return "SELECT 'main' s, table_name, false FROM information_schema.tables"
  if (/^SHOW VIEWS/.test(sql)) return "SELECT 'main' s, table_name, false FROM information_schema.tables WHERE table_type = 'VIEW'"
  const described = /^DESCRIBE (?:`[^`]*`\.)?`((?:[^`]|``)*)`$/s.exec(sql)?.[1]
  if (described !== undefined) {
    const name = described.replaceAll('``', '`').replaceAll("'", "''")
    return `SELECT n, t, c FROM (SELECT column_name n, lower(data_type) t, NULL c, ordinal_position p FROM information_schema.columns WHERE table_name = '${name}' UNION ALL SELECT '', '', '', 99 UNION ALL SELECT '# Partition Information', '', '', 100) ORDER BY p`
  }
  return standardQuotes(sql).replace(/ LIMIT (\d+), (\d+)$/, ' LIMIT $2 OFFSET $1')
}

interface Statement {
  readonly stop: AbortController
  readonly answer: Promise<AnswerBehind | Error>
}

/** A warehouse: pending, then chunks of texts. */
export const playDatabricks = (behind: SqlBehind): Promise<PlayedServer> => {
  const statements = new Map<string, Statement>()
  let last = 0
  const told = async (id: string) => {
    const waited = await Promise.race([statements.get(id)?.answer, new Promise<null>((resolve) => setTimeout(resolve, 50, null))])
    if (waited === null || waited === undefined) return { body: { statement_id: id, status: { state: 'RUNNING' } } }
    if (waited instanceof Error)
      return { body: { statement_id: id, status: { state: 'FAILED', error: { error_code: 'BAD_REQUEST', message: MESSAGES[kindOfError(waited)] } } } }
    const columns = waited.columns.map(({ name, type }, position) => ({ name, type_text: type, type_name: type, position }))
    return { body: { statement_id: id, status: { state: 'SUCCEEDED' }, manifest: { schema: { columns }, truncated: false }, result: chunk(waited, 0) } }
  }
  const chunk = (answer: AnswerBehind, index: number) => {
    const all = pages(answer.rows, 600)
    const data = (all[index] ?? []).map((row) =>
      row.map((value) => (value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value))),
    )
    return { chunk_index: index, data_array: data, ...(index + 1 < all.length ? { next_chunk_index: index + 1 } : {}) }
  }
  return playServer(async (request) => {
    if (request.headers.authorization !== 'Bearer ann') return { status: 403, body: { message: 'Invalid access token.' } }
    const [, id = '', rest = ''] = /^\/api\/2\.0\/sql\/statements\/(\w*)(.*)$/.exec(request.path) ?? []
    if (request.method === 'POST' && id === '') {
      if (request.json['warehouse_id'] !== 'abc123') return { status: 404, body: { message: 'no such warehouse' } }
      const stop = new AbortController()
      const made = `s${++last}`
      statements.set(made, {
        stop,
        answer: behind.run(sparkTranslated(String(request.json['statement'])), stop.signal).catch((error: unknown) => error as Error),
      })
      return told(made)
    }
    if (rest === '/cancel') {
      statements.get(id)?.stop.abort()
      return { body: {} }
    }
    const index = /^\/result\/chunks\/(\d+)$/.exec(rest)?.[1]
    const answer = await statements.get(id)?.answer
    return index !== undefined && answer !== undefined && !(answer instanceof Error) ? { body: chunk(answer, Number(index)) } : told(id)
  })
}
