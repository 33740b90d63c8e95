import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, type EngineName, errorType, type Ran, type SqlBench, startBench } from './sqllab-bench.ts'

let bench: SqlBench
let bound: Client
let trusted: Client

/** Binds people of a role to the rows of `sales` that the clauses allow, in one database. */
const rule = async (engine: EngineName, datasetId: number, clause: string, groupKey: string | null = null): Promise<void> => {
  const { db } = bench.server.running.ctx.metadata
  const now = Date.now()
  await db
    .insertInto('rls_rules')
    .values({
      name: `${engine} ${clause} ${groupKey}`,
      description: null,
      filter_type: 'Regular',
      group_key: groupKey,
      clause,
      created_on: now,
      changed_on: now,
      created_by: 1,
      changed_by: 1,
    })
    .execute()
  const { id } = await db.selectFrom('rls_rules').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
  await db
    .insertInto('rls_rule_roles')
    .values({ rule_id: id, role_id: await bench.server.roleId('Bound') })
    .execute()
  await db.insertInto('rls_rule_datasets').values({ rule_id: id, dataset_id: datasetId }).execute()
}

beforeAll(async () => {
  bench = await startBench({ featureFlags: { RLS_IN_SQLLAB: true }, sqllabUnparsedRoles: ['Trusted'] }, false)
  for (const name of ['Bound', 'Trusted']) await bench.server.admin.post('/api/v1/security/roles/', { name })
  bound = await bench.server.person('bound', ['Alpha', 'sql_lab', 'Bound'])
  trusted = await bench.server.person('trusted', ['Alpha', 'sql_lab', 'Trusted'])
  for (const engine of ENGINES) {
    const schema = engine === 'mysql' ? null : engine === 'postgresql' ? 'public' : 'main'
    const made = await bench.server.admin.post('/api/v1/dataset/', { database: bench.databases[engine], schema, table_name: 'sales' })
    expect(made.status, made.text).toBe(201)
    const { id } = made.json<{ id: number }>()
    await rule(engine, id, "region = 'north' OR region IS NULL", 'places')
    await rule(engine, id, "region = 'south'", 'places')
    await rule(engine, id, 'amount < 60')
  }
})
afterAll(() => bench[Symbol.asyncDispose]())

const ids = async (engine: EngineName, sql: string, client: Client = bound): Promise<unknown> => {
  const answer = await bench.run(engine, sql, {}, client)
  expect([sql, answer.status], answer.text).toEqual([sql, 200])
  return answer.json<Ran>().data.map((row) => Number(Object.values(row)[0]))
}

describe('row-level rules', () => {
  test.each(ENGINES)('%s: hold in every scope', async (engine) => {
    const allowed = [1, 2, 3, 4, 6]
    for (const sql of [
      'SELECT id FROM sales ORDER BY id',
      'SELECT id FROM sales WHERE 1 = 1 OR 1 = 1 ORDER BY id',
      'SELECT s.id FROM sales s ORDER BY s.id',
      'SELECT id FROM (SELECT * FROM sales) x ORDER BY id',
      'WITH x AS (SELECT * FROM sales) SELECT id FROM x ORDER BY id',
      // SQLite calls this a circle
      ...(engine === 'sqlite' ? [] : ['WITH sales AS (SELECT * FROM sales) SELECT id FROM sales ORDER BY id']),
      'SELECT id FROM sales WHERE id IN (SELECT id FROM sales) ORDER BY id',
      'SELECT id FROM sales UNION SELECT id FROM sales ORDER BY 1',
      'SELECT a.id FROM sales a JOIN sales b ON a.id = b.id ORDER BY a.id',
      'SELECT id FROM SALES ORDER BY id'.replace('SALES', engine === 'mysql' ? '`sales`' : 'SALES'),
      'SELECT id /* sales */ FROM sales -- sales\n ORDER BY id',
    ])
      expect([sql, await ids(engine, sql)]).toEqual([sql, allowed])
    expect(await ids(engine, 'SELECT SUM(amount) AS total FROM sales')).toEqual([110])
    expect(await ids(engine, 'SELECT id FROM sales ORDER BY id', bench.server.admin)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await ids(engine, 'SELECT id FROM secrets')).toEqual([1])
  })

  test('hold for kept results, downloads and estimates too', async () => {
    const ran = (await bench.run('postgresql', 'SELECT id FROM sales ORDER BY id', { client_id: 'ruled1' }, bound)).json<Ran>()
    const page = (await bound.get(`/api/v1/sqllab/results/page/${q({ key: ran.query.resultsKey })}`)).json<{ total: number }>()
    expect(page.total).toBe(5)
    const streamed = await bound.post('/api/v1/sqllab/export_streaming/', new URLSearchParams({ client_id: 'ruled1' }))
    expect(streamed.text).toBe('id\r\n1\r\n2\r\n3\r\n4\r\n6\r\n')
    await bench.server.running.ctx.caches.results.deletePrefix('sqllab-results:')
    expect((await bound.get('/api/v1/sqllab/export/ruled1/')).text).toContain('id\n1\n2\n3\n4\n6\n')
    expect((await bound.post('/api/v1/sqllab/estimate/', { database_id: bench.databases.postgresql, sql: 'SELECT id FROM sales' })).status).toBe(200)
  })

  test('what cannot be restricted is refused', async () => {
    await bench.set('postgresql', { allow_dml: true, allow_ctas: true })
    for (const sql of [
      'UPDATE sales SET amount = 0',
      'DELETE FROM sales',
      'INSERT INTO secrets SELECT id, region FROM sales',
      'CREATE TABLE leaked AS SELECT * FROM sales',
      'CREATE VIEW leaked AS SELECT * FROM sales',
      'EXPLAIN ANALYZE DELETE FROM sales',
      "SELECT * FROM dblink('', 'SELECT * FROM sales') AS t(id int)",
      "SELECT query_to_xml('SELECT * FROM sales', true, true, '')",
      'TABLE sales',
    ]) {
      const answer = await bench.run('postgresql', sql, {}, bound)
      expect([sql, [403, 422].includes(answer.status)], answer.text).toEqual([sql, true])
    }
    const made = await bench.run('postgresql', 'SELECT id FROM sales', { select_as_cta: true, tmp_table_name: 'copied' }, bound)
    expect(made.status, made.text).toBe(200)
    expect(await ids('postgresql', 'SELECT COUNT(*) AS n FROM copied', bench.server.admin)).toEqual([5])
    await bench.set('postgresql', { allow_dml: false, allow_ctas: false })
  })
})

describe('what the parser does not understand', () => {
  const ODD = 'SELECT 1 AS a !!! 2'
  const UNKNOWN = 'TABLE secrets'

  test('is refused', async () => {
    for (const sql of [ODD, UNKNOWN]) expect(errorType(await bench.run('postgresql', sql))).toBe('INVALID_SQL_ERROR')
  })

  test('runs for people of a trusted role, read-only', async () => {
    const answer = await bench.run('postgresql', UNKNOWN, {}, trusted)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json<Ran>().data).toEqual([{ id: 1, word: 'swordfish' }])
    expect((await bench.run('postgresql', ODD, {}, trusted)).status).toBe(400)
    await bench.set('postgresql', { allow_dml: true })
    const written = await bench.run('postgresql', 'TABLE secrets; DELETE FROM secrets', {}, trusted)
    expect([400, 422].includes(written.status), written.text).toBe(true)
    expect(await ids('postgresql', 'SELECT COUNT(*) AS n FROM secrets', bench.server.admin)).toEqual([1])
    await bench.set('postgresql', { allow_dml: false })
  })

  test('keeps the forbidden names, and the rules of whoever has some', async () => {
    for (const sql of ['TABLE pg_shadow', 'TABLE pg_catalog.pg_authid', '((SELECT pg_sleep(0))', 'TABLE "pg_roles"']) {
      const answer = await bench.run('postgresql', sql, {}, trusted)
      expect([sql, answer.status], answer.text).toEqual([sql, 422])
    }
    const both = await bench.server.person('both', ['Alpha', 'sql_lab', 'Trusted', 'Bound'])
    expect(errorType(await bench.run('postgresql', 'TABLE sales', {}, both))).toBe('INVALID_SQL_ERROR')
    const partly = await bench.server.person('partly', ['sql_lab', 'Trusted'])
    expect((await bench.run('postgresql', UNKNOWN, {}, partly)).status).toBe(422)
  })
})
