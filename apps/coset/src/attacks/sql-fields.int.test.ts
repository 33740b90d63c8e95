import type { Answer } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, type EngineName } from '../sqllab-bench.ts'
import { type ChartBench, startChartBench } from './chart-bench.ts'

let bench: ChartBench
beforeAll(async () => {
  bench = await startChartBench()
})
afterAll(() => bench.close())

const sql = (sqlExpression: string, label = 'x') => ({ sqlExpression, label, expressionType: 'SQL' })
const TIME = { timeGrain: 'P1M', columnType: 'BASE_AXIS', label: 't', expressionType: 'SQL' }

/** Every field of a chart query that carries SQL or a name that becomes SQL. */
const SQL_FIELDS: readonly (readonly [name: string, place: (text: string) => object])[] = [
  ['column', (text) => ({ columns: [sql(text)], orderby: [] })],
  ['axis', (text) => ({ columns: [{ ...TIME, sqlExpression: text }], orderby: [] })],
  ['metric', (text) => ({ metrics: [sql(text)] })],
  ['filter column', (text) => ({ filters: [{ col: sql(text), op: '==', val: 'x' }] })],
  ['where', (where) => ({ extras: { where } })],
  ['having', (having) => ({ extras: { having } })],
  ['where at the top', (where) => ({ where })],
  ['having at the top', (having) => ({ having })],
  ['order', (text) => ({ orderby: [[sql(text), true]] })],
  ['order by text', (text) => ({ orderby: [[{ sqlExpression: text }, false]] })],
  ['series limit metric', (text) => ({ series_columns: ['region'], series_limit: 1, series_limit_metric: sql(text) })],
  ['series column', (text) => ({ columns: [sql(text)], series_columns: [sql(text)], series_limit: 1, orderby: [] })],
]

/** Fields that name something or choose from a list; SQL in them must stay a name. */
const NAME_FIELDS: readonly (readonly [name: string, place: (text: string) => object])[] = [
  ['column name', (text) => ({ columns: [text], orderby: [] })],
  ['column reference', (text) => ({ columns: [{ ...sql(text), isColumnReference: true }], orderby: [] })],
  ['metric name', (text) => ({ metrics: [text] })],
  ['simple metric', (text) => ({ metrics: [{ expressionType: 'SIMPLE', column: { column_name: text }, aggregate: 'SUM', label: 'm' }] })],
  ['aggregate', (text) => ({ metrics: [{ expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: text, label: 'm' }] })],
  ['filter name', (text) => ({ filters: [{ col: text, op: '==', val: 'x' }] })],
  ['filter value', (text) => ({ filters: [{ col: 'region', op: '==', val: text }] })],
  ['filter list', (text) => ({ filters: [{ col: 'region', op: 'IN', val: [text, 'north'] }] })],
  ['filter pattern', (text) => ({ filters: [{ col: 'region', op: 'ILIKE', val: text }] })],
  ['filter number', (text) => ({ filters: [{ col: 'amount', op: '>', val: text }] })],
  ['filter operator', (text) => ({ filters: [{ col: 'region', op: text, val: 'x' }] })],
  ['filter grain', (text) => ({ filters: [{ col: 'region', op: '==', val: 'x', grain: text }] })],
  ['order name', (text) => ({ orderby: [[text, true]] })],
  ['granularity', (text) => ({ granularity: text, time_range: '2020-01-01 : 2021-01-01' })],
  ['time range', (text) => ({ time_range: text, filters: [{ col: 'region', op: 'TEMPORAL_RANGE', val: text }] })],
  ['time grain', (text) => ({ extras: { time_grain_sqla: text } })],
  ['grain of a column', (text) => ({ columns: [{ ...sql('region'), columnType: 'BASE_AXIS', timeGrain: text }], orderby: [] })],
  ['time offset', (text) => ({ time_offsets: [text], time_range: '2020-01-01 : 2021-01-01' })],
  ['relative start', (text) => ({ extras: { relative_start: text } })],
  ['column order', (text) => ({ extras: { column_order: [text] } })],
  ['series limit', (text) => ({ series_columns: ['region'], series_limit: text })],
  ['row limit', (text) => ({ row_limit: text })],
  ['row offset', (text) => ({ row_offset: text })],
  ['url parameter', (text) => ({ url_params: { x: text }, extras: { where: "region <> '{{ url_param('x') }}'" } })],
  ['operation option', (text) => ({ post_processing: [{ operation: 'rename', options: { columns: { count: text } } }] })],
  ['operation column', (text) => ({ post_processing: [{ operation: 'sort', options: { by: [text] } }] })],
  ['operation', (text) => ({ post_processing: [{ operation: text, options: {} }] })],
  [
    'annotation',
    (text) => ({ annotation_layers: [{ name: text, annotationType: 'EVENT', sourceType: 'table', value: text, overrides: { time_range: text } }] }),
  ],
  [
    'annotation override',
    (text) => ({ annotation_layers: [{ name: 'a', annotationType: 'EVENT', sourceType: 'NATIVE', value: 1, overrides: { where: text } }] }),
  ],
]

const BREAK_OUTS = [
  '(SELECT word FROM secrets)',
  '(SELECT MAX(word) FROM secrets)',
  'EXISTS (SELECT 1 FROM secrets)',
  'region IN (SELECT word FROM secrets)',
  'region) UNION SELECT word, 1 FROM secrets --',
  'region UNION ALL SELECT word FROM secrets',
  "region' UNION SELECT word FROM secrets --",
  '1; DROP TABLE sales',
  '1; DELETE FROM secrets; --',
  '1) FROM secrets --',
  '1 FROM secrets',
  '1) OR (1=1',
  '1 /* */ ) /* */ UNION /* */ SELECT word FROM secrets /*',
  'region -- \n) UNION SELECT word FROM secrets --',
  '/*! (SELECT word FROM secrets) */',
  '/*M!100100 (SELECT word FROM secrets) */',
  '(WITH s AS (SELECT word FROM secrets) SELECT word FROM s)',
  '(TABLE secrets)',
  '(VALUES (1))',
  'CASE WHEN (SELECT COUNT(*) FROM secrets) > 0 THEN 1 ELSE 0 END',
  '{{ "(SELECT word FROM secrets)" }}',
  '{% if true %}1) UNION SELECT word FROM secrets --{% endif %}',
]
const OWN: Readonly<Record<EngineName, readonly string[]>> = {
  postgresql: [
    "query_to_xml('SELECT word FROM secrets', true, true, '')",
    "pg_read_file('/etc/passwd')",
    '$$x$$ || (SELECT word FROM secrets)',
    "lo_import('/etc/passwd')",
  ],
  mysql: ['1 # \n UNION SELECT word FROM secrets', "LOAD_FILE('/etc/passwd')", 'region INTO OUTFILE "/tmp/x"'],
  sqlite: ['region IN secrets', "load_extension('x')", "readfile('/etc/passwd')", '[region]) UNION SELECT word FROM secrets --'],
  duckdb: ['(FROM secrets)', "(SELECT word FROM query('FROM secrets'))", "read_text('/etc/passwd')", '(PIVOT secrets ON word)', "getenv('HOME')"],
}

const isRefusal = (answer: Answer): boolean => answer.status >= 400 && answer.status < 500

describe.each(ENGINES)('cases 3 and 4 on %s: SQL of a chart query cannot break out', (engine) => {
  test.each(SQL_FIELDS)('3, 4: %s', async (_, place) => {
    for (const text of [...BREAK_OUTS, ...OWN[engine]]) {
      const answer = await bench.ask(bench.datasets[engine], place(text), { force: true })
      expect(isRefusal(answer), `${text}: ${answer.status} ${answer.text}`).toBe(true)
      expect(answer.text, text).not.toContain('swordfish')
      expect(answer.text, text).not.toContain('root:')
      const shown = await bench.ask(bench.datasets[engine], place(text), { result_type: 'query' })
      expect(shown.text, text).not.toContain('"query"')
    }
    expect(await bench.untouched(engine)).toBe(true)
  })

  test.each(NAME_FIELDS)('4: %s stays what it is', async (_, place) => {
    for (const text of [...BREAK_OUTS, ...OWN[engine]]) {
      const answer = await bench.ask(bench.datasets[engine], place(text), { force: true })
      expect(answer.status, `${text}: ${answer.text}`).toBeLessThan(500)
      expect(answer.text, text).not.toContain('swordfish')
      expect(answer.text, text).not.toContain('root:')
    }
    expect(await bench.untouched(engine)).toBe(true)
  })
})

const TOTAL = { expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: 'SUM' }
const LABELS = [
  'a"b',
  'a`b',
  'a[b]',
  'a]b',
  "a'b",
  "a''b",
  'a""b',
  'a``b',
  'a\nb',
  'a\r\nb',
  'a;b',
  'a--b',
  'a/*b',
  '*/',
  '# a',
  '\\',
  '\\"',
  'é🐘',
  '%s',
  '%',
  '{{ 1 }}',
  '{% if %}',
  '$$',
  '$1',
  ':x',
  '?',
  '__proto__',
  'constructor',
  ' a ',
  '"; DROP TABLE sales; --',
  '` UNION SELECT word FROM secrets -- ',
  'x'.repeat(200),
]

describe.each(ENGINES)('case 5 on %s: a hostile label is a label', (engine) => {
  test.each(LABELS.map((label) => [JSON.stringify(label).slice(0, 60), label] as const))('5: %s', async (_, label) => {
    const data = (answer: Answer) =>
      bench.rows(answer).map((row) => Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? value : Number(value)]))
    expect(data(await bench.ask(bench.datasets[engine], { columns: [], orderby: [], metrics: [{ ...TOTAL, label }] }))).toEqual([[[label, 210]]])
    const grouped = { columns: [sql('UPPER(region)', label)], orderby: [[label, false]], filters: [{ col: 'region', op: 'IS NOT NULL' }] }
    expect(data(await bench.ask(bench.datasets[engine], grouped))).toEqual([
      [
        [label, 'SOUTH'],
        ['count', 2],
      ],
      [
        [label, 'NORTH'],
        ['count', 3],
      ],
    ])
    const limited = { columns: [sql('region', label)], series_columns: [label], series_limit: 1, orderby: [], metrics: [{ ...TOTAL, label: 'm' }] }
    expect(data(await bench.ask(bench.datasets[engine], limited)).length).toBeLessThanOrEqual(1)
    expect(await bench.untouched(engine)).toBe(true)
  })

  test.each(['a\0b', '\ud800'])('5: %j is refused', async (label) => {
    for (const query of [
      { columns: [], orderby: [], metrics: [{ ...TOTAL, label }] },
      { columns: [sql('region', label)], orderby: [] },
    ])
      expect(isRefusal(await bench.ask(bench.datasets[engine], query))).toBe(true)
  })

  test('5: and so is the name of a column', async () => {
    const quote = engine === 'mysql' ? '`' : '"'
    for (const name of ['a b', 'a.b', 'a;b', `x${quote}y`, "it's", '%s']) {
      const quoted = quote + name.replaceAll(quote, quote + quote) + quote
      const id = await bench.virtual(engine, `SELECT region AS ${quoted} FROM sales`)
      const answer = await bench.ask(id, { columns: [name], orderby: [[name, true]], filters: [{ col: name, op: '==', val: 'south' }] })
      expect(bench.rows(answer), name).toEqual([{ [name]: 'south', count: 2 }])
    }
  })
})

describe.each(ENGINES)('case 6 on %s: errors tell nothing of rows', (engine) => {
  const CASTS = [
    'CAST((SELECT word FROM secrets) AS INTEGER)',
    'CAST((SELECT MAX(word) FROM secrets) AS DATE)',
    "EXTRACTVALUE(1, CONCAT('~', (SELECT word FROM secrets)))",
    'UPDATEXML(1, (SELECT word FROM secrets), 1)',
    '1 / (SELECT COUNT(*) - 1 FROM secrets)',
    'error((SELECT word FROM secrets))',
    '(SELECT word FROM secrets)::int',
  ]
  test.each(SQL_FIELDS)('6: extraction from other tables through %s', async (_, place) => {
    for (const text of CASTS) {
      const answer = await bench.ask(bench.datasets[engine], place(text), { force: true })
      expect(isRefusal(answer), `${text}: ${answer.text}`).toBe(true)
      expect(answer.text, text).not.toContain('swordfish')
    }
  })

  test("6: rows that a rule hides stay out of the database's sentences", async () => {
    const bound = await bench.bench.server.person(`bound${engine}`, ['Alpha'])
    const undo = await bench.rule(bench.datasets[engine], "region = 'north'")
    try {
      const texts = [
        'CAST(region AS INTEGER) = 1',
        "CASE WHEN region = 'south' THEN CAST(region AS INTEGER) ELSE 1 END = 1",
        "1 / CASE WHEN region = 'south' THEN 0 ELSE 1 END = 1",
      ]
      for (const text of texts) {
        for (const query of [
          { extras: { where: text } },
          { filters: [{ col: sql(text.split(' = 1')[0] ?? ''), op: '==', val: 1 }] },
          { columns: [sql(text)], orderby: [] },
          { metrics: [sql(`MAX(${text.replace(/ = 1$/, '')})`)] },
        ]) {
          const answer = await bench.ask(bench.datasets[engine], query, { force: true }, bound)
          expect(answer.status, answer.text).toBeLessThan(500)
          if (answer.status === 200) expect(JSON.stringify(bench.rows(answer).map((row) => Object.values(row)))).not.toContain('south')
          else expect(answer.text).toContain('What it says is not shown')
        }
      }
    } finally {
      await undo()
    }
  })
})
