import { pages } from '../testing/paged-rows.ts'
import { type PlayedServer, playServer } from '../testing/played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from '../testing/sql-behind.ts'
import { standardTexts } from '../testing/translate.ts'

const MESSAGES = {
  column: "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOPE'",
  table: "SQL compilation error:\nObject 'NOPE' does not exist or not authorized.",
  syntax: "SQL compilation error:\nsyntax error line 1 at position 7 unexpected 'FROM'.",
  other: 'failed',
}

const rowType = ({ name, type }: { readonly name: string; readonly type: string }) => {
  if (/INT/.test(type) && !/INTERVAL/.test(type)) return { name, type: 'fixed', precision: 38, scale: 0 }
  const decimal = /^DECIMAL\((\d+),(\d+)\)/.exec(type)
  if (decimal !== null) return { name, type: 'fixed', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  const names: Readonly<Record<string, string>> = {
    DOUBLE: 'real',
    VARCHAR: 'text',
    BOOLEAN: 'boolean',
    DATE: 'date',
    TIMESTAMP: 'timestamp_ntz',
    BLOB: 'binary',
    TIME: 'time',
  }
  return { name, type: names[type] ?? 'variant' }
}

const wireValue = (value: unknown, type: string): string | null => {
  if (value === null) return null
  if (type === 'DATE') return String(Date.parse(`${String(value)}T00:00:00Z`) / 86_400_000)
  if (type !== 'TIMESTAMP') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  const [whole = '', fraction = ''] = String(value).split('.')
  return `${Date.parse(`${whole.replace(' ', 'T')}Z`) / 1_000}.${fraction.padEnd(9, '0')}`
}

interface Statement {
  readonly stop: AbortController
  readonly answer: Promise<AnswerBehind | Error>
}

/** The SQL interface: 202 while it runs, then partitions of texts. */
export const playSnowflake = (behind: SqlBehind): Promise<PlayedServer> => {
  const statements = new Map<string, Statement>()
  let last = 0
  const told = async (id: string, partition: string | null) => {
    const waited = await Promise.race([statements.get(id)?.answer, new Promise<null>((resolve) => setTimeout(resolve, 30, null))])
    if (waited === null || waited === undefined)
      return { status: 202, body: { statementHandle: id, code: '333334', message: 'Asynchronous execution in progress.' } }
    if (waited instanceof Error) return { status: 422, body: { code: '002003', sqlState: '42S02', message: MESSAGES[kindOfError(waited)] } }
    const all = pages(waited.rows, 800)
    const data = (all[Number(partition ?? 0)] ?? []).map((row) => row.map((value, c) => wireValue(value, waited.columns[c]?.type ?? '')))
    if (partition !== null) return { body: { data } }
    return {
      body: {
        statementHandle: id,
        data,
        resultSetMetaData: {
          numRows: waited.rows.length,
          format: 'jsonv2',
          rowType: waited.columns.map(rowType),
          partitionInfo: all.map((page) => ({ rowCount: page.length })),
        },
      },
    }
  }
  return playServer(async (request) => {
    const signedIn = request.headers.authorization === 'Bearer ann' || request.headers['x-snowflake-authorization-token-type'] === 'KEYPAIR_JWT'
    if (!signedIn) return { status: 401, body: { code: '390144', message: 'JWT token is invalid.' } }
    const [, id = '', rest = ''] = /^\/api\/v2\/statements(?:\/([\w-]+))?(\/cancel)?$/.exec(request.path) ?? []
    if (request.method === 'POST' && id === '') {
      const stop = new AbortController()
      const made = `h${++last}`
      const sql = standardTexts(String(request.json['statement']))
        .replaceAll(/"MEMORY"\.(?=information_schema)/g, '')
        .replace(/\bcomment FROM information_schema/, 'NULL FROM information_schema')
        .replaceAll('CURRENT_SCHEMA()', "'main'")
        .replaceAll("'MAIN'", "'main'")
        .replaceAll(/table_name = '(\w+)'/g, (_, name: string) => `table_name = '${name.toLowerCase()}'`)
        .replace(' LIMIT NULL', '')
      statements.set(made, { stop, answer: behind.run(sql, stop.signal).catch((error: unknown) => error as Error) })
      return told(made, null)
    }
    if (rest === '/cancel') {
      statements.get(id)?.stop.abort()
      return { body: {} }
    }
    return told(id, request.query.get('partition'))
  })
}
