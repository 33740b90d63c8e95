import type { Answer, Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, type EngineName } from '../sqllab-bench.ts'
import { type ChartBench, startChartBench } from './chart-bench.ts'

const NORTH = "region = 'north'"

let bench: ChartBench
let bound: Client
beforeAll(async () => {
  bench = await startChartBench()
  bound = await bench.bench.server.person('bound', ['Alpha'])
})
afterAll(() => bench.close())

const counts = (answer: Answer): unknown => bench.rows(answer).map((row) => [row['region'], Number(row['count'])])
const north = [['north', 3]]

/** With a rule on `sales` for people of Alpha. */
const ruled = async (engine: EngineName, clause: string, run: () => Promise<void>): Promise<void> => {
  const undo = await bench.rule(bench.datasets[engine], clause)
  try {
    await run()
  } finally {
    await undo()
  }
}

describe.each(ENGINES)('case 7 on %s: rules hold whatever is put beside them', (engine) => {
  test('7: conditions of the request are AND-ed outside of its parentheses', async () => {
    await ruled(engine, NORTH, async () => {
      const everything = [
        "1 = 1 OR region = 'south'",
        "region = 'south' OR 1 = 1",
        '1 = 1) OR (1 = 1',
        '1 = 1 OR region IS NULL -- ',
        'NOT (1 = 0)',
        '1 = 1 /* ) */ OR 1 = 1',
      ]
      for (const text of everything) {
        for (const query of [
          { extras: { where: text } },
          { where: text },
          { filters: [{ col: { sqlExpression: `(${text})`, label: 'x', expressionType: 'SQL' }, op: 'IS NOT NULL' }] },
          { filters: [{ col: 'region', op: 'IN', val: [text, 'south', "x') OR ('1' = '1"] }] },
          { filters: [{ col: 'region', op: '!=', val: `') OR ${text} OR ('` }] },
          { extras: { having: 'COUNT(*) > 0 OR 1 = 1' } },
        ]) {
          const answer = await bench.ask(bench.datasets[engine], query, { force: true }, bound)
          if (answer.status === 200) for (const row of bench.rows(answer)) expect(row['region'], JSON.stringify(query)).toBe('north')
          else expect([400, 403, 422], answer.text).toContain(answer.status)
        }
      }
    })
  })

  test.each([
    '1 = 1) OR (1 = 1',
    "region = 'north') OR (1 = 1",
    '1 = 1 --',
    '1 = 1) UNION SELECT region, 1 FROM sales WHERE (1 = 1',
    "region = 'north",
    '',
    'region; DROP TABLE sales',
  ])('a rule %j runs as one condition or not at all', async (clause) => {
    const around = await bench.virtual(engine, 'SELECT region FROM sales')
    await ruled(engine, clause, async () => {
      for (const dataset of [bench.datasets[engine], around]) {
        const answer = await bench.ask(dataset, {}, { force: true }, bound)
        if (clause === '1 = 1 --') expect(answer.status, answer.text).toBe(200)
        else {
          expect(answer.status, answer.text).toBe(400)
          // Its text is for those who manage rules
          expect(answer.text).not.toContain('1 = 1')
        }
        expect((await bench.ask(dataset, {}, { force: true })).status).toBe(200)
      }
    })
    expect(await bench.untouched(engine)).toBe(true)
  })

  const VIRTUAL: readonly (readonly [sql: string, engines?: readonly EngineName[]])[] = [
    ['SELECT region FROM sales'],
    ['SELECT s.region FROM sales s'],
    ['SELECT region FROM sales AS s WHERE 1 = 1 OR 1 = 1'],
    ['SELECT region FROM (SELECT * FROM sales) q'],
    ['WITH q AS (SELECT * FROM sales) SELECT region FROM q'],
    ['WITH sales AS (SELECT * FROM sales) SELECT region FROM sales', ['postgresql', 'mysql', 'duckdb']],
    ['SELECT region FROM sales UNION ALL SELECT region FROM sales WHERE 1 = 0'],
    ['SELECT a.region FROM sales a JOIN sales b ON a.id = b.id'],
    ['SELECT a.region FROM sales a, sales b WHERE a.id = b.id'],
    ['SELECT a.region FROM secrets s LEFT JOIN sales a ON s.id > 0'],
    ["SELECT region FROM secrets CROSS JOIN sales WHERE word = 'swordfish'"],
    ['SELECT region FROM sales WHERE id IN (SELECT id FROM sales)'],
    ['SELECT CASE WHEN EXISTS (SELECT 1 FROM sales x WHERE x.id = s.id) THEN s.region END AS region FROM sales s'],
    ['SELECT q.region FROM secrets s, LATERAL (SELECT * FROM sales WHERE sales.id >= s.id) q', ['postgresql', 'duckdb']],
    ['SELECT region FROM public.sales', ['postgresql']],
    ['SELECT region FROM "sales"', ['postgresql', 'sqlite', 'duckdb']],
    ['SELECT region FROM `sales`', ['mysql', 'sqlite']],
    ['SELECT region FROM [sales]', ['sqlite']],
    ['SELECT region FROM main.sales', ['sqlite', 'duckdb']],
    ['SELECT region FROM SALES', ['postgresql', 'sqlite', 'duckdb']],
    ['WITH "SALES" AS (SELECT 1) SELECT region FROM SALES', ['postgresql']],
    ['FROM sales SELECT region', ['duckdb']],
    ['SELECT region FROM sales -- the end'],
  ]
  test('7: beneath a virtual dataset, in every scope', async () => {
    await ruled(engine, NORTH, async () => {
      for (const [sql, engines = ENGINES] of VIRTUAL) {
        if (!engines.includes(engine)) continue
        const id = await bench.virtual(engine, sql)
        expect(counts(await bench.ask(id, {}, {}, bound)), sql).toEqual(north)
        expect((counts(await bench.ask(id)) as unknown[]).length, sql).toBeGreaterThan(1)
      }
    })
  })

  const REFUSED: readonly (readonly [sql: string, engines: readonly EngineName[]])[] = [
    ['SELECT region FROM ONLY sales', ['postgresql']],
    ['SELECT region FROM sales TABLESAMPLE SYSTEM (100)', ['postgresql']],
    ["SELECT word AS region FROM ts_stat('SELECT region::tsvector FROM sales') AS s(word)", ['postgresql']],
    ['SELECT region FROM sales USE INDEX ()', ['mysql']],
    ['WITH Sales AS (SELECT 1 AS region) SELECT region FROM sales', ['mysql']],
    ['SELECT region FROM sales NOT INDEXED', ['sqlite']],
    ["SELECT region FROM 'sales'", ['sqlite', 'duckdb']],
    ['SELECT region FROM (SUMMARIZE sales) AS s(region)', ['duckdb']],
    ['PIVOT sales ON region USING count(*)', ['duckdb']],
  ]
  test('7: what they cannot be put into shows none of the hidden rows', async () => {
    for (const [sql, engines] of REFUSED) {
      if (!engines.includes(engine)) continue
      const made = await bench.admin.post('/api/v1/dataset/', { database: bench.bench.databases[engine], table_name: `refused ${sql}`.slice(0, 60), sql })
      // What is no dataset at all needs no rule
      if (made.status !== 201) continue
      await ruled(engine, NORTH, async () => {
        const answer = await bench.ask(made.json<{ id: number }>().id, {}, {}, bound)
        if (answer.status === 200) expect(JSON.stringify(bench.rows(answer)), sql).not.toContain('south')
        else expect([400, 422], `${sql}: ${answer.text}`).toContain(answer.status)
      })
    }
  })
})

describe.each(ENGINES)('case 8 on %s: rules hold at every door', (engine) => {
  const doors = (dataset: () => number): readonly (readonly [name: string, open: (client: Client) => Promise<Answer>])[] => [
    ['chart data', (client) => bench.ask(dataset(), {}, {}, client)],
    ['raw rows', (client) => bench.ask(dataset(), { columns: ['region'], metrics: undefined }, {}, client)],
    ['results', (client) => bench.ask(dataset(), {}, { result_type: 'results' }, client)],
    ['samples by chart data', (client) => bench.ask(dataset(), { metrics: undefined, orderby: [] }, { result_type: 'samples' }, client)],
    ['drill detail by chart data', (client) => bench.ask(dataset(), { metrics: undefined, orderby: [] }, { result_type: 'drill_detail' }, client)],
    ['post-processed', (client) => bench.ask(dataset(), {}, { result_type: 'post_processed' }, client)],
    ['CSV', (client) => bench.ask(dataset(), {}, { result_format: 'csv' }, client)],
    ['a long CSV', (client) => bench.ask(dataset(), { row_limit: 100_000 }, { result_format: 'csv' }, client)],
    ['series limit', (client) => bench.ask(dataset(), { series_columns: ['region'], series_limit: 5 }, {}, client)],
    [
      'others of a series limit',
      (client) => bench.ask(dataset(), { series_columns: ['region'], series_limit: 1, group_others_when_limit_reached: true }, {}, client),
    ],
    ['count of rows', (client) => bench.ask(dataset(), { is_rowcount: true }, {}, client)],
    ['samples', (client) => client.post(`/datasource/samples?datasource_type=table&datasource_id=${dataset()}`, {})],
    [
      'drill detail',
      (client) =>
        client.post(`/datasource/samples?datasource_type=table&datasource_id=${dataset()}`, {
          filters: [{ col: 'region', op: 'IN', val: ['south', 'north'] }],
        }),
    ],
    ['column values', (client) => client.get(`/api/v1/datasource/table/${dataset()}/column/region/values/`)],
  ]
  const virtuals = new Map<EngineName, number>()
  const embedding = new Map<EngineName, number>()
  beforeAll(async () => {
    virtuals.set(engine, await bench.virtual(engine, 'SELECT id, region, amount FROM sales'))
    embedding.set(engine, await bench.virtual(engine, `SELECT region FROM {{ dataset(${bench.datasets[engine]}, columns=['region']) }}`))
  })
  const kinds: readonly (readonly [name: string, dataset: () => number])[] = [
    ['the table', () => bench.datasets[engine]],
    ['a virtual dataset over it', () => virtuals.get(engine) ?? 0],
    ['a template that names its dataset', () => embedding.get(engine) ?? 0],
  ]

  test.each(kinds)('8: %s', async (_, dataset) => {
    const undo = await bench.rule(bench.datasets[engine], NORTH)
    try {
      for (const [name, open] of doors(dataset)) {
        // Others have asked the same before: their answer lies in the cache
        const all = await open(bench.admin)
        expect(all.status, `${name}: ${all.text}`).toBe(200)
        const own = await open(bound)
        expect(own.status, `${name}: ${own.text}`).toBe(200)
        const shown = own.text.replaceAll(/"query":"(?:[^"\\]|\\.)*"/g, '')
        expect(shown, name).not.toContain('south')
        expect(shown, name).not.toMatch(/"region":null|Others/)
        if (name !== 'count of rows') {
          expect(all.text, name).toMatch(/south|Others/)
          expect(shown, name).toContain('north')
        } else expect(bench.rows(own).map((row) => Number(Object.values(row)[0]))).toEqual([1])
        expect((await open(bench.admin)).text.replaceAll(/"(?:query|cached_dttm|is_cached)":(?:"(?:[^"\\]|\\.)*"|\w+)/g, '')).toMatch(
          name === 'count of rows' ? /3/ : /south|Others/,
        )
      }
    } finally {
      await undo()
    }
  })

  test('8: a saved chart', async () => {
    const params = { viz_type: 'table', query_mode: 'aggregate', groupby: ['region'], metrics: ['count'], row_limit: 100 }
    const made = await bench.admin.post('/api/v1/chart/', {
      slice_name: `by region ${engine}`,
      viz_type: 'table',
      datasource_id: bench.datasets[engine],
      datasource_type: 'table',
      params: JSON.stringify(params),
    })
    const path = `/api/v1/chart/${made.json<{ id: number }>().id}/data/`
    await ruled(engine, NORTH, async () => {
      for (const end of ['', '?format=csv', '?force=true', '?type=samples']) {
        expect((await bench.admin.get(path + end)).text).toContain('south')
        const own = await bound.get(path + end)
        expect(own.status, own.text).toBe(200)
        expect(own.text.replaceAll(/"query":"(?:[^"\\]|\\.)*"/g, '')).not.toContain('south')
      }
    })
  })
})

describe('rules that are templates', () => {
  test('8, 9: bind each person by name, also where answers are cached', async () => {
    const server = bench.bench.server
    await server.person('north', ['Alpha'])
    const [a, b] = [await server.person('south', ['Alpha']), bound]
    const undo = await bench.rule(
      bench.datasets.postgresql,
      "region = '{{ current_username() }}' OR '{{ current_username() }}' = 'bound' AND region IN (SELECT 'north')",
    )
    try {
      const around = await bench.virtual('postgresql', 'SELECT * FROM sales')
      for (const dataset of [bench.datasets.postgresql, around, bench.datasets.postgresql]) {
        expect(counts(await bench.ask(dataset, {}, {}, a))).toEqual([['south', 2]])
        expect(counts(await bench.ask(dataset, {}, {}, b))).toEqual(north)
      }
    } finally {
      await undo()
    }
  })

  test('a name with a quote stays a name', async () => {
    const sly = await bench.bench.server.person("x' OR '1'='1", ['Alpha'])
    for (const engine of ENGINES) {
      await ruled(engine, "region = '{{ current_username() }}'", async () => {
        expect(counts(await bench.ask(bench.datasets[engine], {}, {}, sly))).toEqual([])
      })
    }
  })
})
