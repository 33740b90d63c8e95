import { AppError, NotFound } from '@coset/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryAsk } from '../port.ts'
import { columnValues } from '../run/column-values.ts'
import { type FixtureDatabase, openFixtureDatabase } from '../run/fixture-database.test-support.ts'
import { runQueryContext } from '../run/run-query-context.ts'
import { validateQueryContext } from '../validate/context.ts'
import type { TemplateAsk } from './ask.ts'

let db: FixtureDatabase
beforeAll(async () => {
  db = await openFixtureDatabase()
})
afterAll(() => db.close())

interface Item {
  readonly data: readonly Record<string, unknown>[]
  readonly query: string
  readonly error?: string
  readonly applied_filters: readonly { readonly column: string }[]
  readonly rejected_filters: readonly { readonly column: string }[]
  readonly applied_template_filters: readonly string[]
}

const others = new Map<number, QueryAsk>()

const template = (more: Partial<TemplateAsk> = {}): TemplateAsk => ({
  user: { id: 7, username: "o'neil", email: 'o@example.org', roles: ['Alpha', 'Gamma'] },
  parameters: {},
  otherDataset: async (id) => {
    const other = others.get(id)
    if (other === undefined) throw new NotFound(`Dataset ${id} not found`)
    return other
  },
  refuseTables: async (_, __, { tables }) => {
    throw new AppError(`refused: ${tables.map((ref) => ref.table).join(', ')}`, { code: 'TABLE_SECURITY_ACCESS_ERROR', status: 403 })
  },
  ...more,
})

const run = async (queries: readonly object[], ask: Partial<QueryAsk> = {}, top: object = {}): Promise<Item[]> => {
  const context = validateQueryContext(JSON.parse(JSON.stringify({ datasource: { id: 1, type: 'table' }, queries, ...top })))
  const answer = await runQueryContext(db.deps(), db.ask({ template: template(), ...ask }), context)
  return (JSON.parse(new TextDecoder().decode(answer.toJson())) as { result: Item[] }).result
}
const one = async (query: object, ask: Partial<QueryAsk> = {}, top: object = {}): Promise<Item> => {
  const [item] = await run([query], ask, top)
  if (item === undefined) throw new Error('no item')
  return item
}
const sql = (sqlExpression: string, label = 'x') => ({ label, sqlExpression, expressionType: 'SQL' })
/** What an expression of SQL gives, its template filled in. */
const value = async (expression: string, query: object = {}, ask: Partial<QueryAsk> = {}): Promise<unknown> =>
  (await one({ columns: [sql(expression)], row_limit: 1, ...query }, ask)).data[0]?.['x']
/** What a template's value is, read from the SQL as JSON. */
const shown = async (expression: string, query: object = {}, ask: Partial<QueryAsk> = {}): Promise<unknown> => {
  const { query: text = '', error } = await one({ columns: [sql(`$$\{{ (${expression}) | tojson }}$$`)], row_limit: 1, ...query }, ask, {
    result_type: 'query',
  })
  if (error !== undefined) throw new AppError(error, { code: 'QUERY', status: 400 })
  return JSON.parse(/\$\$(.*?)\$\$/s.exec(text)?.[1] ?? '')
}
const refusal = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (found) => `answered ${JSON.stringify(found)}`,
    (error: AppError) => `${error.status} ${error.message}`,
  )

const FILTERS = [
  { col: 'region', op: 'IN', val: ['north', "O'Brien"] },
  { col: 'units', op: '>', val: 5 },
  { col: 'at', op: 'TEMPORAL_RANGE', val: '2020-01-01 : 2021-01-01' },
  { col: 'ok', op: 'IS NOT NULL' },
  { col: 'elsewhere', op: 'LIKE', val: '%x%' },
  { col: 'id', op: '==', val: 0 },
  { col: 'region', op: '!=', val: 'south' },
]

// Expected values are those of the reference for the same requests.
describe('macros about filters', () => {
  it.each([
    ["filter_values('region')", ['north', "O'Brien", 'south']],
    ["filter_values('units')", [5]],
    ["filter_values('ok')", []],
    ["filter_values('id')", []],
    ["filter_values('nothing')", []],
    ["filter_values('nothing', 'd')", ['d']],
    ["filter_values(column='nothing', default='d')", ['d']],
    ["filter_values('at')", ['2020-01-01 : 2021-01-01']],
    ["get_filters('ok')", [{ op: 'IS NOT NULL', col: 'ok', val: null }]],
    ["get_filters('elsewhere')", [{ op: 'LIKE', col: 'elsewhere', val: '%x%' }]],
    ["get_filters('id')", []],
    ["get_filters('units', remove_filter=true)", [{ op: '>', col: 'units', val: 5 }]],
    ["get_time_filter('nothing')", { from_expr: null, to_expr: null, time_range: 'No filter' }],
    ["get_time_filter('nothing', default='Last week')", { from_expr: null, to_expr: null, time_range: 'Last week' }],
    ["get_time_filter('at', strftime='%Y/%m')", { from_expr: '2020/01', to_expr: '2021/01', time_range: '2020-01-01 : 2021-01-01' }],
    ["get_time_filter(default='2001-01-01 : ', strftime='%d.%m.%Y')", { from_expr: '01.01.2001', to_expr: null, time_range: '2001-01-01 : ' }],
    ["get_time_filter(default='never and always', strftime='%Y')", { from_expr: null, to_expr: '2022', time_range: 'never and always' }],
  ])('%s', async (expression, expected) => expect(await shown(expression, { filters: FILTERS })).toEqual(expected))

  it('literals of a time filter compare with columns of that type', async () => {
    const pick = (type: string, target = '') =>
      `{% set t = get_time_filter('at'${target}) %}(CASE WHEN '2020-05-05'::${type} >= {{ t.from_expr }} AND '2020-05-05'::${type} < {{ t.to_expr }} THEN 'in' END)`
    expect(await value(pick('timestamp'), { filters: FILTERS.slice(2, 3) })).toBe('in')
    expect(await value(pick('date', ", target_type='DATE'"), { filters: FILTERS.slice(2, 3) })).toBe('in')
  })

  it("the query's own time range wins over its filter's", async () => {
    const asked = { filters: FILTERS, time_range: '2005-01-01 : 2006-01-01' }
    expect(await shown("get_filters('at')", asked)).toEqual([{ op: 'TEMPORAL_RANGE', col: 'at', val: '2005-01-01 : 2006-01-01' }])
    expect(await shown("get_time_filter('at').time_range", asked)).toBe('2005-01-01 : 2006-01-01')
    expect(await shown('get_time_filter().time_range', asked)).toBe('2005-01-01 : 2006-01-01')
  })

  it('every query of a request sees the filters of the first', async () => {
    const query = (region: string) => ({
      columns: [sql("'{{ filter_values('region') | join }}'")],
      filters: [{ col: 'region', op: '==', val: region }],
      row_limit: 1,
    })
    expect((await run([query('north'), query('south')])).map((item) => item.data)).toEqual([[{ x: 'north' }], [{ x: 'north' }]])
  })

  it('read filters count as applied, removed ones leave the query', async () => {
    const metric = (text: string) => ({ columns: [], metrics: [sql(`COUNT(*){% set _ = ${text} %}`)], filters: FILTERS })
    const read = await one(metric("filter_values('elsewhere')"))
    expect(read).toMatchObject({ applied_template_filters: ['elsewhere'], rejected_filters: [] })
    const removed = await one(metric("filter_values('region', remove_filter=True)"))
    expect(removed.query).not.toContain('region')
    expect(removed.query).toContain('"units" > 5')
    expect(removed.applied_filters.map(({ column }) => column)).toContain('region')
    const untimed = await one({ ...metric("get_time_filter('at', remove_filter=True)"), granularity: 'at' })
    expect(untimed.query).not.toContain('"at"')
    // WHERE is rendered when filters stand already
    const late = await one({
      columns: [],
      metrics: ['count'],
      filters: FILTERS,
      extras: { where: "{% set _ = filter_values('region', remove_filter=True) %}1 = 1" },
    })
    expect(late).toMatchObject({ applied_template_filters: [], query: expect.stringContaining('"region" IN') })
  })
})

describe('macros about the person and the address', () => {
  it.each([
    ['current_user_id()', 7],
    ['current_username()', "o''neil"],
    ['current_user_email()', 'o@example.org'],
    ['current_user_roles()', ['Alpha', 'Gamma']],
    ['current_user_rls_rules()', ['b = 1', "region <> 'south'"]],
    ["cache_key_wrapper('a')", 'a'],
    ["url_param('foo')", null],
    ["url_param('foo', 'd')", 'd'],
    ["url_param('foo', \"O'B\")", "O''B"],
    ["url_param('foo', \"O'B\", escape_result=False)", "O'B"],
    ["url_param('q')", "qu''ery"],
    ["url_param('empty', 'd')", ''],
    ["url_param('address', 'd')", "add''ress"],
    ["url_param('blank', 'd')", ''],
    ["url_param('q_and_address')", 'address'],
    ["url_param('constructor')", null],
    ["url_param('__proto__')", null],
  ])('%s', async (expression, expected) => {
    const clauses = [
      { sql: "region <> 'south'", groupKey: null },
      { sql: 'b = 1', groupKey: 'k' },
    ]
    const parameters = { address: "add'ress", blank: '', q_and_address: 'address' }
    const query = { url_params: { q: "qu'ery", empty: '', blank: '', q_and_address: 'query' } }
    expect(await shown(expression, query, { template: template({ parameters }), security: { clauses } })).toEqual(expected)
  })

  it('nobody is None', async () => {
    const nobody = { template: template({ user: { id: null, username: null, email: null, roles: [] } }) }
    for (const name of ['current_user_id', 'current_username', 'current_user_email', 'current_user_roles'])
      expect(await shown(`${name}()`, {}, nobody)).toBeNull()
    expect(await shown('current_user_rls_rules()')).toBeNull()
  })
})

describe('variables', () => {
  it('are those of the query', async () => {
    const query = {
      filters: [{ col: 'region', op: 'in', val: ['north'] }],
      row_limit: 3,
      time_range: '2020-01-01 : 2020-02-01T10:00:00',
      granularity: 'at',
      row_offset: 0,
    }
    expect(
      await shown(
        '[columns | length, groupby, metrics, filter, row_limit, row_offset, time_column, time_grain, from_dttm, to_dttm, table_columns | first]',
        query,
      ),
    ).toEqual([1, null, null, [{ col: 'region', op: 'IN', val: ['north'] }], 3, 0, 'at', null, '2020-01-01T00:00:00', '2020-02-01T10:00:00', 'id'])
  })
  it("the dataset's parameters win, and macros over them", async () => {
    const dataset = { ...db.dataset, templateParams: { row_limit: 'own', tax: 0.19, filter_values: 'x' } }
    expect(await shown("[row_limit, tax, filter_values('a')]", {}, { dataset })).toEqual(['own', 0.19, []])
  })
  it('column values know no query', async () => {
    const dataset = { ...db.dataset, sql: `SELECT region FROM "Sales ""X""" WHERE region = '{{ (columns | default(["north"]))[0] }}'` }
    expect(await columnValues(db.deps(), db.ask({ dataset, template: template() }), 'region')).toEqual(['north'])
  })
})

describe('filters of templates', () => {
  it.each([
    ["[true, none, 1.5, 'a', \"b'c\", 12345678901234567890] | where_in", "(true, NULL, 1.5, 'a', 'b''c', 12345678901234567890)"],
    ['[] | where_in', '()'],
    ['[] | where_in(default_to_none=True)', null],
    ["'abc' | where_in", "('a', 'b', 'c')"],
    ['missing | where_in', '()'],
    ["['a'] | where_in('\"')", "('a')"],
    ["('2020-01-02 03:04:05' | to_datetime).isoformat()", '2020-01-02T03:04:05'],
    ["(\"'2020-01-02'\" | to_datetime('%Y-%m-%d')).year", 2020],
    ["'' | to_datetime", null],
    ['none | to_datetime', null],
  ])('%s', async (expression, expected) => expect(await shown(expression)).toEqual(expected))
  it.each([
    'none | where_in',
    '[[1]] | where_in',
    "[{'a': 1}] | where_in",
    "'2020-01-02' | to_datetime",
    '5 | where_in',
    "('a' * 60 ~ '!') | to_datetime('%A%A%A%A%A%A%A%A')",
  ])('refuses %s', async (expression) => expect(await refusal(shown(expression))).toMatch(/^400 /))
})

describe('datasets and metrics', () => {
  const source = (more: Partial<QueryAsk['dataset']> = {}, ask: Partial<QueryAsk> = {}): QueryAsk =>
    db.ask({ template: template(), dataset: { ...db.dataset, id: 2, uid: '2__table', ...more }, ...ask })
  const virtual = (text: string) => ({ dataset: { ...db.dataset, sql: text } })

  it('a dataset is a sub-query under its own row-level rules', async () => {
    others.set(2, source({}, { security: { clauses: [{ sql: "region = 'north' OR region = '{{ current_username() }}'", groupKey: null }] } }))
    const { data, query } = await one(
      { columns: ['region'], metrics: ['count'] },
      virtual("SELECT * FROM {{ dataset(2, columns=['region', 'units']) }} WHERE units < 9"),
    )
    expect(data).toEqual([{ region: 'north', count: 2 }])
    expect(query).toContain(') AS dataset_2')
    const grouped = await one(
      { columns: ['region'], metrics: [sql('SUM(total)', 't')] },
      virtual("SELECT region, total FROM {{ dataset(2, include_metrics=True, columns=['region']) }}"),
    )
    expect(grouped.data).toEqual([{ region: 'north', t: 11.5 }])
  })

  it('a metric is its expression, rendered', async () => {
    const dataset = {
      ...db.dataset,
      metrics: [...db.dataset.metrics, { name: 'share', verboseName: null, expression: "{{ metric('total') }} / {{ metric('count') }}", format: null }],
    }
    expect((await one({ columns: [], metrics: ['share'] }, { dataset }, { result_type: 'query' })).query).toContain('SUM(amount) / COUNT(*)')
    expect((await one({ columns: [], metrics: [sql("{{ metric('share') }} * 2")] }, { dataset }, { result_type: 'query' })).query).toContain(
      'SUM(amount) / COUNT(*) * 2',
    )
    others.set(2, source({ metrics: [{ name: 'n', verboseName: null, expression: 'COUNT(units)', format: null }] }))
    expect((await one({ columns: [], metrics: [sql("{{ metric('n', 2) }}")] }, {})).data).toEqual([{ x: 5 }])
  })

  it('refuses what is not there, not open or endless', async () => {
    others.clear()
    others.set(2, source())
    const ask = (text: string) => refusal(one({ columns: [], metrics: [sql(text)] }))
    expect(await ask("{{ metric('nothing') }}")).toBe('400 Metric nothing not found in Sales "X"')
    expect(await ask("{{ metric('count', 99) }}")).toBe('404 Dataset 99 not found')
    expect(await ask("{{ metric('count', 'x') }}")).toBe('404 Dataset x not found')
    expect(await ask('{{ metric() }}')).toMatch(/^400 /)
    expect(await ask("{{ metric('count', 2, 3) }}")).toMatch(/^400 .*at most 2/)
    expect(await ask("{{ metric('count', nope=1) }}")).toMatch(/^400 .*nope/)
    expect(await ask('{{ dataset(2) }}')).toMatch(/sub-quer|expression/)
    expect(await refusal(one({ columns: [], metrics: ['count'] }, virtual("SELECT * FROM {{ dataset(2, columns=['nothing']) }}")))).toMatch(/^400 .*nothing/)
    const endless = source({ id: 2, sql: 'SELECT * FROM {{ dataset(3) }}' })
    others.set(2, endless).set(3, source({ id: 3, sql: 'SELECT * FROM {{ dataset(2) }}' }))
    expect(await refusal(one({ columns: [], metrics: ['count'] }, virtual('SELECT * FROM {{ dataset(2) }}')))).toMatch(/^400 Infinite recursion/)
    const metrics = ['a', 'b', 'c'].map((name, i) => ({ name, verboseName: null, format: null, expression: `{{ metric('${'bca'[i] ?? ''}') }}` }))
    expect(await refusal(one({ columns: [], metrics: ['a'] }, { dataset: { ...db.dataset, metrics } }))).toMatch(/^400 Infinite recursion/)
    const many = Array.from({ length: 12 }, (_, i) => ({
      name: `m${i}`,
      verboseName: null,
      format: null,
      expression: `{% for i in range(9) %}{{ metric('m${i + 1}') }}+{% endfor %}1`,
    }))
    expect(await refusal(one({ columns: [], metrics: ['m0'] }, { dataset: { ...db.dataset, metrics: many } }))).toMatch(/^400 /)
  })
})

describe('where templates stand', () => {
  const saved = {
    columns: [
      { ...db_column('lower'), expression: "LOWER({{ url_param('c', 'region') }})" },
      { ...db_column('unused'), expression: '{{ nosuch() }}' },
    ],
    metrics: [
      { name: 'm', verboseName: null, expression: "SUM({{ url_param('m', 'units') }})", format: null },
      { name: 'broken', verboseName: null, expression: '{% if %}', format: null },
    ],
  }
  const dataset = () => ({ ...db.dataset, columns: [...db.dataset.columns, ...saved.columns], metrics: [...db.dataset.metrics, ...saved.metrics] })

  it('calculated columns and saved metrics are rendered where they are used, and only there', async () => {
    const ask = { dataset: dataset() }
    expect((await one({ columns: ['lower'], metrics: ['m'], filters: [{ col: 'lower', op: '==', val: 'north' }] }, ask)).data).toEqual([
      { lower: 'north', m: 4 },
    ])
    expect((await one({ columns: [], metrics: ['m'], url_params: { m: 'id' } }, ask, { result_type: 'query' })).query).toContain('SUM(id)')
    expect((await one({ columns: ['region'], metrics: ['count'], orderby: [['m', true]] }, ask)).data).toHaveLength(5)
    expect(await refusal(one({ columns: ['unused'], metrics: ['count'] }, ask))).toMatch(/^400 'nosuch' is undefined/)
    expect(await refusal(one({ columns: [], metrics: ['broken'] }, ask))).toMatch(/^422 Jinja2 template error/)
  })

  it('what a saved text becomes is proved like a text of the request', async () => {
    const ask = { dataset: dataset() }
    for (const m of ['units) FROM pg_user; --', 'units), (SELECT 1', '(SELECT max(usesysid) FROM pg_user)', 'units) OVER (), (1'])
      expect(await refusal(one({ columns: [], metrics: ['m'], url_params: { m } }, ask))).toMatch(/^4\d\d /)
  })

  it('order, where, having, rules and the predicate of values', async () => {
    const grouped = { columns: ['region'], metrics: ['count'] }
    expect(
      (
        await one({
          ...grouped,
          orderby: [[sql("{{ 'MIN(units)' }}"), true]],
          extras: { where: "region IN {{ ['north', 'south'] | where_in }}", having: 'COUNT(*) > {{ 1 - 1 }}' },
        })
      ).data,
    ).toEqual([
      { region: 'north', count: 2 },
      { region: 'south', count: 1 },
    ])
    const clauses = [{ sql: "region = '{{ current_username()}}' OR region = {{ ['south'] | where_in }}", groupKey: null }]
    expect((await one(grouped, { security: { clauses } })).data).toEqual([{ region: 'south', count: 1 }])
    const predicate = { ...db.dataset, fetchValuesPredicate: "region = '{{ url_param('r', 'south') }}'" }
    expect(await columnValues(db.deps(), db.ask({ dataset: predicate, template: template({ parameters: { r: 'north' } }) }), 'region')).toEqual(['north'])
    expect((await one({ ...grouped, apply_fetch_values_predicate: true }, { dataset: predicate })).data).toEqual([{ region: 'south', count: 1 }])
  })

  it('tells what is wrong where', async () => {
    const where = (text: string, clause = 'where') => refusal(one({ columns: ['region'], metrics: ['count'], extras: { [clause]: text } }))
    expect(await where('{% if %}')).toMatch(/^422 Jinja2 template error \(TemplateSyntaxError\)/)
    expect(await where('{{ x.y }} = 1')).toBe("400 Error in jinja expression in WHERE clause: 'x' is undefined")
    expect(await where('{{ x.y }} = 1', 'having')).toMatch(/^400 Error in jinja expression in HAVING clause/)
    expect(await where("{{ ''.__class__ }} = 1")).toMatch(/^400 Error in jinja expression/)
    expect(await where('{{ 1 / 0 }} = 1')).toMatch(/^400 /)
    expect(await where("1 = 1 {{ '; DROP TABLE x' }}")).toMatch(/^400 /)
    expect(await where("region = 'a' OR {{ '1=1) OR (1=1' }}")).toMatch(/^400 /)
    const source = (text: string) => refusal(one({ columns: [], metrics: ['count'] }, { dataset: { ...db.dataset, sql: text } }))
    expect(await source('SELECT 1 {% if %}')).toMatch(/^400 Error: Error while rendering virtual dataset query: /)
    expect(await source('SELECT {{ x.y }}')).toMatch(/^400 Error: Error while rendering virtual dataset query: /)
    expect(await source("{{ 'DELETE FROM x' }}")).toMatch(/^400 .*read-only/)
    const rule = refusal(one({ columns: [], metrics: ['count'] }, { security: { clauses: [{ sql: '{{ x.y }}', groupKey: null }] } }))
    expect(await rule).toMatch(/^400 /)
  })

  it('switched off, texts pass as they are', async () => {
    expect(await value("'{{ 1 + 1 }}'", {}, { template: null })).toBe('{{ 1 + 1 }}')
    expect(await value("'{{ 1 + 1 }}'", {}, {})).toBe('2')
  })
})

describe('tables that a template chooses', () => {
  const ask = (text: string) => ({ dataset: { ...db.dataset, sql: text } })
  const count = (text: string, query: object = {}) => refusal(one({ columns: [], metrics: ['count'], ...query }, ask(text)).then((item) => item.data))

  it('by the request or the person are open to those who may read them alone', async () => {
    const own = '"Sales ""X"""'
    expect(await count(`SELECT * FROM {% if url_param('x') %}pg_user{% else %}${own}{% endif %}`, {})).toContain('answered')
    expect(await count(`SELECT 1 FROM {{ url_param('t', 'pg_class') }}`, { url_params: { t: 'pg_user' } })).toBe('403 refused: pg_user')
    expect(await count(`SELECT 1 FROM {{ url_param('s', 'pg_catalog') }}.pg_class`, { url_params: { s: 'information_schema' } })).toBe('403 refused: pg_class')
    expect(await count(`SELECT 1 FROM {% if current_user_id() == 7 %}pg_user{% else %}${own}{% endif %}`)).toBe('403 refused: pg_user')
    expect(await count(`SELECT 1 FROM {{ {'z': 'pg_user'}.get(url_param('t', 'x'), 'pg_class') }}`, { url_params: { t: 'z' } })).toBe('403 refused: pg_user')
    expect(
      await count(`SELECT 1 FROM {{ filter_values('region')[0] | default('pg_class') }}`, { filters: [{ col: 'region', op: '==', val: 'pg_user' }] }),
    ).toBe('403 refused: pg_user')
    expect(await count(`SELECT 1 AS x FROM {{ url_param('t', 'pg_class') }}`)).toContain('answered')
  })
})

function db_column(name: string) {
  return {
    name,
    verboseName: null,
    nativeType: 'TEXT',
    isTemporal: false,
    groupable: true,
    filterable: true,
    expression: null,
    pythonDateFormat: null,
    datetimeFormat: null,
  }
}
