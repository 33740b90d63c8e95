import type { Answer, Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorType, type Ran, type Refused, type SqlBench, startBench } from './sqllab-bench.ts'

let bench: SqlBench
let admin: Client
beforeAll(async () => {
  bench = await startBench({ featureFlags: { ENABLE_TEMPLATE_PROCESSING: true, RLS_IN_SQLLAB: true } })
  admin = bench.server.admin
})
afterAll(() => bench[Symbol.asyncDispose]())

const run = (sql: string, params?: object, client?: Client): Promise<Answer> =>
  bench.run('postgresql', sql, params === undefined ? {} : { templateParams: JSON.stringify(params) }, client)

const rows = async (sql: string, params?: object, client?: Client): Promise<unknown> => {
  const answer = await run(sql, params, client)
  expect([sql, answer.status], answer.text).toEqual([sql, 200])
  return answer.json<Ran>().data
}

describe('templates of SQL Lab', () => {
  test('are filled in before everything else', async () => {
    expect(await rows("SELECT '{{ 1 + 1 }}' AS a, '{% for i in [1, 2] %}{{ i }}{% endfor %}' AS b")).toEqual([{ a: '2', b: '12' }])
    expect(await rows("SELECT '{{ current_username() }}' AS u, {{ current_user_id() }} AS id")).toEqual([{ u: 'admin', id: 1 }])
    expect(await rows('SELECT id FROM sales WHERE id IN {{ ids | where_in }} ORDER BY id', { ids: [1, 3, 99] })).toEqual([{ id: 1 }, { id: 3 }])
    expect(await rows('SELECT {{ x }} AS x', { x: 5 })).toEqual([{ x: 5 }])
    expect(await rows('SELECT 1 AS a -- {{ commented }}')).toEqual([{ a: 1 }])
  })

  test.each([
    ["SELECT '{{ nope }}' AS a, {{ other.y }}", 'INVALID_TEMPLATE_PARAMS_ERROR', null],
    ["SELECT '{{ nope }}' AS a", 'MISSING_TEMPLATE_PARAMS_ERROR', ['nope']],
    ['SELECT {{ b }}, {{ a }}', 'COLUMN_DOES_NOT_EXIST_ERROR', ['a', 'b']],
    ["SELECT {{ b }}, '{{ a }}'", 'MISSING_TEMPLATE_PARAMS_ERROR', ['a', 'b']],
    ['SELECT id FROM {{ t }}', 'MISSING_TEMPLATE_PARAMS_ERROR', ['t']],
    ['SELECT "{{ c }}" FROM sales', 'MISSING_TEMPLATE_PARAMS_ERROR', ['c']],
    ['SELECT id FROM sales WHERE {{ c }} > 1', 'COLUMN_DOES_NOT_EXIST_ERROR', ['c']],
    ["SELECT '{% raw %}{{ x }}{% endraw %}'", 'MISSING_TEMPLATE_PARAMS_ERROR', ['x']],
    ['SELECT {{ 1 +', 'GENERIC_COMMAND_ERROR', null],
    ['SELECT {{ 1 / 0 }}', 'GENERIC_COMMAND_ERROR', null],
    ['SELECT \'{{ "a".__class__ }}\'', 'INVALID_SQL_ERROR', null],
    ['SELECT {{ range(10000000) }}', 'INVALID_SQL_ERROR', null],
    ["SELECT '{{ nothing_of_the_kind() }}' || {{ x }}", 'INVALID_SQL_ERROR', null],
    ['SELECT * FROM {{ dataset(9999) }}', 'GENERIC_COMMAND_ERROR', null],
  ])('%s: %s', async (sql, code, missing) => {
    const answer = await run(sql)
    expect([answer.status >= 400 && answer.status < 500, errorType(answer)], answer.text).toEqual([true, code])
    if (missing !== null) expect(answer.json<Refused>().errors[0].extra).toMatchObject({ undefined_parameters: missing, template_parameters: {} })
  })

  test('a function that does not exist leaves the text as it was', async () => {
    expect(await rows("SELECT '{{ nothing_of_the_kind(1) }}' AS a")).toEqual([{ a: '{{ nothing_of_the_kind(1) }}' }])
  })

  test('what comes out is read like any other SQL', async () => {
    for (const [sql, params] of [
      ['{{ a }} FROM sales', { a: 'DELETE' }],
      ['SELECT 1 {{ a }}', { a: '; DROP TABLE sales' }],
      ["SELECT {{ a }}('/etc/passwd')", { a: 'pg_read_file' }],
      ['SELECT * FROM {{ a }}', { a: 'pg_shadow' }],
      ["SELECT '{{ a }}'", { a: "'; DELETE FROM sales; --" }],
    ] as const) {
      const answer = await run(sql, params)
      expect([sql, answer.status], answer.text).toEqual([sql, 422])
    }
    expect(await rows('SELECT COUNT(*) AS n FROM sales')).toEqual([{ n: 6 }])
    const outsider = await bench.server.person('outsider', ['sql_lab'])
    expect(errorType(await run('SELECT * FROM {{ t }}', { t: 'secrets' }, outsider))).toBe('TABLE_SECURITY_ACCESS_ERROR')
  })

  test('parameters that are no JSON object count as none', async () => {
    for (const templateParams of ['{bad', '[1]', 'null', '']) {
      expect((await bench.run('postgresql', 'SELECT 1 AS a', { templateParams })).status).toBe(200)
      expect(errorType(await bench.run('postgresql', "SELECT '{{ x }}' AS a", { templateParams }))).toBe('MISSING_TEMPLATE_PARAMS_ERROR')
    }
  })

  test('hold for estimates, layouts, checks and downloads', async () => {
    const database_id = bench.databases.postgresql
    const estimated = await admin.post('/api/v1/sqllab/estimate/', { database_id, sql: 'SELECT {{ x }}', template_params: { x: 1 } })
    expect(estimated.status, estimated.text).toBe(200)
    const laidOut = await admin.post('/api/v1/sqllab/format_sql/', { database_id, sql: 'select {{ x }}', template_params: '{"x": 1}' })
    expect(laidOut.json()).toEqual({ result: 'SELECT\n  1' })
    const checked = await admin.post(`/api/v1/database/${database_id}/validate_sql/`, { sql: 'SELECT {{ x }}', template_params: { x: 1 } })
    expect(checked.json()).toEqual({ result: [] })
    await bench.run('postgresql', "SELECT '{{ x }}' AS a", { templateParams: '{"x": "kept"}', client_id: 'tpl1' })
    await bench.server.running.ctx.caches.results.deletePrefix('sqllab-results:')
    expect((await admin.get('/api/v1/sqllab/export/tpl1/')).text).toBe('\ufeffa\nkept\n'.slice(1))
  })

  test('stand in row-level rules', async () => {
    const { db } = bench.server.running.ctx.metadata
    const person = await bench.server.person('north', ['Alpha', 'sql_lab'])
    const { id } = (await admin.post('/api/v1/dataset/', { database: bench.databases.postgresql, schema: 'public', table_name: 'sales' })).json<{
      id: number
    }>()
    const now = Date.now()
    await db
      .insertInto('rls_rules')
      .values({
        name: 'own',
        description: null,
        filter_type: 'Regular',
        group_key: null,
        clause: "region = '{{ current_username() }}'",
        created_on: now,
        changed_on: now,
        created_by: 1,
        changed_by: 1,
      })
      .execute()
    const rule = await db.selectFrom('rls_rules').select('id').executeTakeFirstOrThrow()
    await db
      .insertInto('rls_rule_roles')
      .values({ rule_id: rule.id, role_id: await bench.server.roleId('Alpha') })
      .execute()
    await db.insertInto('rls_rule_datasets').values({ rule_id: rule.id, dataset_id: id }).execute()
    expect(await rows('SELECT id FROM sales ORDER BY id', undefined, person)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(await rows(`SELECT COUNT(*) AS n FROM {{ dataset(${id}) }}`, undefined, person)).toEqual([{ n: 3 }])
    await db.updateTable('rls_rules').set({ clause: "region = '{{ missing }}'" }).execute()
    expect((await run('SELECT id FROM sales', undefined, person)).status).toBe(422)
  })
})

test('switched off, texts pass as they are', async () => {
  await using plain = await startBench({ featureFlags: { ENABLE_TEMPLATE_PROCESSING: false } })
  expect((await plain.run('sqlite', "SELECT '{{ 1 + 1 }}' AS a")).json<Ran>().data).toEqual([{ a: '{{ 1 + 1 }}' }])
})
