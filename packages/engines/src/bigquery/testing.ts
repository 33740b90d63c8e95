import { generateKeyPairSync } from 'node:crypto'
import { pages } from '../testing/paged-rows.ts'
import { type PlayedRequest, type PlayedServer, playServer } from '../testing/played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from '../testing/sql-behind.ts'
import { standardQuotes } from '../testing/translate.ts'

/** Keys made for the tests, so that none lies in a file. */
export const testKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const MESSAGES = {
  column: 'Unrecognized name: nope at [1:8]',
  table: 'Not found: Table p:main.nope was not found in location EU',
  syntax: 'Syntax error: Unexpected keyword FROM at [1:8]',
  other: 'failed',
}

const typeOf = (type: string): string => {
  if (/^(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 'INTEGER'
  if (type === 'DOUBLE' || type === 'FLOAT') return 'FLOAT'
  if (type.startsWith('DECIMAL')) return 'NUMERIC'
  return type === 'VARCHAR' ? 'STRING' : type === 'BLOB' ? 'BYTES' : type
}

/** Microseconds for moments, as the format option asks. */
const wireValue = (value: unknown, type: string): unknown => {
  if (value === null) return null
  if (type !== 'TIMESTAMP') return String(value)
  const [whole = '', fraction = ''] = String(value).split('.')
  return String(BigInt(Date.parse(`${whole.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)))
}

interface Job {
  readonly stop: AbortController
  readonly answer: Promise<AnswerBehind | Error>
}

const field = (column: { readonly name: string; readonly type: string }) => ({ name: column.name, type: typeOf(column.type), mode: 'NULLABLE' })

/** The REST interface: tokens for service accounts, jobs, pages, datasets and tables. */
export const playBigquery = async (behind: SqlBehind): Promise<PlayedServer> => {
  const jobs = new Map<string, Job>()
  let last = 0
  const told = async (id: string, request: PlayedRequest) => {
    const reference = { projectId: 'p', jobId: id, location: 'EU' }
    const waited = await Promise.race([jobs.get(id)?.answer, new Promise<null>((resolve) => setTimeout(resolve, 50, null))])
    if (waited === null || waited === undefined) return { body: { jobComplete: false, jobReference: reference } }
    if (waited instanceof Error)
      return { status: kindOfError(waited) === 'table' ? 404 : 400, body: { error: { code: 400, message: MESSAGES[kindOfError(waited)] } } }
    const at = Number(request.query.get('pageToken') ?? 0)
    const all = pages(waited.rows, 900)
    const rows = (all[at] ?? []).map((row) => ({ f: row.map((value, c) => ({ v: wireValue(value, waited.columns[c]?.type ?? '') })) }))
    const more = at + 1 < all.length ? { pageToken: String(at + 1) } : {}
    return { body: { jobComplete: true, jobReference: reference, schema: { fields: waited.columns.map(field) }, rows, ...more } }
  }
  const catalog = async (path: string) => {
    const [, table] = /\/datasets\/main\/tables(?:\/(.+))?$/.exec(path) ?? []
    if (/\/datasets$/.test(path)) return { body: { datasets: [{ datasetReference: { datasetId: 'main' } }] } }
    if (table === undefined) {
      const found = await behind.run('SELECT table_name, table_type FROM information_schema.tables')
      return { body: { tables: found.rows.map(([tableId, type]) => ({ tableReference: { tableId }, type: type === 'VIEW' ? 'VIEW' : 'TABLE' })) } }
    }
    const name = decodeURIComponent(table).replaceAll("'", "''")
    const found = await behind.run(
      `SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = '${name}' ORDER BY ordinal_position`,
    )
    if (found.rows.length === 0) return { status: 404, body: { error: { code: 404, message: `Not found: Table p:main.${name}` } } }
    return {
      body: {
        schema: {
          fields: found.rows.map(([column, type, nullable]) => ({
            ...field({ name: String(column), type: String(type) }),
            mode: nullable === 'NO' ? 'REQUIRED' : 'NULLABLE',
          })),
        },
      },
    }
  }
  return playServer(async (request) => {
    if (request.path === '/token') {
      const [head = '', claims = ''] = new URLSearchParams(request.body).get('assertion')?.split('.') ?? []
      const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { readonly iss: string }
      if (iss !== 'svc@p.iam' || !Buffer.from(head, 'base64url').toString().includes('RS256')) return { status: 400, body: { error: 'invalid_grant' } }
      return { body: { access_token: 'granted', expires_in: 3600 } }
    }
    if (request.headers.authorization !== 'Bearer granted') return { status: 401, body: { error: { message: 'Request had invalid credentials' } } }
    const [, id = ''] = /^\/bigquery\/v2\/projects\/p\/(?:queries|jobs)\/([\w-]+)/.exec(request.path) ?? []
    if (request.path.endsWith('/cancel')) {
      jobs.get(id)?.stop.abort()
      return { body: {} }
    }
    if (request.method === 'POST' && request.path === '/bigquery/v2/projects/p/queries') {
      const sql = standardQuotes(String(request.json['query']))
      if (request.json['dryRun'] === true)
        return behind.run(`EXPLAIN ${sql}`).then(
          () => ({ body: { totalBytesProcessed: '1536', jobComplete: true } }),
          (error: unknown) => ({ status: 400, body: { error: { message: MESSAGES[kindOfError(error)] } } }),
        )
      const stop = new AbortController()
      const made = `job_${++last}`
      jobs.set(made, { stop, answer: behind.run(sql, stop.signal).catch((error: unknown) => error as Error) })
      return told(made, request)
    }
    return id === '' ? catalog(request.path) : told(id, request)
  })
}
