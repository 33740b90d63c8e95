import { type Answer, type Client, until } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { ENGINES, type EngineName, errorType, type SqlBench, startBench } from './sqllab-bench.ts'
import { startEmbedding } from './test-embedding.ts'
import { connectWarehouse, startServer } from './test-server.ts'

const SCHEMAS: Readonly<Record<EngineName, string | null>> = { postgresql: 'public', mysql: null, sqlite: 'main', duckdb: 'main' }
const MOMENTS: Readonly<Record<EngineName, string>> = {
  postgresql: "TIMESTAMP '2024-01-15 12:30:00'",
  mysql: "CAST('2024-01-15 12:30:00' AS DATETIME)",
  sqlite: "'2024-01-15 12:30:00'",
  duckdb: "TIMESTAMP '2024-01-15 12:30:00'",
}

let bench: SqlBench
let admin: Client
let reader: Client
let bound: Client
const datasets = {} as Record<EngineName, number>

const { stringify } = JSON

/** A role that reads `sales` by its datasets and nothing else, its samples and values too, beside what its people may do by other roles. */
const readersOf = async (name: string): Promise<void> => {
  const { db } = bench.server.running.ctx.metadata
  const role = (await admin.post('/api/v1/security/roles/', { name })).json<{ id: number }>().id
  const permissions = await db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select('permissions.id')
    .where('permission_names.name', 'in', ['datasource_access', 'can_samples', 'can_get_column_values', 'can_validate_expression'])
    .where('permission_views.name', 'in', ['Datasource', ...ENGINES.map((engine) => `[${engine}].[sales](id:${datasets[engine]})`)])
    .execute()
  expect(permissions).toHaveLength(ENGINES.length + 3)
  for (const { id } of permissions) await db.insertInto('role_permissions').values({ role_id: role, permission_id: id }).execute()
  bench.server.running.ctx.actors.forget()
}

beforeAll(async () => {
  bench = await startBench({ featureFlags: { ENABLE_TEMPLATE_PROCESSING: true, RLS_IN_SQLLAB: false } })
  admin = bench.server.admin
  for (const engine of ENGINES) {
    const made = await admin.post('/api/v1/dataset/', { database: bench.databases[engine], schema: SCHEMAS[engine], table_name: 'sales' })
    datasets[engine] = made.json<{ id: number }>().id
  }
  await readersOf('Readers')
  await readersOf('Bound')
  reader = await bench.server.person('reader', ['Gamma', 'sql_lab', 'Readers'])
  bound = await bench.server.person('bound', ['Gamma', 'sql_lab', 'Bound'])
  const rule = { name: 'north only', filter_type: 'Regular', clause: "region = 'north'", tables: ENGINES.map((engine) => datasets[engine]) }
  const made = await admin.post('/api/v1/rowlevelsecurity/', { ...rule, roles: [await bench.server.roleId('Bound')] })
  expect(made.status, made.text).toBe(201)
})
afterAll(() => bench[Symbol.asyncDispose]())

/** Runs the SQL in SQL Lab; the id of its run. */
const ran = async (engine: EngineName, sql: string, client = admin, more: object = {}): Promise<number> => {
  const answer = await bench.run(engine, sql, more, client)
  expect([sql, answer.status], answer.text).toEqual([sql, 200])
  return answer.json<{ query_id: number }>().query_id
}

const saved = async (engine: EngineName, sql: string, client = admin, more: object = {}): Promise<number> => {
  const answer = await client.post('/api/v1/saved_query/', { db_id: bench.databases[engine], schema: SCHEMAS[engine], label: 'kept', sql, ...more })
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

const COUNT = { expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'n' }
const SUM = { expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: 'SUM', label: 'total' }
const plain = { columns: ['id'], metrics: [], orderby: [['id', true]], row_limit: 100 }

const ask = (type: string, id: number | string, query: object = plain, top: object = {}, client = admin): Promise<Answer> =>
  client.post('/api/v1/chart/data', { datasource: { type, id }, queries: [query], ...top })

interface Item {
  readonly data: readonly Record<string, unknown>[]
  readonly colnames: readonly string[]
  readonly coltypes: readonly number[]
  readonly is_cached: boolean | null
  readonly query: string
}

const itemOf = (answer: Answer): Item => {
  expect(answer.status, answer.text).toBe(200)
  const [first] = answer.json<{ result: Item[] }>().result
  if (first === undefined) throw new Error('no result')
  return first
}

const shownOf = (answer: Answer) => {
  const { data, colnames, coltypes } = itemOf(answer)
  return [data, colnames, coltypes]
}

const idsOf = (answer: Answer): unknown => itemOf(answer).data.map((row) => Number(row['id']))

describe('charts over queries', () => {
  test.each(ENGINES)('%s: give the rows of a virtual dataset of the same SQL', async (engine) => {
    const sql = `SELECT id, region, amount, ${MOMENTS[engine]} AS sold_at FROM sales WHERE id < 6 -- some`
    const body = { database: bench.databases[engine], schema: SCHEMAS[engine], table_name: `v_${engine}`, sql }
    const virtual = (await admin.post('/api/v1/dataset/', body)).json<{ id: number }>().id
    const query = await ran(engine, `${sql}\n;`)
    const kept = await saved(engine, sql)
    const byMonth = { timeGrain: 'P1M', columnType: 'BASE_AXIS', sqlExpression: 'sold_at', label: 'sold_at', expressionType: 'SQL' }
    const region = { columns: ['region'], metrics: [COUNT], orderby: [['region', true]] }
    const kinds: readonly (readonly [object, object?])[] = [
      [plain],
      [region],
      [{ ...region, metrics: [SUM], orderby: [[SUM, false]], row_limit: 1 }],
      [{ ...region, filters: [{ col: 'region', op: '==', val: 'north' }] }],
      [{ ...region, filters: [{ col: 'region', op: 'IN', val: ["x' OR '1'='1", 'south'] }] }],
      [{ ...region, extras: { where: 'amount > 10', having: 'COUNT(*) > 1' } }],
      [{ ...plain, row_offset: 2, row_limit: 2 }],
      [{ ...region, post_processing: [{ operation: 'sort', options: { by: ['n'], ascending: false } }] }],
      [{ columns: [{ expressionType: 'SQL', sqlExpression: 'amount * 2', label: 'twice' }], metrics: [], orderby: [['twice', true]] }],
      ...(engine === 'sqlite'
        ? []
        : [[{ columns: [byMonth], metrics: [COUNT], filters: [{ col: 'sold_at', op: 'TEMPORAL_RANGE', val: '2024-01-01 : 2024-02-01' }] }] as const]),
      [region, { result_type: 'columns' }],
      [plain, { result_type: 'drill_detail' }],
    ]
    for (const [one, top] of kinds) {
      const wanted = shownOf(await ask('table', virtual, one, top))
      expect(wanted[0]?.length).toBeGreaterThan(0)
      for (const [type, id] of [
        ['query', query],
        ['query', String(query)],
        ['saved_query', kept],
      ] as const)
        expect([type, shownOf(await ask(type, id, one, top))]).toEqual([type, wanted])
    }
    const csv = (type: string, id: number) => ask(type, id, region, { result_format: 'csv' })
    const file = await csv('query', query)
    expect([file.status, file.text]).toEqual([200, (await csv('table', virtual)).text])
    expect(file.text).toContain('north,3')
  })

  test('have the columns of the result, no saved metrics, and a text that is one SELECT', async () => {
    const id = await ran('postgresql', 'SELECT id, region FROM sales')
    const unknown = await ask('query', id, { columns: ['nothing'], metrics: [] })
    expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining('nothing')])
    expect((await ask('query', id, { columns: ['region'], metrics: ['count'] })).text).toContain("'count'")
    for (const sql of ['SELECT 1 AS id; SELECT 2 AS id', 'SELECT 1 AS id; ; SELECT 1', 'EXPLAIN SELECT 1 AS id', 'SHOW search_path']) {
      const answer = await ask('query', await ran('postgresql', sql))
      expect([sql, answer.status], answer.text).toEqual([sql, 400])
    }
    for (const sql of ['DELETE FROM sales', 'WITH x AS (DELETE FROM sales RETURNING id) SELECT id FROM x', 'SELECT id FROM sales; DROP TABLE sales']) {
      const answer = await ask('saved_query', await saved('postgresql', sql))
      expect([sql, answer.status], answer.text).toEqual([sql, 400])
    }
    for (const sql of ['', '-- nothing', 'SELECT FROM WHERE !!']) expect((await ask('saved_query', await saved('postgresql', sql))).status).toBe(422)
    expect(idsOf(await ask('table', datasets.postgresql))).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('take views and unknown types of no kind, and ids that are none, for what they are', async () => {
    const view = await ask('view', 1)
    expect([view.status, view.json<{ message: object }>().message]).toEqual([400, { 'datasource.type': [expect.stringContaining('type view')] }])
    for (const [type, id, status] of [
      ['query', 99_999, 404],
      ['saved_query', 99_999, 404],
      ['query', '11111111-1111-1111-1111-111111111111', 404],
      ['query', '1 OR 1=1', 404],
      ['query', -1, 404],
    ] as const)
      expect([type, id, (await ask(type, id)).status]).toEqual([type, id, status])
  })

  test('fill in templates as SQL Lab did, by the parameters of the run', async () => {
    const sql = "SELECT id, '{{ current_username() }}' AS who FROM sales WHERE region = '{{ place }}' ORDER BY id"
    const templateParams = stringify({ place: 'south' })
    const query = await ran('postgresql', sql, admin, { templateParams })
    expect(itemOf(await ask('query', query, { ...plain, columns: ['id', 'who'] })).data).toEqual([
      { id: 4, who: 'admin' },
      { id: 5, who: 'admin' },
    ])
    const explored = await admin.get(`/api/v1/explore/?datasource_type=query&datasource_id=${query}`)
    expect(explored.json<{ result: object }>().result).toMatchObject({ dataset: { sql, template_params: templateParams } })
    expect(idsOf(await ask('saved_query', await saved('postgresql', sql, admin, { template_parameters: templateParams })))).toEqual([4, 5])
    const missing = await ask('saved_query', await saved('postgresql', sql))
    expect([missing.status, errorType(missing)]).toEqual([422, 'MISSING_TEMPLATE_PARAMS_ERROR'])
  })

  test('are kept in the cache by their text, for those who may read it', async () => {
    const [one, other] = [await ran('sqlite', 'SELECT 1 AS id'), await ran('sqlite', 'SELECT 2 AS id')]
    expect([idsOf(await ask('query', one)), idsOf(await ask('query', other))]).toEqual([[1], [2]])
    expect(itemOf(await ask('query', one)).is_cached).toBe(true)
    const kept = await saved('sqlite', 'SELECT 3 AS id')
    expect(idsOf(await ask('saved_query', kept))).toEqual([3])
    await admin.put(`/api/v1/saved_query/${kept}`, { sql: 'SELECT 4 AS id' })
    expect(idsOf(await ask('saved_query', kept))).toEqual([4])
    expect((await ask('query', one, plain, {}, reader)).status).toBe(404)
  })
})

describe('samples, values and Explore', () => {
  test('read queries too', async () => {
    for (const [type, id] of [
      ['query', await ran('duckdb', 'SELECT id, region FROM sales')],
      ['saved_query', await saved('duckdb', 'SELECT id, region FROM sales')],
    ] as const) {
      const sampled = await admin.post(`/datasource/samples?datasource_type=${type}&datasource_id=${id}&page=2&per_page=4`)
      expect(sampled.json<{ result: object }>().result).toMatchObject({ page: 2, per_page: 4, total_count: 6, rowcount: 2, colnames: ['id', 'region'] })
      const behind = await admin.post(`/datasource/samples?datasource_type=${type}&datasource_id=${id}`, {
        filters: [{ col: 'region', op: '==', val: 'south' }],
      })
      expect(behind.json<{ result: { total_count: number } }>().result.total_count).toBe(2)
      const values = await admin.get(`/api/v1/datasource/${type}/${id}/column/region/values/`)
      expect(values.json<{ result: unknown[] }>().result.map(String).toSorted()).toEqual(['north', 'null', 'south'])
      expect((await admin.get(`/api/v1/datasource/${type}/${id}/column/amount/values/`)).status).toBe(400)
      const checked = await admin.post(`/api/v1/datasource/${type}/${id}/validate_expression/`, { expression: 'id >', expression_type: 'where' })
      expect(checked.json<{ result: unknown[] }>().result).toHaveLength(1)
      const explained = await admin.post('/api/v1/explain/chart_data/', { datasource: { type, id }, queries: [plain] })
      expect([explained.status, explained.text.includes('AS virtual_table')], explained.text).toEqual([200, true])

      const explored = (await admin.get(`/api/v1/explore/?datasource_type=${type}&datasource_id=${id}`)).json<{ result: Record<string, object> }>().result
      expect(explored['dataset']).toMatchObject({
        id,
        type,
        metrics: [],
        owners: [],
        columns: [{ column_name: 'id' }, { column_name: 'region', type_generic: 1 }],
      })
      expect(explored['form_data']).toMatchObject({ datasource: `${id}__${type}` })
      const form = { datasource_id: id, datasource_type: type, form_data: stringify({ datasource: `${id}__${type}`, viz_type: 'pie' }) }
      const key = (await admin.post('/api/v1/explore/form_data', form)).json<{ key: string }>().key
      const again = (await admin.get(`/api/v1/explore/?form_data_key=${key}`)).json<{ result: Record<string, object> }>().result
      expect(again).toMatchObject({ dataset: { id, type }, form_data: { viz_type: 'pie', datasource: `${id}__${type}` } })
      const link = (await admin.post('/api/v1/explore/permalink', { formData: { datasource: `${id}__${type}` } })).json<{ key: string }>().key
      expect((await admin.get(`/api/v1/explore/permalink/${link}`)).json()).toMatchObject({
        datasourceType: type,
        datasourceId: id,
        datasource: `${id}__${type}`,
      })

      for (const path of [`explore/?form_data_key=${key}`, `explore/form_data/${key}`, `explore/permalink/${link}`, `explore/?permalink_key=${link}`])
        expect([path, (await reader.get(`/api/v1/${path}`)).status]).toEqual([path, 404])
      const chart = await admin.post('/api/v1/chart/', { slice_name: 'q', viz_type: 'table', datasource_id: id, datasource_type: type })
      expect([chart.status, Object.keys(chart.json<{ message: object }>().message)]).toEqual([422, ['datasource_type']])
    }
    for (const answer of [
      await admin.post('/datasource/samples?datasource_type=view&datasource_id=1'),
      await admin.get('/api/v1/datasource/view/1/column/id/values/'),
      await admin.get('/api/v1/explore/?datasource_type=view&datasource_id=1'),
      await admin.post('/api/v1/explore/form_data', { datasource_id: 1, datasource_type: 'view', form_data: '{}' }),
    ])
      expect(answer.status, answer.text).toBe(400)
  })
})

describe('12: tables of charts over queries', () => {
  const doors = async (type: string, id: number, client: Client): Promise<unknown> => {
    const answers = [
      await ask(type, id, plain, {}, client),
      await ask(type, id, plain, { result_format: 'csv' }, client),
      await ask(type, id, plain, { result_type: 'query' }, client),
      await ask(type, id, plain, { result_type: 'columns' }, client),
      await client.post(`/datasource/samples?datasource_type=${type}&datasource_id=${id}`),
      await client.get(`/api/v1/datasource/${type}/${id}/column/id/values/`),
      await client.post(`/api/v1/datasource/${type}/${id}/validate_expression/`, { expression: 'id' }),
      await client.get(`/api/v1/explore/?datasource_type=${type}&datasource_id=${id}`),
      await client.post('/api/v1/explore/form_data', { datasource_id: id, datasource_type: type, form_data: '{}' }),
      await client.post('/api/v1/explore/permalink', { formData: { datasource: `${id}__${type}` } }),
    ]
    for (const answer of answers) expect(answer.text).not.toContain('swordfish')
    return [...new Set(answers.map((answer) => answer.status))]
  }

  test("12: somebody else's query and saved query are not there, whichever door", async () => {
    for (const [type, id] of [
      ['query', await ran('postgresql', 'SELECT id FROM sales')],
      ['saved_query', await saved('postgresql', 'SELECT id FROM sales')],
    ] as const) {
      expect([type, await doors(type, id, reader)]).toEqual([type, [404]])
      expect([type, await doors(type, id, bench.server.nobody)]).toEqual([type, [401]])
      const gamma = await bench.server.person(`gamma-${type}`)
      expect([type, await doors(type, id, gamma)]).toEqual([type, [403]])
    }
    // The ids of datasets open nothing else: the reader may read the dataset of that id
    expect((await ask('table', datasets.postgresql, plain, {}, reader)).status).toBe(200)
    expect((await ask('query', datasets.postgresql, plain, {}, reader)).status).toBe(404)
  })

  test.each(ENGINES)('12: %s: what a reader writes reads the tables of their own rights only', async (engine) => {
    const open = await ran(engine, 'SELECT id FROM sales', reader)
    expect(idsOf(await ask('query', open, plain, {}, reader))).toEqual([1, 2, 3, 4, 5, 6])
    for (const sql of [
      'SELECT id, word FROM secrets',
      'WITH sales AS (SELECT * FROM secrets) SELECT id, word FROM sales',
      'SELECT id, (SELECT MAX(word) FROM secrets) AS word FROM sales',
      'SELECT id FROM sales UNION SELECT id FROM secrets',
      `SELECT id FROM ${engine === 'mysql' ? '`secrets`' : '"secrets"'}`,
      "SELECT id FROM {{ 'sec' ~ 'rets' }}",
      "SELECT id FROM {{ 'secrets' if filter_values('id', '1') else 'sales' }}",
    ]) {
      const answer = await ask('saved_query', await saved(engine, sql, reader), plain, {}, reader)
      expect([sql, answer.status, answer.text.includes('swordfish')], answer.text).toEqual([sql, 403, false])
    }
  })

  test('12: a template is filled in once: its text is not read as one again', async () => {
    const sql = "SELECT id, '{{ x }}' AS word FROM sales ORDER BY id"
    for (const x of ["{{ ' || (SELECT MAX(word) FROM secrets) || ' }}", '{{ "\' || (SELECT MAX(word) FROM secrets) || \'" }}', '{{ 1 + 1 }}']) {
      const kept = await saved('postgresql', sql, reader, { template_parameters: stringify({ x }) })
      const answer = await ask('saved_query', kept, { ...plain, columns: ['id', 'word'] }, {}, reader)
      expect(answer.text).not.toContain('swordfish')
      if (answer.status === 200) expect(itemOf(answer).data[0]?.['word']).toBe(x)
    }
    const kept = await saved('postgresql', sql, reader, { template_parameters: stringify({ x: '{{ 1 + 1 }}' }) })
    expect(itemOf(await ask('saved_query', kept, { columns: ['word'], metrics: [] }, {}, reader)).data[0]).toEqual({ word: '{{ 1 + 1 }}' })
  })

  test('12: rights that were lost since close the query again', async () => {
    const leaver = await bench.server.person('leaver', ['Gamma', 'sql_lab', 'Readers'])
    const { db } = bench.server.running.ctx.metadata
    const { id: user } = await db.selectFrom('users').select('id').where('username', '=', 'leaver').executeTakeFirstOrThrow()
    const roles = async (...names: string[]) =>
      admin.put(`/api/v1/security/users/${user}`, { roles: await Promise.all(names.map((name) => bench.server.roleId(name))) })
    const query = await ran('postgresql', 'SELECT id FROM sales', leaver)
    expect((await ask('query', query, plain, {}, leaver)).status).toBe(200)
    await roles('Gamma', 'sql_lab')
    expect(await doors('query', query, leaver)).toEqual([403])
    await roles('Gamma', 'Readers')
    expect(await doors('query', query, leaver)).toEqual([403])
    await roles('Gamma', 'sql_lab', 'Readers')
    expect((await ask('query', query, plain, {}, leaver)).status).toBe(200)
    await bench.set('postgresql', { expose_in_sqllab: false })
    expect((await ask('query', query, plain, {}, leaver)).status).toBe(403)
    await bench.set('postgresql', { expose_in_sqllab: true })
  })
})

describe('8: row-level rules in charts over queries', () => {
  test.each(ENGINES)('8: %s: hold in every query and through every door, also of what others asked before', async (engine) => {
    for (const sql of [
      'SELECT id, region, amount FROM sales',
      'WITH x AS (SELECT * FROM sales) SELECT * FROM x',
      'SELECT a.id, a.region, a.amount FROM sales a JOIN sales b ON a.id = b.id',
    ]) {
      const query = await ran(engine, sql, bound)
      expect([sql, idsOf(await ask('query', query, plain, {}, bound))]).toEqual([sql, [1, 2, 3]])
      // The administrator sees all runs, by their own rules
      expect([sql, idsOf(await ask('query', query))]).toEqual([sql, [1, 2, 3, 4, 5, 6]])
      expect([sql, idsOf(await ask('query', query, plain, {}, bound))]).toEqual([sql, [1, 2, 3]])
      const total = itemOf(await ask('query', query, { columns: [], metrics: [SUM] }, {}, bound)).data
      expect(total.map((row) => Number(row['total']))).toEqual([60])
      expect((await ask('query', query, plain, { result_format: 'csv' }, bound)).text.trim().split(/\r?\n/)).toEqual(['id', '1', '2', '3'])
      const sampled = await bound.post(`/datasource/samples?datasource_type=query&datasource_id=${query}`)
      expect([sampled.status, sampled.json<{ result: { total_count: number } }>().result.total_count], sampled.text).toEqual([200, 3])
      const values = await bound.get(`/api/v1/datasource/query/${query}/column/region/values/`)
      expect(values.json<{ result: unknown[] }>().result).toEqual(['north'])
    }
  })

  test('8: a database does not quote rows that a rule hides', async () => {
    const kept = await saved('postgresql', "SELECT CAST((SELECT MAX(region) FROM sales WHERE region <> 'north') AS integer) AS id", bound)
    const query = await ran('postgresql', 'SELECT id, region FROM sales', bound)
    expect(itemOf(await ask('saved_query', kept, plain, {}, bound)).data).toEqual([{ id: null }])
    const number = { expressionType: 'SQL', sqlExpression: 'MAX(CAST(region AS integer))', label: 'x' }
    const answer = await ask('query', query, { columns: [], metrics: [number] }, {}, bound)
    expect([answer.status, /north|south/.test(answer.text), answer.text.includes('not shown')]).toEqual([400, false, true])
    const asked = await ask('saved_query', await saved('postgresql', "SELECT CAST('south' || id AS integer) AS id FROM sales", bound), plain, {}, bound)
    expect([asked.status, asked.text.includes('south')]).toEqual([400, false])
  })
})

test('the administrator sees the runs of others, not what they saved', async () => {
  expect((await ask('query', await ran('sqlite', 'SELECT 1 AS id', reader))).status).toBe(200)
  expect((await ask('saved_query', await saved('sqlite', 'SELECT 1 AS id', reader))).status).toBe(404)
})

test('12: guests draw no queries, whatever stands on their dashboard', async () => {
  await using embedding = await startEmbedding()
  const { databaseId, dashboardId, chartId } = embedding
  const made = await embedding.server.admin.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql: 'SELECT id FROM sales' })
  const id = made.json<{ query_id: number }>().query_id
  const guest = await embedding.guest()
  for (const form_data of [{}, { dashboardId }, { dashboardId, slice_id: chartId }, { dashboardId, slice_id: 0, chart_id: chartId }])
    for (const type of ['query', 'saved_query']) expect((await ask(type, id, plain, { form_data }, guest)).status).toBe(403)
  expect((await guest.post(`/datasource/samples?datasource_type=query&datasource_id=${id}&dashboard_id=${dashboardId}`)).status).toBe(403)
})

test('a worker asks them as the one who asked', async () => {
  await using server = await startServer({ config: { featureFlags: { GLOBAL_ASYNC_QUERIES: true } } })
  const { databaseId } = await connectWarehouse(server)
  const made = await server.admin.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql: 'SELECT id FROM sales WHERE id < 3' })
  const asked = await ask('query', made.json<{ query_id: number }>().query_id, plain, {}, server.admin)
  expect(asked.status, asked.text).toBe(202)
  const worker = await workerOf(server.running, 'queries=1')
  const events = async () =>
    (await server.admin.get('/api/v1/async_event/?last_id=')).json<{ result: { status: string; result_url: string | null }[] }>().result
  await until('the end', async () => (await events()).some((one) => one.status !== 'running'))
  const url = (await events()).at(-1)?.result_url ?? ''
  expect(idsOf(await server.admin.get(url))).toEqual([1, 2])
  expect((await (await server.person('other', ['Alpha', 'sql_lab'])).get(url)).status).toBe(404)
  await worker.close(1000)
})
