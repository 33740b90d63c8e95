import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Connection, type ConnectionPolicy, engineFor, parseDatabaseUri } from '@coset/engines'
import type { Config } from '../config/settings.ts'
import { databaseUrl } from '../context.ts'
import { broken, type Opinion, ok, warning } from './finding.ts'

const OWN: ConnectionPolicy = { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: [] }
const CONNECT_MS = 8000

/** What can be seen of the metadata database without changing it. */
export interface MetadataLook {
  readonly opinion: Opinion
  /** Opening it now changes nothing: every migration has been applied. */
  readonly current: boolean
  /** How far this machine's clock is ahead of the database's, in ms; null: the same machine, or not told. */
  readonly skewMs: number | null
}

/** Names of the migrations of this release, in order. Each stands in a file of its name. */
const knownMigrations = (): readonly string[] => {
  const folder = fileURLToPath(new URL('./migrations', import.meta.resolve('@coset/metadata')))
  return readdirSync(folder)
    .flatMap((file) => /^(?<name>\d{4}-[\w-]+)\.[jt]s$/.exec(file)?.groups?.['name'] ?? [])
    .toSorted()
}

const column = async (connection: Connection, sql: string): Promise<readonly unknown[]> => {
  const { blocks } = await connection.stream({ sql, timeoutMs: CONNECT_MS })
  const values: unknown[] = []
  for await (const block of blocks) values.push(...(block[0] ?? []))
  return values
}

const CLOCKS: Readonly<Record<string, string>> = {
  postgresql: 'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS double precision)',
  mysql: 'SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS DOUBLE)',
}

/** The middle of the round trip stands for the moment at which the database looked at its clock. */
const skew = async (connection: Connection, engine: string): Promise<number | null> => {
  const sql = CLOCKS[engine]
  if (sql === undefined) return null
  await column(connection, sql)
  const before = Date.now()
  const [theirs] = await column(connection, sql)
  return Math.round((before + Date.now()) / 2 - Number(theirs))
}

const latency = async (connection: Connection): Promise<number> => {
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const since = performance.now()
    await column(connection, 'SELECT 1')
    times.push(performance.now() - since)
  }
  return Math.min(...times)
}

const SLOW_MS = 50

const judge = (label: string, ms: number, applied: ReadonlySet<string>): Pick<MetadataLook, 'opinion' | 'current'> => {
  const known = knownMigrations()
  const missing = known.filter((name) => !applied.has(name))
  const foreign = [...applied].filter((name) => !known.includes(name))
  const answers = `${label} answers in ${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`
  if (foreign.length > 0) return { opinion: broken(`${answers}, but a newer release has changed it (${foreign.join(', ')}); run that one`), current: false }
  if (applied.size === 0) return { opinion: warning(`${answers}, and is empty; the first start makes its tables`), current: false }
  if (missing.length > 0) return { opinion: warning(`${answers}; the next start applies ${missing.join(', ')}`), current: false }
  const said = `${answers}, all ${known.length} migrations are applied`
  return { opinion: ms > SLOW_MS ? warning(`${said}; every request asks it several times`) : ok(said), current: true }
}

/** Looks at the metadata database through a reading connection. Throws what stands in the way. */
export const lookAtMetadata = async (config: Config): Promise<MetadataLook> => {
  const url = databaseUrl(config)
  const file = /^sqlite:(?:\/\/\/)?(?<path>.+)/.exec(url)?.groups?.['path']
  if (file !== undefined && !existsSync(resolve(file)))
    return { opinion: warning('SQLite: the file is not there; the first start makes it'), current: false, skewMs: null }
  const uri = file === undefined ? parseDatabaseUri(url) : { ...parseDatabaseUri('sqlite://'), database: resolve(file) }
  const engine = engineFor(uri.engine)
  const connection = engine.connect({ uri, engineParams: {}, policy: OWN, poolSize: 1, connectTimeoutMs: CONNECT_MS, readOnly: true })
  try {
    const ms = await latency(connection)
    const tables = await connection.tables(await connection.defaultSchema())
    const applied = tables.some(({ name }) => name === 'kysely_migration') ? await column(connection, 'SELECT name FROM kysely_migration') : []
    return { ...judge(engine.label, ms, new Set(applied.map(String))), skewMs: await skew(connection, engine.id) }
  } finally {
    await connection.close()
  }
}

/** Leases of ten seconds and signs of life rest on clocks that agree. */
export const judgeClock = (skewMs: number | null): Opinion => {
  if (skewMs === null) return ok('nothing to compare with: the metadata database is a file of this machine')
  const said = `${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} the metadata database`
  if (Math.abs(skewMs) >= 5000) return broken(`${said}; two beats could lead at once: synchronise the clocks`)
  return Math.abs(skewMs) >= 1000 ? warning(`${said}; synchronise the clocks`) : ok(said)
}
