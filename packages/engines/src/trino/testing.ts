import { wireRows } from '../testing/paged-rows.ts'
import { type PlayedRequest, type PlayedServer, playServer } from '../testing/played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from '../testing/sql-behind.ts'

const PAGE = 700

const typeName = (type: string): string => {
  if (type === 'TIMESTAMP') return 'timestamp(6)'
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'timestamp(6) with time zone'
  if (type === 'BLOB') return 'varbinary'
  if (type === 'HUGEINT') return 'bigint'
  if (type.endsWith('[]')) return `array(${typeName(type.slice(0, -2))})`
  return type.toLowerCase()
}

const ERRORS = { column: 'COLUMN_NOT_FOUND', table: 'TABLE_NOT_FOUND', syntax: 'SYNTAX_ERROR', other: 'GENERIC_INTERNAL_ERROR' }

/** SHOW COLUMNS, said in the language of the engine behind. */
const translated = (sql: string): string => sql.replace(/^SHOW COLUMNS FROM (.*)$/s, 'SELECT column_name FROM (DESCRIBE $1)')

interface Statement {
  readonly stop: AbortController
  readonly answer: Promise<AnswerBehind | Error>
}

/** A coordinator: queued, then pages, then no next address; DELETE ends a statement. */
export const playTrino = async (behind: SqlBehind, prefix: string): Promise<PlayedServer & { readonly running: () => number }> => {
  const statements = new Map<string, Statement>()
  let last = 0
  const uri = (request: PlayedRequest, id: string, page: number): string => `http://${request.headers.host}/v1/statement/executing/${id}/${page}`
  const start = (request: PlayedRequest) => {
    if (request.headers['authorization'] === `Basic ${Buffer.from('ann:wrong').toString('base64')}`) return { status: 401, body: 'Unauthorized' }
    if (typeof request.headers[`${prefix}-user`] !== 'string') return { status: 400, body: 'User must be set' }
    const id = `q${++last}`
    const stop = new AbortController()
    const schema = request.headers[`${prefix}-schema`]
    const answer = behind
      .run(translated(request.body), stop.signal, typeof schema === 'string' ? decodeURI(schema) : null)
      .catch((error: unknown) => error as Error)
    statements.set(id, { stop, answer })
    return { body: { id, nextUri: uri(request, id, 0), stats: { state: 'QUEUED' } } }
  }
  const page = async (request: PlayedRequest, id: string, number: number) => {
    const statement = statements.get(id)
    if (statement === undefined) return { status: 404, body: 'Query not found' }
    const waited = await Promise.race([statement.answer, new Promise<null>((resolve) => setTimeout(resolve, 100, null))])
    if (waited === null) return { body: { id, nextUri: uri(request, id, number), stats: { state: 'RUNNING' } } }
    if (waited instanceof Error) {
      statements.delete(id)
      return { body: { id, error: { message: `line 1:8: ${waited.message}`, errorCode: 1, errorName: ERRORS[kindOfError(waited)], errorType: 'USER_ERROR' } } }
    }
    const columns = waited.columns.map((column) => ({ name: column.name, type: typeName(column.type) }))
    const data = wireRows(waited).slice(number * PAGE, (number + 1) * PAGE)
    const more = (number + 1) * PAGE < waited.rows.length
    if (!more) statements.delete(id)
    return { body: { id, columns, ...(data.length === 0 ? {} : { data }), ...(more ? { nextUri: uri(request, id, number + 1) } : {}), stats: {} } }
  }
  const server = await playServer((request) => {
    if (request.method === 'POST' && request.path === '/v1/statement') return start(request)
    const [, id = '', number = ''] = /^\/v1\/statement\/executing\/(\w+)\/(\d+)$/.exec(request.path) ?? []
    if (request.method === 'GET') return page(request, id, Number(number))
    statements.get(id)?.stop.abort()
    statements.delete(id)
    return { status: 204 }
  })
  return { ...server, log: server.log, running: () => statements.size }
}
