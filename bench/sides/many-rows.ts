import { bearerClient, type Client, temporaryFolder } from '@coset/testing'
import pg from 'pg'
import { type Coset, startCoset } from './coset.ts'
import { made } from './warehouse.ts'

export const MANY_ROWS = 1_000_000
export const MANY_ROWS_COLUMNS: readonly string[] = ['id', 'day', 'name', 'amount', 'units']
const TABLE = 'coset_bench_rows'
const MAKE = `CREATE TABLE ${TABLE} AS SELECT i AS id, timestamp '2020-01-01' + i * interval '1 minute' AS day, 'name ' || (i % 5000) AS name,
  (i % 100000) / 100.0::numeric(12, 2) AS amount, CASE WHEN i % 10 = 0 THEN NULL ELSE i % 700 END AS units FROM generate_series(1, ${MANY_ROWS}) AS i`

export interface ManyRows extends AsyncDisposable {
  readonly coset: Coset
  readonly admin: Client
  readonly datasetId: number
  /** A dataset of the same rows on another server that has the warehouse as its database `examples`; gone again with the rest. */
  datasetAt(other: Client): Promise<number>
}

const query = async (warehouse: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: warehouse })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const examplesOf = async (other: Client): Promise<number> => {
  const answer = await other.get('/api/v1/database/?q=(page_size:100)')
  const found = answer.json<{ result: { id: number; database_name: string }[] }>().result.find((one) => one.database_name === 'examples')
  if (found === undefined) throw new Error(`${other.base} has no database examples`)
  return found.id
}

/** A table of a million rows in the warehouse, and a Coset that may send all of them; both end with it. */
export const openManyRows = async (warehouse: string): Promise<ManyRows> => {
  await using opened = new AsyncDisposableStack()
  await query(warehouse, `DROP TABLE IF EXISTS ${TABLE}`)
  opened.defer(() => query(warehouse, `DROP TABLE IF EXISTS ${TABLE}`))
  await query(warehouse, MAKE)
  const folder = opened.use(temporaryFolder())
  const coset = opened.use(await startCoset(folder.path, { examples: false, settings: { COSET_SQL_MAX_ROW: String(MANY_ROWS) } }))
  const admin = await bearerClient(coset.url, 'admin', 'admin')
  const database = await made(admin, '/api/v1/database/', { database_name: 'Warehouse', sqlalchemy_uri: warehouse })
  const datasetId = await made(admin, '/api/v1/dataset/', { database, schema: 'public', table_name: TABLE })
  const datasetAt = async (other: Client): Promise<number> => {
    const { result: token } = (await other.get('/api/v1/security/csrf_token/')).json<{ result: string }>()
    const writer = other.with({ 'x-csrftoken': token, referer: `${other.base}/` })
    const id = await made(writer, '/api/v1/dataset/', { database: await examplesOf(other), schema: 'public', table_name: TABLE })
    kept.defer(async () => void (await writer.delete(`/api/v1/dataset/${id}`)))
    return id
  }
  const kept = opened.move()
  return { coset, admin, datasetId, datasetAt, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
