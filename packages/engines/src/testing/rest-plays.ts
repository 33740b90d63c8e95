import { sparkTranslated } from '../databricks/testing.ts'
import { pages, wireRows } from './paged-rows.ts'
import { type PlayedAnswer, type PlayedRequest, type PlayedServer, playServer } from './played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from './sql-behind.ts'
import { standardNames, standardTexts } from './translate.ts'

const SENTENCES = { column: "Column 'nope' not found in any table", table: "Table 'nope' not found", syntax: 'syntax error near FROM', other: 'failed' }
const sentence = (error: unknown): string => SENTENCES[kindOfError(error)]

const WRONG = `Basic ${Buffer.from('ann:wrong').toString('base64')}`
const refused = (request: PlayedRequest): boolean => request.headers.authorization === WRONG

/** Answers one whole exchange a query, by what each engine makes of a result and of an error. */
const oneExchange = (
  behind: SqlBehind,
  read: (request: PlayedRequest) => string | null,
  told: (answer: AnswerBehind) => unknown,
  failed: (message: string) => PlayedAnswer,
  other: (request: PlayedRequest) => Promise<PlayedAnswer> = () => Promise.resolve({ status: 404 }),
): Promise<PlayedServer> =>
  playServer(async (request) => {
    if (refused(request)) return { status: 401 }
    const sql = read(request)
    if (sql === null) return other(request)
    try {
      return { body: told(await behind.run(sql, request.gone)) }
    } catch (error) {
      return failed(sentence(error))
    }
  })

const objects = (answer: AnswerBehind): unknown => wireRows(answer).map((row) => Object.fromEntries(answer.columns.map(({ name }, c) => [name, row[c]])))

export const playDrill = (behind: SqlBehind): Promise<PlayedServer> =>
  oneExchange(
    behind,
    (request) => (request.path === '/query.json' ? standardNames(String(request.json['query']).replace(' FROM (VALUES(1))', '')) : null),
    (answer) => ({ columns: answer.columns.map(({ name }) => name), metadata: answer.columns.map(({ type }) => type), rows: objects(answer) }),
    (message) => ({ body: { errorMessage: `org.apache.drill.common.exceptions.UserRemoteException: VALIDATION ERROR: ${message}\n\n[Error Id: x]` } }),
  )

const pinotTables = async (behind: SqlBehind, path: string): Promise<PlayedAnswer> => {
  const name = /^\/tables\/(.+)\/schema$/.exec(path)?.[1]
  if (name === undefined) return { body: { tables: (await behind.run('SELECT table_name FROM information_schema.tables')).rows.map(([table]) => table) } }
  const rows = (
    await behind.run(
      `SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '${decodeURIComponent(name).replaceAll("'", "''")}' ORDER BY ordinal_position`,
    )
  ).rows
  return { body: { dimensionFieldSpecs: rows.map(([column, dataType]) => ({ name: column, dataType })) } }
}

export const playPinot = (behind: SqlBehind): Promise<PlayedServer> =>
  oneExchange(
    behind,
    (request) => (request.path === '/query/sql' ? String(request.json['sql']) : null),
    (answer) => ({
      resultTable: {
        dataSchema: { columnNames: answer.columns.map(({ name }) => name), columnDataTypes: answer.columns.map(({ type }) => type) },
        rows: wireRows(answer),
      },
    }),
    (message) => ({ body: { exceptions: [{ errorCode: 700, message }] } }),
    (request) => pinotTables(behind, request.path),
  )

const kylinTables = async (behind: SqlBehind): Promise<PlayedAnswer> => {
  const { rows } = await behind.run('SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY ordinal_position')
  const tables = Map.groupBy(rows, (row) => String(row[0]))
  return {
    body: [...tables].map(([table_NAME, columns]) => ({
      table_SCHEM: 'main',
      table_NAME,
      columns: columns.map((row) => ({ column_NAME: row[1], type_NAME: row[2] })),
    })),
  }
}

export const playKylin = (behind: SqlBehind): Promise<PlayedServer> =>
  oneExchange(
    behind,
    (request) => (request.path === '/kylin/api/query' ? String(request.json['sql']) : null),
    (answer) => ({ columnMetas: answer.columns.map(({ name, type }) => ({ label: name, name, columnTypeName: type })), results: answer.rows }),
    (message) => ({ status: 400, body: { exception: message } }),
    () => kylinTables(behind),
  )

const taos = (sql: string): string =>
  sparkTranslated(sql)
    .replace('SELECT SERVER_VERSION()', 'SELECT 1')
    .replace(/ AS NCHAR\(4000\)\)/g, ' AS VARCHAR)')
    .replace(/FROM information_schema\.ins_databases/, 'FROM (SELECT schema_name AS name FROM information_schema.schemata)')
    .replace(/^SELECT stable_name .*$/s, 'SELECT table_name FROM information_schema.tables')
    .replace(
      /SELECT n, t, c FROM \(SELECT column_name n, lower\(data_type\) t, NULL c, ordinal_position p(.*?) UNION ALL.*$/s,
      'SELECT n, t, 0 l, NULL c FROM (SELECT column_name n, data_type t, ordinal_position p$1) ORDER BY p',
    )

export const playTaos = (behind: SqlBehind): Promise<PlayedServer> =>
  oneExchange(
    behind,
    (request) => (request.path.startsWith('/rest/sql') ? taos(request.body) : null),
    (answer) => ({ code: 0, column_meta: answer.columns.map(({ name, type }) => [name, type, 8]), data: wireRows(answer), rows: answer.rows.length }),
    (message) => ({ body: { code: 866, desc: message } }),
  )

interface Job {
  readonly stop: AbortController
  readonly answer: Promise<AnswerBehind | Error>
}

const begin = (behind: SqlBehind, sql: string): Job => {
  const stop = new AbortController()
  return { stop, answer: behind.run(sql, stop.signal).catch((error: unknown) => error as Error) }
}

const soon = (job: Job | undefined): Promise<AnswerBehind | Error | null | undefined> =>
  Promise.race([job?.answer, new Promise<null>((resolve) => setTimeout(resolve, 40, null))])

/** A query, pages by `next_uri`, killed by `kill_uri`. */
export const playDatabend = (behind: SqlBehind): Promise<PlayedServer> => {
  const jobs = new Map<string, Job>()
  let last = 0
  const page = async (id: string, at: number): Promise<PlayedAnswer> => {
    const answer = await soon(jobs.get(id))
    const uris = { id, kill_uri: `/v1/query/${id}/kill`, final_uri: `/v1/query/${id}/final` }
    if (answer === null || answer === undefined) return { body: { ...uris, schema: [], data: [], next_uri: `/v1/query/${id}/page/${at}`, state: 'Running' } }
    if (answer instanceof Error) return { body: { ...uris, error: { code: 1065, message: sentence(answer) }, state: 'Failed' } }
    const all = pages(answer.rows, 900)
    const data = (all[at] ?? []).map((row) => row.map((value) => (value === null ? null : String(value))))
    const next = at + 1 < all.length ? `/v1/query/${id}/page/${at + 1}` : uris.final_uri
    return {
      body: { ...uris, schema: answer.columns.map(({ name, type }) => ({ name, type: `Nullable(${type})` })), data, next_uri: next, state: 'Succeeded' },
    }
  }
  return playServer((request) => {
    if (refused(request)) return { status: 401 }
    const [, id = '', action = '', at = '0'] = /^\/v1\/query\/(\w+)\/(\w+)(?:\/(\d+))?$/.exec(request.path) ?? []
    if (action === 'kill') {
      jobs.get(id)?.stop.abort()
      return { body: {} }
    }
    if (id !== '') return page(id, Number(at))
    const made = `q${++last}`
    jobs.set(made, begin(behind, standardTexts(String(request.json['sql'])).replaceAll('currentDatabase()', "'main'")))
    return page(made, 0)
  })
}

/** A token for a password, jobs, and pages of objects. */
export const playDremio = (behind: SqlBehind): Promise<PlayedServer> => {
  const jobs = new Map<string, Job>()
  let last = 0
  const job = async (request: PlayedRequest, id: string, action: string): Promise<PlayedAnswer> => {
    if (action === '/cancel') jobs.get(id)?.stop.abort()
    const answer = await soon(jobs.get(id))
    if (answer === null || answer === undefined) return { body: { jobState: 'RUNNING' } }
    if (answer instanceof Error) return { body: { jobState: 'FAILED', errorMessage: sentence(answer) } }
    if (action !== '/results') return { body: { jobState: 'COMPLETED', rowCount: answer.rows.length } }
    const [offset, limit] = [Number(request.query.get('offset')), Number(request.query.get('limit'))]
    return {
      body: {
        rowCount: answer.rows.length,
        schema: answer.columns.map(({ name, type }) => ({ name, type: { name: type } })),
        rows: objects({ ...answer, rows: answer.rows.slice(offset, offset + limit) }),
      },
    }
  }
  return playServer((request) => {
    if (request.path === '/apiv2/login') return request.json['password'] === 'wrong' ? { status: 401 } : { body: { token: 'tok' } }
    if (request.headers.authorization !== '_dremiotok') return { status: 401 }
    const [, id = '', action = ''] = /^\/api\/v3\/job\/(\w+)(\/\w+)?$/.exec(request.path) ?? []
    if (id !== '') return job(request, id, action)
    const made = `j${++last}`
    jobs.set(made, begin(behind, String(request.json['sql'])))
    return { body: { id: made } }
  })
}
