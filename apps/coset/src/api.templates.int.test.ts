import { readFileSync } from 'node:fs'
import type { Answer, Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChartBench, startChartBench } from './attacks/chart-bench.ts'
import { ENGINES } from './sqllab-bench.ts'
import { connectWarehouse, startServer } from './test-server.ts'

let bench: ChartBench
beforeAll(async () => {
  bench = await startChartBench()
})
afterAll(() => bench.close())

const postgres = (): number => bench.datasets.postgresql
const sql = (sqlExpression: string, label = 'x') => ({ sqlExpression, label, expressionType: 'SQL' })
/** What a text becomes in the SQL of a query. */
const rendered = async (text: string, query: object = {}, client?: Client): Promise<string> => {
  const answer = await bench.ask(postgres(), { columns: [sql(`'<<' || ${text} || '>>'`)], orderby: [], ...query }, { result_type: 'query' }, client)
  const { result } = answer.json<{ result: [{ query?: string; error?: string }] }>()
  return /'<<' \|\| (.*?) \|\| '>>'/s.exec(result[0].query ?? '')?.[1] ?? result[0].error ?? answer.text
}
const isRefusal = (answer: Answer): boolean => answer.status >= 400 && answer.status < 500

describe('templates in charts', () => {
  test('know who asks, and the address', async () => {
    const person = await bench.bench.server.person('reader', ['Alpha', 'Gamma'])
    expect(await rendered("'{{ current_username() }} {{ current_user_email() }} {{ current_user_roles() | join }}'", {}, person)).toBe(
      "'reader reader@example.org AlphaGamma'",
    )
    expect(await rendered('{{ current_user_id() }}')).toBe('1')
    const where = { extras: { where: "region = '{{ url_param('r', 'south') }}'" }, url_params: { r: 'north' } }
    expect(bench.rows(await bench.ask(postgres(), where)).map((row) => row['region'])).toEqual(['north'])
    const body = { datasource: { id: postgres(), type: 'table' }, queries: [{ columns: ['region'], metrics: ['count'], ...where, url_params: {} }] }
    expect(bench.rows(await bench.admin.post('/api/v1/chart/data?r=north', body)).map((row) => row['region'])).toEqual(['north'])
    expect(bench.rows(await bench.admin.post('/api/v1/chart/data', body)).map((row) => row['region'])).toEqual(['south'])
  })

  test('read filters of the request in a virtual dataset, and say so', async () => {
    const id = await bench.virtual(
      'postgresql',
      "SELECT region, amount FROM sales {% if filter_values('place') %}WHERE region IN {{ filter_values('place', remove_filter=True) | where_in }}{% endif %}",
    )
    const answer = await bench.ask(id, { filters: [{ col: 'place', op: 'IN', val: ['south', "x'"] }] })
    expect(bench.rows(answer)).toEqual([{ region: 'south', count: 2 }])
    expect(answer.json()).toMatchObject({ result: [{ applied_template_filters: ['place'], applied_filters: [{ column: 'place' }], rejected_filters: [] }] })
    expect(bench.rows(await bench.ask(id))).toHaveLength(3)
  })

  test('datasets are saved, refreshed and shown with their templates', async () => {
    const text = "SELECT region, {{ tax }} AS tax FROM sales WHERE region IN {{ filter_values('region', 'south') | where_in }}"
    const id = await bench.virtual('postgresql', text, { template_params: '{"tax": 19}' })
    const shown = (await bench.admin.get(`/api/v1/dataset/${id}?include_rendered_sql=true`)).json<{
      result: { sql: string; rendered_sql: string; columns: { column_name: string }[] }
    }>().result
    expect(shown.sql).toBe(text)
    expect(shown.rendered_sql).toBe("SELECT region, 19 AS tax FROM sales WHERE region IN ('south')")
    expect(shown.columns.map((column) => column.column_name).sort()).toEqual(['region', 'tax'])
    expect((await bench.admin.get(`/api/v1/dataset/${id}`)).text).not.toContain('rendered_sql')
    expect((await bench.admin.put(`/api/v1/dataset/${id}/refresh`, {})).status).toBe(200)
    for (const broken of ['SELECT {% if %}', 'SELECT 1 {{', '{% include "x" %}']) {
      const answer = await bench.admin.put(`/api/v1/dataset/${id}`, { sql: broken })
      expect(isRefusal(answer), `${broken}: ${answer.text}`).toBe(true)
      expect(answer.json()).toMatchObject({ message: { sql: [expect.any(String)] } })
    }
    const checks = async (expression: string) =>
      (await bench.admin.post(`/api/v1/datasource/table/${id}/validate_expression/`, { expression, expression_type: 'metric' })).json<{ result: unknown[] }>()
        .result
    expect(await checks("SUM({{ 'tax' }})")).toEqual([])
    expect(await checks('SUM({{ nothing.x }})')).toHaveLength(1)
  })

  test('saved metrics and calculated columns', async () => {
    const id = await bench.virtual('postgresql', 'SELECT region, amount FROM sales')
    const { result } = (await bench.admin.get(`/api/v1/dataset/${id}`)).json<{ result: { columns: object[]; metrics: object[] } }>()
    const keep = (rows: object[], keys: readonly string[]) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => keys.includes(key))))
    const changed = await bench.admin.put(`/api/v1/dataset/${id}`, {
      columns: [
        ...keep(result.columns, ['id', 'column_name', 'type']),
        { column_name: 'shout', expression: "UPPER({{ url_param('c', 'region') }})", type: 'TEXT' },
      ],
      metrics: [
        ...keep(result.metrics, ['id', 'metric_name', 'expression']),
        { metric_name: 'sum', expression: 'SUM(amount)' },
        { metric_name: 'twice', expression: "2 * {{ metric('sum') }}" },
      ],
    })
    expect(changed.status, changed.text).toBe(200)
    const rows = bench.rows(await bench.ask(id, { columns: ['shout'], metrics: ['twice'], orderby: [['shout', true]] }))
    expect(rows.map((row) => [row['shout'], Number(row['twice'])])).toEqual([
      ['NORTH', 120],
      ['SOUTH', 300],
      [null, 0],
    ])
    const evil = await bench.ask(id, { columns: ['shout'], orderby: [], url_params: { c: 'region) FROM secrets; --' } })
    expect(isRefusal(evil), evil.text).toBe(true)
  })

  test('are left alone where they are switched off', async () => {
    await using server = await startServer({ config: { featureFlags: { ENABLE_TEMPLATE_PROCESSING: false } } })
    const { datasetId } = await connectWarehouse(server)
    const queries = [{ columns: [sql("'{{ 1 + 1 }}'")], metrics: ['count'], row_limit: 1 }]
    const answer = await server.admin.post('/api/v1/chart/data', { datasource: { id: datasetId, type: 'table' }, queries })
    expect(answer.json()).toMatchObject({ result: [{ data: [{ x: '{{ 1 + 1 }}' }] }] })
  })
})

describe('datasets and metrics of others', () => {
  test('come in as the asker may read them', async () => {
    const { server } = bench.bench
    const inner = await bench.virtual('postgresql', 'SELECT word FROM secrets')
    const outer = await bench.virtual('postgresql', `SELECT word AS region FROM {{ dataset(${inner}) }}`)
    const person = await server.person('nested')
    // Alpha reads every dataset, Gamma none of these
    const alpha = await server.person('nestedalpha', ['Alpha'])
    expect(bench.rows(await bench.ask(outer, {}, {}, alpha))).toEqual([{ region: 'swordfish', count: 1 }])
    expect((await bench.ask(outer, {}, {}, person)).status).toBe(403)
    // The outer one is theirs, the inner one is not
    const { table_name } = (await bench.admin.get(`/api/v1/dataset/${outer}`)).json<{ result: { table_name: string } }>().result
    await bench.role('Outer', [['datasource_access', `[postgresql].[${table_name}](id:${outer})`]])
    const half = await server.person('half', ['Gamma', 'Outer'])
    const refused = await bench.ask(outer, {}, {}, half)
    expect([refused.status, refused.text.includes('swordfish')], refused.text).toEqual([404, false])
    expect((await bench.ask(postgres(), { metrics: [sql(`{{ metric('count', ${inner}) }}`)] }, {}, alpha)).status).toBe(200)
    expect((await bench.ask(postgres(), { metrics: [sql("{{ metric('count', 999999) }}")] }, {}, alpha)).status).toBe(404)
  })
})

describe('case 14: templates reach nothing of the host', () => {
  const evil = JSON.parse(readFileSync(new URL('../../../packages/sql/fixtures/template-evil.json', import.meta.url), 'utf8')) as string[]
  const more = [
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'x' %}",
    "{{ url_param.constructor('return process')().exit() }}",
    "{{ current_user_roles().constructor.constructor('return process.env')() }}",
    "{{ get_time_filter('x').constructor }}",
    "{{ filter_values('x').__proto__ }}",
    "{{ ('x' | attr('constructor')) }}",
    "{{ columns | map(attribute='__proto__') | list }}",
    '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}',
    '{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}',
    "{{ 'x' * 999999999 }}",
    '{{ 9 ** 9 ** 9 }}',
    "{{ '%999999999d' | format(1) }}",
    '{{ dataset.__globals__ }}',
    '{{ request.headers }}',
    '{{ process.env }}',
    '{{ globalThis }}',
  ]
  const places: readonly (readonly [name: string, place: (text: string) => object])[] = [
    ['where', (where) => ({ extras: { where: `1 = 1 ${where}` } })],
    ['a metric', (text) => ({ metrics: [sql(`COUNT(*) ${text}`)] })],
    ['a column', (text) => ({ columns: [sql(`region ${text}`)], orderby: [] })],
    ['order', (text) => ({ orderby: [[sql(`region ${text}`), true]] })],
  ]
  test.each(places)('14: in %s', async (_, place) => {
    for (const text of [...evil, ...more]) {
      const from = performance.now()
      const answer = await bench.ask(postgres(), place(text), { force: true })
      expect(performance.now() - from, text).toBeLessThan(2000)
      expect(isRefusal(answer), `${text}: ${answer.status} ${answer.text}`).toBe(true)
      expect(answer.text, text).not.toMatch(/native code|node:|NODE_|PATH=|\/root|root:/)
    }
  })

  test('14: nor from SQL Lab, rules, and what is saved', async () => {
    const undo = await bench.rule(postgres(), "{{ ''.__class__ }}", 'Admin')
    try {
      expect(isRefusal(await bench.ask(postgres(), {}, { force: true }))).toBe(true)
    } finally {
      await undo()
    }
    for (const text of [...evil, ...more]) {
      const lab = await bench.bench.run('postgresql', `SELECT 1 ${text}`)
      expect(isRefusal(lab), `${text}: ${lab.text}`).toBe(true)
      const saved = await bench.admin.post('/api/v1/dataset/', {
        database: bench.bench.databases.postgresql,
        schema: 'public',
        table_name: `evil ${Math.random()}`,
        sql: `SELECT 1 AS a ${text}`,
      })
      if (saved.status === 201) expect(isRefusal(await bench.ask(saved.json<{ id: number }>().id, { columns: ['a'], orderby: [] }))).toBe(true)
      else expect(isRefusal(saved), `${text}: ${saved.text}`).toBe(true)
    }
  })
})

describe.each(ENGINES)('case 15 on %s: values of the request are quoted', (engine) => {
  const EVIL = [
    "'",
    "''",
    '"',
    '`',
    '\\',
    "\\'",
    "x' OR '1'='1",
    "x\\' OR 1=1 -- ",
    "'); DELETE FROM sales; --",
    "' UNION SELECT word FROM secrets --",
    '%',
    '{{ 1 }}',
    '\n',
    'é🐘',
    "') OR ('1'='1",
  ]
  const places: readonly (readonly [name: string, text: string, query: (value: string) => object])[] = [
    ['url_param', "region = '{{ url_param('v') }}'", (v) => ({ url_params: { v } })],
    ['filter_values in a list', "region IN {{ filter_values('other') | where_in }}", (v) => ({ filters: [{ col: 'other', op: 'IN', val: [v, `${v}2`] }] })],
    [
      'get_filters',
      "{% for f in get_filters('other') %}region IN {{ f.val | where_in }}{% endfor %}",
      (v) => ({ filters: [{ col: 'other', op: 'IN', val: [v] }] }),
    ],
  ]
  test.each(places)('15: %s finds the row that holds it, and no other', async (_, text, query) => {
    for (const value of EVIL) {
      const answer = await bench.ask(bench.datasets[engine], { extras: { where: text }, ...query(value) }, { force: true })
      expect(answer.status, `${JSON.stringify(value)}: ${answer.text}`).toBe(200)
      expect(bench.rows(answer), value).toEqual([])
    }
    for (const value of ['north']) {
      const answer = await bench.ask(bench.datasets[engine], { extras: { where: text }, ...query(value) }, { force: true })
      expect(bench.rows(answer).map((row) => row['region'])).toEqual(['north'])
    }
    expect(await bench.untouched(engine)).toBe(true)
  })

  test('15: a virtual dataset reads back exactly what was sent', async () => {
    const id = await bench.virtual(engine, "SELECT '{{ url_param('v', 'd') }}' AS a, id FROM sales")
    for (const value of EVIL) {
      const answer = await bench.ask(id, { columns: ['a'], orderby: [], url_params: { v: value } }, { force: true })
      expect(
        bench.rows(answer).map((row) => row['a']),
        value,
      ).toEqual([value])
    }
  })

  test('15: what is not quoted by its author is still one expression without a sub-query', async () => {
    const where = 'amount > {{ url_param("v") }}'
    for (const v of ['(SELECT 1)', '0) OR (1=1', '0; DELETE FROM sales', '0 UNION SELECT 1', '0 --', '0 OR region IN (SELECT word FROM secrets)']) {
      const answer = await bench.ask(bench.datasets[engine], { extras: { where }, url_params: { v } }, { force: true })
      if (v === '0 --') expect(answer.status).toBe(200)
      else expect(isRefusal(answer), `${v}: ${answer.text}`).toBe(true)
    }
    expect(await bench.untouched(engine)).toBe(true)
  })
})

describe('case 16: a template opens no table that its author may not read', () => {
  test('16: neither when it is saved nor when it is asked', async () => {
    const { server, databases } = bench.bench
    await bench.role('Authors', [
      ['can_write', 'Dataset'],
      ['datasource_access', `[postgresql].[sales](id:${postgres()})`],
    ])
    const author = await server.person('author', ['Gamma', 'Authors'])
    const save = (text: string, more: object = {}) =>
      author.post('/api/v1/dataset/', { database: databases.postgresql, schema: 'public', table_name: `by author ${Math.random()}`, sql: text, ...more })
    expect((await save('SELECT word FROM secrets')).status).toBe(403)
    const made = await save('SELECT region FROM sales')
    expect(made.status, made.text).toBe(201)
    const { id } = made.json<{ id: number }>()
    const asked = (query: object = {}) => bench.ask(id, query, { force: true }, author)
    expect(bench.rows(await asked())).toHaveLength(3)
    const open = { filters: [{ col: 'region', op: 'IN', val: ['open'] }] }
    const attempts: readonly (readonly [sql: string, query: object, params?: string])[] = [
      ["SELECT region FROM sales {% if url_param('x') %}UNION SELECT word FROM secrets{% endif %}", { url_params: { x: '1' } }],
      ["SELECT region FROM sales {% if url_param('x') == 'open' %}UNION SELECT word FROM secrets{% endif %}", { url_params: { x: 'open' } }],
      ["SELECT {% if filter_values('region') == ['open'] %}word AS region FROM secrets{% else %}region FROM sales{% endif %}", open],
      ["SELECT {% if current_username() == 'author' %}word AS region FROM secrets{% else %}region FROM sales{% endif %}", {}],
      ["SELECT {% if row_limit > 1 %}word AS region FROM {{ 'sec' ~ 'rets' }}{% else %}region FROM sales{% endif %}", {}],
      ["SELECT {{ {'open': 'word AS region FROM secrets'}.get(url_param('x'), 'region FROM sales') }}", { url_params: { x: 'open' } }],
      ["SELECT word AS region FROM {{ url_param('t') }}", { url_params: { t: 'secrets' } }],
      ["SELECT region FROM sales WHERE region = '{{ url_param('x', escape_result=false) }}'", { url_params: { x: "' UNION SELECT word FROM secrets --" } }],
      ["SELECT {{ metric('count', 999999) }} AS region FROM secrets", {}],
      ['SELECT {{ columns_of_it }} AS region FROM {{ table_of_it }}', {}, '{"columns_of_it": "word", "table_of_it": "secrets"}'],
    ]
    for (const [text, query, params] of attempts) {
      const saved = await author.put(`/api/v1/dataset/${id}`, { sql: text, ...(params === undefined ? {} : { template_params: params }) })
      expect([200, 403, 422], `${text}: ${saved.text}`).toContain(saved.status)
      const answer = await asked(query)
      expect(answer.text, text).not.toContain('swordfish')
      if (saved.status === 200) expect([400, 403, 422], `${text}: ${answer.text}`).toContain(answer.status)
    }
    // Parameters decide about tables as the text does
    expect((await author.put(`/api/v1/dataset/${id}`, { sql: 'SELECT region FROM {{ t }}', template_params: '{"t": "sales"}' })).status).toBe(200)
    expect(bench.rows(await asked())).toHaveLength(3)
    expect((await author.put(`/api/v1/dataset/${id}`, { template_params: '{"t": "secrets"}' })).status).toBe(403)
    expect(bench.rows(await asked())).toHaveLength(3)
  })
})
