import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EngineName, errorType, type Ran, type SqlBench, startBench } from './sqllab-bench.ts'

let bench: SqlBench
let reader: Client
let nobody: Client

/** A role with object permissions, by verb and view. */
const role = async (name: string, permissions: readonly (readonly [string, string])[]): Promise<void> => {
  const { db } = bench.server.running.ctx.metadata
  const made = (await bench.server.admin.post('/api/v1/security/roles/', { name })).json<{ id: number }>()
  for (const [verb, view] of permissions) {
    for (const [table, value] of [
      ['permission_names', verb],
      ['permission_views', view],
    ] as const)
      if ((await db.selectFrom(table).select('id').where('name', '=', value).executeTakeFirst()) === undefined)
        await db.insertInto(table).values({ name: value }).execute()
    const name_id = (await db.selectFrom('permission_names').select('id').where('name', '=', verb).executeTakeFirstOrThrow()).id
    const view_id = (await db.selectFrom('permission_views').select('id').where('name', '=', view).executeTakeFirstOrThrow()).id
    const known = await db.selectFrom('permissions').select('id').where('name_id', '=', name_id).where('view_id', '=', view_id).executeTakeFirst()
    if (known === undefined) await db.insertInto('permissions').values({ name_id, view_id }).execute()
    const { id } = await db.selectFrom('permissions').select('id').where('name_id', '=', name_id).where('view_id', '=', view_id).executeTakeFirstOrThrow()
    await db.insertInto('role_permissions').values({ role_id: made.id, permission_id: id }).execute()
  }
  bench.server.running.ctx.actors.forget()
}

const SCHEMAS: Readonly<Record<EngineName, string>> = { postgresql: 'public', mysql: '', sqlite: 'main', duckdb: 'main' }

/** A dataset of `sales` that the readers’ role opens, in a database of which they may see nothing else. */
const lend = async (engine: EngineName): Promise<readonly [string, string]> => {
  const schema = engine === 'mysql' ? null : SCHEMAS[engine]
  const answer = await bench.server.admin.post('/api/v1/dataset/', { database: bench.databases[engine], schema, table_name: 'sales' })
  return ['datasource_access', `[${engine}].[sales](id:${answer.json<{ id: number }>().id})`]
}

beforeAll(async () => {
  bench = await startBench({ featureFlags: { RLS_IN_SQLLAB: false } })
  const views = [await lend('postgresql'), await lend('sqlite'), await lend('duckdb'), await lend('mysql')]
  await role('Readers', views)
  reader = await bench.server.person('reader', ['sql_lab', 'Readers'])
  nobody = await bench.server.person('outsider', ['sql_lab'])
})
afterAll(() => bench[Symbol.asyncDispose]())

const asReader = (engine: EngineName, sql: string, more: object = {}) => bench.run(engine, sql, more, reader)

describe('who may run', () => {
  test('only people of SQL Lab', async () => {
    const gamma = await bench.server.person('gamma')
    const alpha = await bench.server.person('alpha', ['Alpha'])
    for (const [client, status] of [
      [bench.server.nobody, 401],
      [gamma, 403],
      [alpha, 403],
      [bench.server.admin, 200],
    ] as const)
      expect((await bench.run('sqlite', 'SELECT 1', {}, client)).status).toBe(status)
  })

  test('an unknown database is 404, one that is closed to SQL Lab 403, also for administrators', async () => {
    const unknown = await bench.server.admin.post('/api/v1/sqllab/execute/', { database_id: 9999, sql: 'SELECT 1' })
    expect([unknown.status, errorType(unknown)]).toEqual([404, 'DATABASE_NOT_FOUND_ERROR'])
    await bench.set('duckdb', { expose_in_sqllab: false })
    expect((await bench.run('duckdb', 'SELECT 1')).status).toBe(403)
    await bench.set('duckdb', { expose_in_sqllab: true })
    expect((await bench.run('duckdb', 'SELECT 1')).status).toBe(200)
  })

  test('another catalog is closed unless the database allows several', async () => {
    const answer = await bench.run('postgresql', 'SELECT 1', { catalog: 'postgres' })
    expect(answer.status, answer.text).toBe(403)
    await bench.set('postgresql', { extra: '{"allow_multi_catalog": true}' })
    expect((await bench.run('postgresql', 'SELECT 1', { catalog: 'postgres' })).status).toBe(200)
    await bench.set('postgresql', { extra: '{}' })
  })

  test('people without any right on the database are told the tables', async () => {
    const answer = await bench.run('postgresql', 'SELECT * FROM sales JOIN public.secrets USING (id)', {}, nobody)
    expect([answer.status, errorType(answer)]).toEqual([403, 'TABLE_SECURITY_ACCESS_ERROR'])
    expect(answer.json()).toMatchObject({ errors: [{ extra: { tables: ['sales', 'public.secrets'] } }] })
  })

  test('rights on the schema open its tables and no others', async () => {
    await role('Schema', [['schema_access', '[postgresql].[public]']])
    const client = await bench.server.person('schemer', ['sql_lab', 'Schema'])
    expect((await bench.run('postgresql', 'SELECT word FROM secrets', {}, client)).status).toBe(200)
    expect((await bench.run('postgresql', 'SELECT * FROM information_schema.tables', {}, client)).status).toBe(403)
    expect((await bench.run('mysql', 'SELECT word FROM secrets', {}, client)).status).toBe(403)
  })

  test('rights on the database open it whole', async () => {
    await role('Whole', [['database_access', `[postgresql].(id:${bench.databases.postgresql})`]])
    const client = await bench.server.person('whole', ['sql_lab', 'Whole'])
    expect((await bench.run('postgresql', 'SELECT word FROM secrets', {}, client)).status).toBe(200)
    expect((await bench.run('postgresql', 'SELECT table_name FROM information_schema.tables', {}, client)).status).toBe(200)
  })
})

/** Attack case 12. */
describe('case 12: tables under other names', () => {
  test.each(['postgresql', 'mysql', 'sqlite', 'duckdb'] as const)('12: %s: the lent table, and what is not lent', async (engine) => {
    const open = await asReader(engine, 'SELECT COUNT(*) AS n FROM sales')
    expect(open.status, open.text).toBe(200)
    const shut = await asReader(engine, 'SELECT * FROM secrets')
    expect([shut.status, errorType(shut)], shut.text).toEqual([403, 'TABLE_SECURITY_ACCESS_ERROR'])
  })

  const HIDDEN: Readonly<Record<string, readonly string[]>> = {
    postgresql: [
      'WITH sales AS (SELECT * FROM secrets) SELECT * FROM sales',
      'WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets',
      'SELECT * FROM sales WHERE id IN (SELECT id FROM secrets)',
      'SELECT (SELECT word FROM secrets) FROM sales',
      'SELECT * FROM sales UNION SELECT id, word, id FROM secrets',
      'SELECT * FROM "secrets"',
      'SELECT * FROM SECRETS',
      'SELECT * FROM public.secrets',
      'SELECT * FROM pg_temp.sales',
      'SELECT * FROM other.sales',
      'SELECT * FROM "Sales"',
      'TABLE secrets',
      'SELECT * FROM (TABLE secrets) x',
      'SELECT * FROM information_schema.tables',
      'SELECT relname FROM pg_class',
      'SELECT * FROM sales, LATERAL (SELECT * FROM secrets) s',
      'SELECT * FROM ONLY secrets',
      'SELECT s.* FROM sales CROSS JOIN secrets s',
      "SELECT * FROM dblink('', 'SELECT * FROM secrets') AS t(id int)",
      "SELECT query_to_xml('SELECT * FROM secrets', true, true, '')",
      "SELECT pg_get_viewdef('secrets')",
      'EXPLAIN SELECT * FROM secrets',
      'EXPLAIN ANALYZE SELECT * FROM secrets',
      'SHOW ALL',
      'SELECT * FROM sales; SELECT * FROM secrets',
      'VALUES ((SELECT word FROM secrets))',
      'SELECT ARRAY(SELECT word FROM secrets)',
      'SELECT EXISTS (SELECT 1 FROM secrets)',
    ],
    mysql: [
      'SELECT * FROM `secrets`',
      'SELECT * FROM sales /*!50000 UNION SELECT id, word, id FROM secrets */',
      'SELECT * FROM mysql.user',
      'SELECT * FROM information_schema.tables',
      'SHOW TABLES',
      'SHOW CREATE TABLE secrets',
      'DESCRIBE secrets',
      'DESC secrets',
      'EXPLAIN secrets',
      'SHOW COLUMNS FROM secrets',
      'SHOW INDEX FROM secrets',
      'SHOW DATABASES',
      'SELECT * FROM sales, (SELECT * FROM secrets) s',
    ],
    sqlite: [
      'SELECT * FROM [secrets]',
      "SELECT * FROM 'secrets'",
      'SELECT * FROM SECRETS',
      'SELECT * FROM main.secrets',
      'SELECT * FROM sqlite_master',
      'SELECT sql FROM sqlite_schema',
      'PRAGMA table_info(secrets)',
      "SELECT * FROM pragma_table_info('secrets')",
      'SELECT * FROM sales WHERE id IN secrets',
      'PRAGMA database_list',
    ],
    duckdb: [
      'FROM secrets',
      'SELECT * FROM main.secrets',
      'SELECT * FROM bench.main.secrets',
      'SELECT * FROM "SECRETS"',
      "SELECT * FROM query_table('secrets')",
      'SELECT * FROM duckdb_tables()',
      'SELECT * FROM information_schema.tables',
      'DESCRIBE secrets',
      'SUMMARIZE secrets',
      'SHOW TABLES',
      'PIVOT secrets ON word USING COUNT(*)',
      'SELECT * FROM sales POSITIONAL JOIN secrets',
    ],
  }
  test.each(Object.keys(HIDDEN) as EngineName[])('12: %s shows nothing of the other table', async (engine) => {
    for (const sql of HIDDEN[engine] ?? []) {
      const answer = await asReader(engine, sql)
      expect([sql, [403, 422].includes(answer.status)], answer.text).toEqual([sql, true])
      expect(answer.text).not.toContain('swordfish')
    }
  })

  test('12: a quoted table of another case is another table', async () => {
    await bench.set('postgresql', { allow_dml: true })
    expect((await bench.run('postgresql', `CREATE TABLE "Sales" (id int); INSERT INTO "Sales" VALUES (77)`)).status).toBe(200)
    await bench.set('postgresql', { allow_dml: false })
    for (const sql of ['SELECT * FROM "Sales"', 'SELECT * FROM "Sales" x, Sales y', 'SELECT * FROM public."Sales"'])
      expect([sql, (await asReader('postgresql', sql)).status]).toEqual([sql, 403])
    for (const sql of ['SELECT * FROM Sales', 'SELECT * FROM SALES', 'SELECT * FROM "sales"', 'SELECT * FROM PUBLIC.sales'])
      expect([sql, (await asReader('postgresql', sql)).status]).toEqual([sql, 200])
    expect((await bench.run('postgresql', 'SELECT * FROM "Sales"')).json<Ran>().data).toEqual([{ id: 77 }])
  })

  test('a chosen schema counts for names that leave theirs out', async () => {
    await bench.set('postgresql', { allow_dml: true })
    expect((await bench.run('postgresql', "CREATE SCHEMA other; CREATE TABLE other.sales AS SELECT 'swordfish' AS word")).status).toBe(200)
    await bench.set('postgresql', { allow_dml: false })
    expect((await asReader('postgresql', 'SELECT * FROM sales', { schema: 'other' })).status).toBe(403)
    expect((await asReader('postgresql', 'SELECT * FROM sales', { schema: 'public' })).status).toBe(200)
    expect((await asReader('postgresql', 'SET search_path TO other; SELECT * FROM sales')).status).toBe(403)
  })

  test('the same tables are closed for estimates, checks, and datasets', async () => {
    const body = { database_id: bench.databases.postgresql, sql: 'SELECT * FROM secrets' }
    expect((await reader.post('/api/v1/sqllab/estimate/', body)).status).toBe(403)
    const checked = await reader.post(`/api/v1/database/${bench.databases.postgresql}/validate_sql/`, { sql: 'SELECT * FROM secrets' })
    expect(checked.json<{ result: { message: string }[] }>().result[0]?.message).toContain('secrets')
    for (const path of ['select_star/secrets/', 'select_star/secrets/public/', 'table_metadata/?name=secrets&schema=public', 'table_metadata/?name=secrets'])
      expect((await reader.get(`/api/v1/database/${bench.databases.postgresql}/${path}`)).status, path).toBe(404)
    expect((await reader.get(`/api/v1/database/${bench.databases.postgresql}/select_star/sales/`)).status).toBe(200)
  })
})

describe('history', () => {
  const runsOf = async (client: Client): Promise<readonly { sql: string; user: { id: number } }[]> =>
    (await client.get(`/api/v1/query/${q({ page_size: 100, filters: [{ col: 'sql', opr: 'ct', value: 'history of' }] })}`)).json<{ result: [] }>().result

  test('is one’s own; all of it with all_query_access', async () => {
    await bench.run('sqlite', "SELECT 'history of admin' AS x")
    await asReader('sqlite', "SELECT 'history of reader' AS x")
    expect((await runsOf(reader)).map((run) => run.sql)).toEqual(["SELECT 'history of reader' AS x"])
    expect((await runsOf(bench.server.admin)).length).toBe(2)
    expect(await runsOf(nobody)).toEqual([])
  })

  test('40: single runs, results, downloads and stops of others are 404', async () => {
    const ran = (await bench.run('sqlite', "SELECT 'swordfish' AS x")).json<Ran>()
    const { resultsKey, id, queryId } = ran.query
    for (const answer of [
      await reader.get(`/api/v1/query/${queryId}`),
      await reader.get(`/api/v1/sqllab/results/${q({ key: resultsKey })}`),
      await reader.get(`/api/v1/sqllab/results/page/${q({ key: resultsKey })}`),
      await reader.get(`/api/v1/sqllab/export/${id}/`),
      await reader.post('/api/v1/sqllab/export_streaming/', new URLSearchParams({ client_id: id })),
      await reader.post('/api/v1/query/stop', { client_id: id }),
    ]) {
      expect(answer.status, answer.text).toBe(404)
      expect(answer.text).not.toContain('swordfish')
    }
    expect((await reader.get(`/api/v1/query/updated_since${q({ last_updated_ms: 0 })}`)).text).not.toContain('swordfish')
  })

  test('rows that were read close when the right to the table goes', async () => {
    await role('Briefly', [['database_access', `[postgresql].(id:${bench.databases.postgresql})`]])
    const client = await bench.server.person('brief', ['sql_lab', 'Briefly'])
    const { resultsKey, id } = (await bench.run('postgresql', 'SELECT word FROM secrets', {}, client)).json<Ran>().query
    const path = `/api/v1/sqllab/results/${q({ key: resultsKey })}`
    expect((await client.get(path)).status).toBe(200)
    const roleId = await bench.server.roleId('Briefly')
    await bench.server.admin.post(`/api/v1/security/roles/${roleId}/permissions`, { permission_view_menu_ids: [] })
    for (const answer of [await client.get(path), await client.get(`/api/v1/sqllab/export/${id}/`)]) {
      expect([answer.status, errorType(answer)]).toEqual([403, 'TABLE_SECURITY_ACCESS_ERROR'])
      expect(answer.text).not.toContain('swordfish')
    }
  })
})
