import { pages, wireRows } from '../testing/paged-rows.ts'
import { type PlayedServer, playServer } from '../testing/played-server.ts'
import { kindOfError, type SqlBehind } from '../testing/sql-behind.ts'

const ERRORS = {
  column: { type: 'verification_exception', reason: 'Found 1 problem\nline 1:8: Unknown column [nope]' },
  table: { type: 'verification_exception', reason: 'Found 1 problem\nline 1:15: Unknown index [nope]' },
  syntax: { type: 'parsing_exception', reason: "line 1:8: mismatched input 'FROM'" },
  other: { type: 'sql_illegal_argument_exception', reason: 'failed' },
}

interface Names {
  readonly path: string
  readonly columns: string
  readonly rows: string
}

/** SHOW and DESCRIBE as the engines answer them, said in the language of the engine behind. */
const translated = (sql: string): string => {
  if (/^SHOW TABLES$/.test(sql)) return "SELECT 'cluster' c, table_name n, table_type t, 'INDEX' k FROM information_schema.tables ORDER BY 2"
  if (/^SHOW TABLES LIKE %$/.test(sql)) return "SELECT 'c' c, NULL s, table_name n, table_type t FROM information_schema.tables ORDER BY 3"
  const described = /^DESCRIBE "(.*)"$/s.exec(sql)?.[1]
  if (described !== undefined)
    return `SELECT column_name, data_type, lower(data_type) FROM information_schema.columns WHERE table_name = '${described.replaceAll('""', '"').replaceAll("'", "''")}' ORDER BY ordinal_position`
  const pattern = /^DESCRIBE TABLES LIKE ('.*')$/s.exec(sql)?.[1]
  if (pattern !== undefined)
    return `SELECT 'c', NULL, table_name, column_name, 0, data_type FROM information_schema.columns WHERE table_name = ${pattern} ORDER BY ordinal_position`
  return sql
    .replaceAll(/AS `((?:[^`]|``)*)`/g, (_, name: string) => `AS "${name.replaceAll('``', '`').replaceAll('"', '""')}"`)
    .replaceAll(' AS STRING)', ' AS VARCHAR)')
}

/** A node with the SQL interface: the first rows and a cursor for more. */
export const playSearch = (behind: SqlBehind, names: Names): Promise<PlayedServer & { readonly open: () => number }> => {
  const cursors = new Map<string, readonly (readonly unknown[])[][]>()
  let last = 0
  const after = (rest: readonly (readonly (readonly unknown[])[])[]): Record<string, string> => {
    if (rest.length === 0) return {}
    const cursor = `c${++last}`
    cursors.set(
      cursor,
      rest.map((page) => [...page]),
    )
    return { cursor }
  }
  const server = playServer(async (request) => {
    if (request.headers.authorization === `Basic ${Buffer.from('ann:wrong').toString('base64')}`) return { status: 401, body: { error: { reason: 'no' } } }
    const cursor = String(request.json['cursor'] ?? '')
    const known = cursors.get(cursor)
    cursors.delete(cursor)
    if (request.path === `${names.path}/close`) return { body: { succeeded: known !== undefined } }
    if (known !== undefined) return { body: { [names.rows]: known[0], ...after(known.slice(1)) } }
    try {
      const answer = await behind.run(translated(String(request.json['query'])), request.gone)
      const [first, ...rest] = pages(wireRows(answer), 1_000)
      return { body: { [names.columns]: answer.columns.map(({ name, type }) => ({ name, type: type.toLowerCase() })), [names.rows]: first, ...after(rest) } }
    } catch (error) {
      return { status: 400, body: { error: ERRORS[kindOfError(error)], status: 400 } }
    }
  })
  return server.then((played) => ({ ...played, log: played.log, open: () => cursors.size }))
}
