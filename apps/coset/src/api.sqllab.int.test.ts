import { q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, errorType, type Ran, type SqlBench, startBench } from './sqllab-bench.ts'

let bench: SqlBench
beforeAll(async () => {
  bench = await startBench({ sqllabTimeout: 3, displayMaxRow: 50, sqlMaxRow: 500, resultMaxBytes: 5_000_000 })
})
afterAll(() => bench[Symbol.asyncDispose]())

const ran = async (...args: Parameters<SqlBench['run']>): Promise<Ran> => {
  const answer = await bench.run(...args)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Ran>()
}

const SERIES = 'SELECT * FROM generate_series(1, 400) AS n'

describe('running', () => {
  test.each(ENGINES)('%s: the rows of the last statement', async (engine) => {
    const { data, query } = await ran(
      engine,
      'SELECT 1 AS a; SELECT region, SUM(amount) AS total FROM sales WHERE region IS NOT NULL GROUP BY region ORDER BY 1',
    )
    expect(data.map((row) => [row['region'], Number(row['total'])])).toEqual([
      ['north', 60],
      ['south', 150],
    ])
    expect(query).toMatchObject({ rows: 2, state: 'success', limitingFactor: 'NOT_LIMITED', limitedBy: null })
  })

  test('values have the forms of the answer', async () => {
    const { data, columns } = await ran(
      'postgresql',
      `SELECT 9007199254740991 AS safe, 9007199254740993::bigint AS big, 1.50::numeric AS dec, 'NaN'::float8 AS nan, 0.5::float8 AS half, true AS yes, NULL AS none,
        DATE '2020-01-02' AS d, TIMESTAMP '2020-01-02 03:04:05' AS ts, TIMESTAMP '2020-01-02 03:04:05.5' AS frac, '2020-01-02 03:04:05+02'::timestamptz AS tz,
        TIME '01:02:03' AS t, INTERVAL '1 day 2 hours' AS i, '{"a": [1, null]}'::jsonb AS j, ARRAY[1,2] AS arr, '\\x41'::bytea AS txt, '\\xff'::bytea AS bin, 1 AS twice, 2 AS twice`,
    )
    expect(data).toEqual([
      {
        safe: 9007199254740991,
        big: '9007199254740993',
        dec: 1.5,
        nan: null,
        half: 0.5,
        yes: true,
        none: null,
        d: '2020-01-02',
        ts: '2020-01-02T03:04:05',
        frac: '2020-01-02T03:04:05.500000',
        tz: '2020-01-02T01:04:05+00:00',
        t: '01:02:03',
        i: '1 days 02:00:00',
        j: "{'a': [1, None]}",
        arr: '[1, 2]',
        txt: 'A',
        bin: '[bytes]',
        twice: 1,
        twice__1: 2,
      },
    ])
    const kinds = Object.fromEntries(columns.map((column) => [column.name, [column.type, column.type_generic, column.is_dttm]]))
    expect(kinds).toMatchObject({
      big: ['LONGINTEGER', 0, false],
      dec: ['DECIMAL', 0, false],
      yes: ['BOOLEAN', 3, false],
      d: ['DATE', 2, true],
      tz: ['DATETIMETZ', 2, true],
      bin: ['BINARY', null, false],
      twice__1: ['INTEGER', 0, false],
    })
  })

  test('types that SQLite does not tell are read from the rows', async () => {
    const { columns } = await ran('sqlite', "SELECT 1 + 1 AS i, 1.5 + 1 AS f, 'x' || 'y' AS s, NULL AS n")
    expect(columns.map((column) => [column.name, column.type, column.type_generic])).toEqual([
      ['i', 'INT', 0],
      ['f', 'FLOAT', 0],
      ['s', 'STRING', 1],
      ['n', 'STRING', 1],
    ])
  })

  test('an empty result keeps its columns, a statement without a result has none', async () => {
    expect((await ran('postgresql', 'SELECT id, region FROM sales WHERE false')).columns.map((column) => column.name)).toEqual(['id', 'region'])
    expect(await ran('postgresql', 'SELECT')).toMatchObject({ columns: [], data: [], query: { rows: 0, resultsKey: null } })
  })

  test('a name of a run serves once', async () => {
    await ran('sqlite', 'SELECT 1', { client_id: 'once' })
    const again = await bench.run('sqlite', 'SELECT 2', { client_id: 'once' })
    expect(again.status, again.text).toBe(400)
    expect((await bench.run('sqlite', 'SELECT 1', { client_id: 'x'.repeat(12) })).status).toBe(400)
  })

  test('wrong bodies name their fields', async () => {
    const { admin } = bench.server
    expect((await admin.post('/api/v1/sqllab/execute/', {})).json()).toEqual({
      message: { database_id: ['Missing data for required field.'], sql: ['Missing data for required field.'] },
    })
    for (const body of [{ sql: {} }, { schema: 1 }, { queryLimit: 'seven' }, { keepLimit: 'perhaps' }, { surprise: true }, { ctas_method: 'DROP' }]) {
      const answer = await admin.post('/api/v1/sqllab/execute/', { database_id: bench.databases.sqlite, sql: 'SELECT 1', ...body })
      expect([answer.status, Object.keys(answer.json<{ message: object }>().message)]).toEqual([400, Object.keys(body)])
    }
  })
})

describe('limits', () => {
  test.each([
    [SERIES, 10, 10, 'UNKNOWN', 'DROPDOWN'],
    [SERIES, 400, 400, 'NOT_LIMITED', null],
    [SERIES, 399, 399, 'UNKNOWN', 'DROPDOWN'],
    [`${SERIES} LIMIT 5`, 10, 5, 'UNKNOWN', 'QUERY'],
    [`${SERIES} LIMIT 10`, 10, 10, 'UNKNOWN', 'QUERY_AND_DROPDOWN'],
    [`${SERIES} LIMIT 20`, 10, 10, 'UNKNOWN', 'DROPDOWN'],
    [`${SERIES} WHERE n < 4 LIMIT 20`, 30, 3, 'NOT_LIMITED', null],
    [`(${SERIES} LIMIT 5)`, 3, 3, 'UNKNOWN', 'DROPDOWN'],
    [`SELECT 1 AS n UNION ALL ${SERIES}`, 7, 7, 'UNKNOWN', 'DROPDOWN'],
    ['SELECT * FROM generate_series(1, 2000) AS n', 0, 500, 'UNKNOWN', 'DROPDOWN'],
    ['SELECT * FROM generate_series(1, 2000) AS n', 999_999, 500, 'UNKNOWN', 'DROPDOWN'],
  ])('%s, %i chosen: %i rows, %s', async (sql, queryLimit, rows, factor, by) => {
    const { query } = await ran('postgresql', sql, { queryLimit, keepLimit: true })
    expect([query.rows, query.limitingFactor, query.limitedBy]).toEqual([rows, factor, by])
  })

  test.each([
    [`${SERIES} LIMIT 5`, 10, 10, 'UNKNOWN'],
    [`${SERIES} LIMIT 0`, 10, 10, 'UNKNOWN'],
    [`${SERIES} LIMIT 20`, 10, 10, 'UNKNOWN'],
    [`${SERIES} LIMIT 5 OFFSET 397`, 10, 3, 'NOT_LIMITED'],
    [`${SERIES} FETCH FIRST 5 ROWS ONLY`, 10, 10, 'UNKNOWN'],
    [`SELECT * FROM (${SERIES} LIMIT 5) q`, 10, 5, 'NOT_LIMITED'],
    [`SELECT 1 AS n; ${SERIES} LIMIT 5`, 10, 10, 'UNKNOWN'],
  ])('%s gives way to the %i that a client of the field chose: %i rows', async (sql, queryLimit, rows, factor) => {
    const { query } = await ran('postgresql', sql, { queryLimit })
    expect([query.rows, query.limit, query.limitingFactor]).toEqual([rows, queryLimit, factor])
  })

  test('the answer carries so many rows and tells that there are more', async () => {
    const whole = await ran('postgresql', SERIES)
    expect([whole.data.length, whole.query.rows, whole.displayLimitReached]).toEqual([50, 400, true])
    const few = await ran('postgresql', SERIES, { previewRows: 3 })
    expect([few.data, few.query.rows, few.displayLimitReached]).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }], 400, true])
    const none = await ran('postgresql', SERIES, { previewRows: 0 })
    expect(none.data).toEqual([])
  })

  test('statements before the last are capped too', async () => {
    const { query } = await ran(
      'postgresql',
      'SELECT a.id FROM sales a, sales b, sales c, sales d, sales e, sales f, sales g, sales h, sales i, sales j; SELECT 1 AS b',
      { queryLimit: 5 },
    )
    expect(query.rows).toBe(1)
  })

  test('a result that is too large is refused instead of filling the memory', async () => {
    const answer = await bench.run('postgresql', "SELECT repeat('x', 20000) AS x FROM generate_series(1, 400)")
    expect([answer.status, errorType(answer)]).toEqual([422, 'RESULT_TOO_LARGE_ERROR'])
  })
})

describe('what goes wrong', () => {
  test.each([
    ['postgresql', 'SELECT nope FROM sales', 'COLUMN_DOES_NOT_EXIST_ERROR'],
    ['postgresql', 'SELECT * FROM nope', 'GENERIC_DB_ENGINE_ERROR'],
    ['mysql', 'SELECT * FROM nope', 'TABLE_DOES_NOT_EXIST_ERROR'],
    ['sqlite', 'SELECT nope FROM sales', 'COLUMN_DOES_NOT_EXIST_ERROR'],
    ['duckdb', 'SELECT * FROM nope', 'TABLE_DOES_NOT_EXIST_ERROR'],
    ['postgresql', 'SELECT 1/0', 'GENERIC_DB_ENGINE_ERROR'],
  ] as const)('%s: %s is %s', async (engine, sql, code) => {
    const answer = await bench.run(engine, sql)
    expect([answer.status, errorType(answer)], answer.text).toEqual([400, code])
    expect(answer.json()).toMatchObject({ errors: [{ level: 'error', extra: { engine_name: expect.any(String) as string } }] })
  })

  test.each(['', '   ', ';', '-- only a comment', '/* x */', 'SELEC 1', 'SELECT FROM WHERE', 'SELECT 1; SELEC 2', '(((', 'TABLE sales'])(
    '“%s” is no SQL to run',
    async (sql) => {
      const answer = await bench.run('postgresql', sql)
      expect([answer.status, errorType(answer)], answer.text).toEqual([422, 'INVALID_SQL_ERROR'])
    },
  )

  test('a failed run stays in the history with its error', async () => {
    await bench.run('sqlite', 'SELECT nope FROM sales', { client_id: 'failed1' })
    const list = (await bench.server.admin.get(`/api/v1/query/${q({ filters: [{ col: 'sql', opr: 'eq', value: 'SELECT nope FROM sales' }] })}`)).json<{
      result: object[]
    }>()
    expect(list.result[0]).toMatchObject({ client_id: 'failed1', status: 'failed', error_message: expect.stringContaining('nope') as string })
  })

  test('a run that takes too long is stopped at its database', async () => {
    const began = performance.now()
    const answer = await bench.run('postgresql', 'SELECT COUNT(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b', { client_id: 'slow1' })
    expect([answer.status, errorType(answer)]).toEqual([408, 'SQLLAB_TIMEOUT_ERROR'])
    expect(performance.now() - began).toBeLessThan(9_000)
    const row = (await bench.server.admin.get(`/api/v1/query/${q({ filters: [{ col: 'status', opr: 'eq', value: 'timed_out' }] })}`)).json<{
      result: object[]
    }>()
    expect(row.result[0]).toMatchObject({ client_id: 'slow1' })
  })
})

describe('stopping', () => {
  test('ends the statement at the database and the answer of whoever waits', async () => {
    const slow = bench.run('postgresql', 'SELECT COUNT(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b', { client_id: 'stop1' })
    const { db } = bench.server.running.ctx.metadata
    const until = performance.now() + 5_000
    while ((await db.selectFrom('queries').select('status').where('client_id', '=', 'stop1').executeTakeFirst())?.status !== 'running') {
      expect(performance.now()).toBeLessThan(until)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const again = await bench.run('postgresql', 'SELECT 1', { client_id: 'stop1' })
    expect([again.status, again.json()]).toMatchObject([200, { query: { id: 'stop1', state: 'running' } }])
    expect(Object.keys(again.json())).toEqual(['query'])
    expect((await bench.server.admin.post('/api/v1/query/stop', { client_id: 'stop1' })).json()).toEqual({ result: 'OK' })
    const answer = await slow
    expect([answer.status, errorType(answer)]).toEqual([400, 'QUERY_STOPPED'])
    const busy = await ran('postgresql', 'SELECT COUNT(*) AS n FROM generate_series(1, 1) WHERE false')
    expect(busy.query.state).toBe('success')
    expect((await db.selectFrom('queries').select('status').where('client_id', '=', 'stop1').executeTakeFirst())?.status).toBe('stopped')
  })

  test('reaches a run of another server through its row', async () => {
    const slow = bench.run('postgresql', 'SELECT COUNT(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b', { client_id: 'stop2' })
    const { db } = bench.server.running.ctx.metadata
    await new Promise((resolve) => setTimeout(resolve, 300))
    await db.updateTable('queries').set({ status: 'stopped' }).where('client_id', '=', 'stop2').execute()
    const began = performance.now()
    expect(errorType(await slow)).toBe('QUERY_STOPPED')
    expect(performance.now() - began).toBeLessThan(2_600)
  })

  test('an unknown run is 404, one that has ended stays as it is', async () => {
    const unknown = await bench.server.admin.post('/api/v1/query/stop', { client_id: 'nope' })
    expect([unknown.status, unknown.json()]).toEqual([404, { message: 'Query with client_id nope not found' }])
    await ran('sqlite', 'SELECT 1', { client_id: 'ended' })
    expect((await bench.server.admin.post('/api/v1/query/stop', { client_id: 'ended' })).status).toBe(200)
    const { db } = bench.server.running.ctx.metadata
    expect((await db.selectFrom('queries').select('status').where('client_id', '=', 'ended').executeTakeFirstOrThrow()).status).toBe('success')
  })
})

describe('writing', () => {
  test.each(ENGINES)('%s: a script of several writes runs in one session where that is allowed', async (engine) => {
    await bench.set(engine, { allow_dml: true })
    const { data } = await ran(
      engine,
      'CREATE TEMPORARY TABLE passing (id INTEGER); INSERT INTO passing SELECT id FROM sales; DELETE FROM passing WHERE id > 4; SELECT COUNT(*) AS n FROM passing',
    )
    expect(data).toEqual([{ n: 4 }])
    expect((await bench.run(engine, 'SELECT * FROM passing')).status).toBe(400)
    await ran(engine, 'CREATE TABLE kept (id INTEGER); INSERT INTO kept VALUES (1)')
    expect((await ran(engine, 'SELECT COUNT(*) AS n FROM kept')).data).toEqual([{ n: 1 }])
    await ran(engine, 'DROP TABLE kept')
    await bench.set(engine, { allow_dml: false })
    expect(errorType(await bench.run(engine, 'CREATE TABLE kept (id INTEGER)'))).toBe('DML_NOT_ALLOWED_ERROR')
  })

  test.each(ENGINES)('%s: tables and views of a SELECT, only where switched on', async (engine) => {
    const table = { select_as_cta: true, ctas_method: 'TABLE', tmp_table_name: 'made; DROP TABLE sales' }
    const refused = await bench.run(engine, 'SELECT id FROM sales', table)
    expect([refused.status, errorType(refused)]).toEqual([422, 'INVALID_CTAS_QUERY_ERROR'])
    await bench.set(engine, { allow_ctas: true, allow_cvas: true })
    expect(errorType(await bench.run(engine, 'SELECT 1; SELECT 2', { ...table, ctas_method: 'VIEW' }))).toBe('INVALID_CVAS_QUERY_ERROR')
    expect(errorType(await bench.run(engine, 'EXPLAIN SELECT 1', table))).toBe('INVALID_CTAS_QUERY_ERROR')
    expect(errorType(await bench.run(engine, 'DELETE FROM sales', table))).toBe('DML_NOT_ALLOWED_ERROR')
    const made = await ran(engine, 'SELECT id FROM sales', { ...table, queryLimit: 2, client_id: `ctas${engine.slice(0, 6)}` })
    expect(made.query).toMatchObject({ rows: 0, tempTable: 'made; DROP TABLE sales', state: 'success' })
    const quote = engine === 'mysql' ? '`' : '"'
    expect((await ran(engine, `SELECT COUNT(*) AS n FROM ${quote}made; DROP TABLE sales${quote}`)).data).toEqual([{ n: 6 }])
    await ran(engine, 'SELECT region FROM sales', { select_as_cta: true, ctas_method: 'VIEW', tmp_table_name: 'seen' })
    expect((await ran(engine, 'SELECT COUNT(*) AS n FROM seen')).data).toEqual([{ n: 6 }])
    const again = await bench.run(engine, 'SELECT id FROM sales', table)
    expect(again.status).toBe(400)
    await bench.set(engine, { allow_ctas: false, allow_cvas: false })
  })

  test('a forced schema takes what is made', async () => {
    await bench.set('postgresql', { allow_dml: true })
    await ran('postgresql', 'CREATE SCHEMA sandbox')
    await bench.set('postgresql', { allow_dml: false, allow_ctas: true, force_ctas_schema: 'sandbox' })
    const { query } = await ran('postgresql', 'SELECT 1 AS a', { select_as_cta: true, schema: 'public' })
    expect(query.tempTable).toMatch(/^tmp_\d+_table_[\d_]+$/)
    expect((await ran('postgresql', `SELECT * FROM sandbox.${query.tempTable}`)).data).toEqual([{ a: 1 }])
    await bench.set('postgresql', { allow_ctas: false, force_ctas_schema: null })
  })
})

describe('beside running', () => {
  test('estimates, statement by statement', async () => {
    const ask = (database_id: number, sql: string) => bench.server.admin.post('/api/v1/sqllab/estimate/', { database_id, sql })
    const told = (await ask(bench.databases.postgresql, 'SELECT 1; SELECT * FROM sales')).json<{ result: Record<string, string>[] }>()
    expect(told.result.map((one) => Object.keys(one))).toEqual([
      ['Start-up cost', 'Total cost'],
      ['Start-up cost', 'Total cost'],
    ])
    expect((await ask(bench.databases.sqlite, 'SELECT 1')).status).toBe(422)
    expect((await ask(9999, 'SELECT 1')).status).toBe(404)
    expect(errorType(await ask(bench.databases.postgresql, 'DELETE FROM sales'))).toBe('DML_NOT_ALLOWED_ERROR')
  })

  test('lays SQL out and gives back what it cannot', async () => {
    const format = async (body: object): Promise<unknown> => (await bench.server.admin.post('/api/v1/sqllab/format_sql/', body)).json()['result']
    expect(await format({ sql: 'select a from b where c=1' })).toMatch(/^SELECT\n\s+a\nFROM b\nWHERE\n\s+c = 1$/)
    expect(await format({ sql: 'select a -- why\nfrom b' })).toContain('-- why')
    expect(await format({ sql: "select 'open" })).toBe("select 'open")
    expect(await format({ sql: 'select `a` from b', engine: 'mysql' })).toContain('`a`')
  })

  test.each([
    ['SELECT id FROM sales', []],
    ['SELECT id,\n  nope\nFROM sales', [[2, 3, 'nope']]],
    ['SELECT 1;\nSELECT * FROM nowhere', [[2, 15, 'nowhere']]],
    ['SELECT id\nFROM sales WHERE', [[2, null, '']]],
    ['DELETE FROM sales', [[1, 1, 'does not allow']]],
  ])('checks %j without running it', async (sql, faults) => {
    const answer = await bench.server.admin.post(`/api/v1/database/${bench.databases.postgresql}/validate_sql/`, { sql })
    const { result } = answer.json<{ result: { line_number: number; start_column: number; end_column: number; message: string }[] }>()
    expect(result.length, answer.text).toBe(faults.length)
    faults.forEach(([line, column, text], i) => {
      expect(result[i]).toMatchObject({
        line_number: line,
        ...(column === null ? {} : { start_column: column }),
        message: expect.stringContaining(String(text)) as string,
      })
    })
  })

  test('a dataset of a query keeps its columns', async () => {
    const sql = 'SELECT region, SUM(amount) AS total FROM sales GROUP BY region'
    const made = await bench.server.admin.post('/api/v1/dataset/', { database: bench.databases.postgresql, schema: 'public', table_name: 'by region', sql })
    expect(made.status, made.text).toBe(201)
    const { id } = made.json<{ id: number }>()
    const { result } = (await bench.server.admin.get(`/api/v1/dataset/${id}`)).json<{ result: { sql: string; columns: { column_name: string }[] } }>()
    expect([result.sql, result.columns.map((column) => column.column_name)]).toEqual([sql, ['region', 'total']])
    const body = { datasource: { id, type: 'table' }, queries: [{ columns: ['region'], metrics: [], orderby: [['region', true]] }] }
    const { result: rows } = (await bench.server.admin.post('/api/v1/chart/data', body)).json<{ result: { data: object[] }[] }>()
    expect(rows[0]?.data).toEqual([{ region: 'north' }, { region: 'south' }, { region: null }])
  })
})
