import { memoryCache } from '@coset/cache'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import { validateQueryContext } from '../validate/context.ts'
import { columnValues } from './column-values.ts'
import { type FixtureDatabase, openFixtureDatabase } from './fixture-database.test-support.ts'
import { runQueryContext } from './run-query-context.ts'
import { samplesPage } from './samples-page.ts'

let db: FixtureDatabase
beforeAll(async () => {
  db = await openFixtureDatabase()
})
afterAll(() => db.close())

type Row = Record<string, unknown>
interface Item {
  readonly data: Row[]
  readonly colnames: string[]
  readonly coltypes: number[]
  readonly [key: string]: unknown
}
interface More {
  readonly ask?: Partial<QueryAsk>
  readonly deps?: Partial<QueryDependencies>
  readonly body?: Record<string, unknown>
}
const fresh = () => memoryCache({ maxBytes: 1_000_000 })
/** Without the column that takes seconds. */
const plain = () => ({ ...db.dataset, columns: db.dataset.columns.filter((one) => one.name !== 'sleepy') })
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const runAll = (queries: readonly Record<string, unknown>[], more: More = {}) =>
  runQueryContext(
    db.deps({ cache: fresh(), ...more.deps }),
    db.ask(more.ask),
    validateQueryContext({ datasource: { id: 1, type: 'table' }, queries, ...more.body }),
  )
const itemsOf = async (queries: readonly Record<string, unknown>[], more: More = {}): Promise<Item[]> => {
  const answer = await runAll(queries, more)
  return (JSON.parse(text(answer.toJson())) as { result: Item[] }).result
}
const run = async (query: Record<string, unknown>, more: More = {}): Promise<Item> => {
  const [item] = await itemsOf([query], more)
  if (item === undefined) throw new Error('no item')
  return item
}
const at = (iso: string): number => Date.parse(`${iso}Z`)
const axis = (grain: string | null, name = 'at') => ({
  label: name,
  sqlExpression: name,
  columnType: 'BASE_AXIS',
  expressionType: 'SQL',
  ...(grain === null ? {} : { timeGrain: grain }),
})

describe('values', () => {
  it('keeps types, digits and gaps', async () => {
    const raw = text((await runAll([{ columns: ['id', 'day', 'at', 'amount', 'units', 'ok', 'note'], orderby: [['id', false]], row_limit: 1 }])).toJson())
    expect(raw).toContain(
      '"data":[{"id":9007199254740993,"day":1579046400000,"at":1579082400000,"amount":1.500,"units":1,"ok":true,"note":"{\'a\': [1, None]}"}]',
    )
    const item = await run({ columns: ['day', 'at', 'units', 'ok', 'note', 'region'], orderby: [['id', true]] })
    expect(item.coltypes).toEqual([2, 2, 0, 3, 1, 1])
    expect(item.data[0]).toMatchObject({ at: 1581760800500, units: 2, ok: false, note: null })
  })
  it('tells the whole payload', async () => {
    const item = await run({
      columns: ['region'],
      metrics: ['count'],
      filters: [
        { col: 'nope', op: '==', val: 1 },
        { col: 'at', op: 'TEMPORAL_RANGE', val: '2021-01-01 : 2021-02-01' },
      ],
    })
    expect(item).toMatchObject({
      status: 'success',
      error: null,
      is_cached: null,
      cached_dttm: null,
      queried_dttm: '2022-06-15T12:00:00+00:00',
      cache_timeout: 60,
      rowcount: 1,
      sql_rowcount: 1,
      from_dttm: at('2021-01-01T00:00:00'),
      to_dttm: at('2021-02-01T00:00:00'),
      label_map: { region: ['region'], count: ['count'], Rows: ['count'] },
      indexnames: [0],
      applied_filters: [{ column: 'at' }],
      rejected_filters: [{ reason: 'not_in_datasource', column: 'nope' }],
      result_format: 'json',
      data: [{ region: 'north', count: 1 }],
    })
    expect(String(item['query'])).toMatch(/^SELECT .*;\n\n$/s)
  })
  it('keeps SQL from guests', async () => expect(await run({ columns: ['region'] }, { ask: { hideSql: true } })).not.toHaveProperty('query'))
  it('answers other types', async () => {
    expect(await run({ columns: ['region'], orderby: [['region', true]], row_limit: 1 }, { body: { result_type: 'results' } })).toEqual({
      data: [{ region: 'O\'Brien "é" 😀' }],
      colnames: ['region'],
      coltypes: [1],
      rowcount: 1,
      sql_rowcount: 1,
      detected_currency: null,
    })
    expect((await run({}, { body: { result_type: 'columns' } })).data[0]).toEqual({ column_name: 'id', verbose_name: null, dtype: 0 })
    expect((await run({}, { body: { result_type: 'timegrains' } })).data.at(-1)).toMatchObject({ name: 'Year', duration: 'P1Y' })
    expect(await run({ columns: ['region'] }, { body: { result_type: 'query' } })).toMatchObject({
      language: 'sql',
      query: expect.stringMatching(/;$/) as string,
    })
    expect(await run({ metrics: ['nope'] }, { body: { result_type: 'query' } })).toEqual({ language: 'sql', error: "Error: Metric 'nope' does not exist" })
  })
  it('writes CSV with the names that people know', async () => {
    const answer = await runAll([{ columns: ['region'], metrics: ['count', 'total'], orderby: [['region', true]] }], { body: { result_format: 'csv' } })
    expect(text(answer.items[0]?.file?.plain() ?? new Uint8Array())).toBe(
      'Sales region,Rows,total\n"O\'Brien ""é"" 😀",1,7.125\n"a, b",1,\nnorth,2,11.500\nsouth,1,2.250\n,1,4.000\n',
    )
  })
})

describe('time', () => {
  it('pivots, fills and flattens', async () => {
    const item = await run({
      columns: [axis('P1M'), 'region'],
      metrics: ['count'],
      filters: [{ col: 'at', op: 'TEMPORAL_RANGE', val: '2021-01-01 : 2021-03-02' }],
      post_processing: [
        { operation: 'pivot', options: { index: ['at'], columns: ['region'], aggregates: { count: { operator: 'mean' } } } },
        { operation: 'flatten' },
      ],
    })
    expect(item.colnames).toEqual(['at', 'count, <NULL>', 'count, O\'Brien "é" 😀', 'count, a, b', 'count, north'])
    expect(item['label_map']).toMatchObject({ 'count, a, b': ['count', 'a, b'] })
    expect(item.data[0]).toEqual({
      at: at('2021-01-01T00:00:00'),
      'count, <NULL>': null,
      'count, O\'Brien "é" 😀': null,
      'count, a, b': null,
      'count, north': 1,
    })
  })
  it('compares with the year before', async () => {
    const query = { columns: [axis('P1M')], metrics: ['count'], time_offsets: ['1 year ago'], orderby: [['count', true]] }
    const item = await run({ ...query, filters: [{ col: 'at', op: 'TEMPORAL_RANGE', val: '2021-01-01 : 2022-01-01' }] })
    const rows = item.data.map((row) => [row['at'], row['count'], row['count__1 year ago']]).sort((a, b) => Number(a[0]) - Number(b[0]))
    expect(rows).toEqual([
      [at('2021-01-01T00:00:00'), 1, 1],
      [at('2021-02-01T00:00:00'), 2, 1],
      [at('2021-03-01T00:00:00'), 1, null],
    ])
    expect(String(item['query']).split(';\n\n')).toHaveLength(3)
    await expect(run(query)).rejects.toThrow('enclosed time range')
  })
  it('compares with a period of its own dates, where the site allows it', async () => {
    const offset = '2020-01-01 : 2021-01-01'
    const filters = [{ col: 'at', op: 'TEMPORAL_RANGE', val: '2021-01-01 : 2022-01-01' }]
    const grouped = { columns: ['region'], metrics: ['count'], time_offsets: [offset], filters, orderby: [['region', true]] }
    await expect(run(grouped)).rejects.toThrow('DATE_RANGE_TIMESHIFTS_ENABLED')
    const deps = { limits: { ...db.deps().limits, dateRangeOffsets: true } }
    const byRegion = await run(grouped, { deps })
    expect(byRegion.data.find((row) => row['region'] === 'north')).toEqual({ region: 'north', count: 1, [`count__${offset}`]: 1 })
    expect(byRegion.data.find((row) => row['region'] === 'a, b')).toEqual({ region: 'a, b', count: 1, [`count__${offset}`]: null })
    expect(byRegion.data.map((row) => row['region'])).not.toContain('south')
    const overTime = await run({ ...grouped, columns: [axis('P1M')], orderby: [['at', true]] }, { deps })
    expect(new Set(overTime.data.map((row) => row[`count__${offset}`]))).toEqual(new Set([2]))
  })
  it('moves returned moments by the hours of the dataset', async () => {
    const item = await run({ columns: [axis('P1Y')], metrics: ['count'], orderby: [['at', true]] }, { ask: { dataset: { ...db.dataset, offsetHours: -3 } } })
    expect(item.data[0]?.['at']).toBe(at('2019-12-31T21:00:00'))
  })
  it('cuts expressions that only the database knows to be moments', async () => {
    const column = { label: 'next', sqlExpression: "at + interval '1 day'", columnType: 'BASE_AXIS', timeGrain: 'P1Y', expressionType: 'SQL' }
    expect((await run({ columns: [column], metrics: ['count'] })).data).toHaveLength(2)
  })
  it('says which time text is wrong', async () => {
    await expect(run({ columns: ['region'], time_range: '7 days : now' })).rejects.toThrow("Request is incorrect: {'time_range': ['Time string is ambiguous.")
  })
})

describe('shares of a total', () => {
  it('uses the sum over all rows', async () => {
    const share = { operation: 'contribution', options: { columns: ['count'], rename_columns: ['%count'] } }
    const [first, second] = await itemsOf([
      { columns: ['region'], metrics: ['count'], row_limit: 1, orderby: [['count', false]], post_processing: [share] },
      { columns: [], metrics: ['count'], row_limit: 0 },
    ])
    expect(first?.data).toEqual([{ region: 'north', count: 2, '%count': 1 / 3 }])
    expect(second?.data).toEqual([{ count: 6 }])
    expect(String(second?.['query'])).not.toContain('LIMIT')
  })
})

describe('security', () => {
  const clause = (sql: string, groupKey: string | null = null) => ({ sql, groupKey })
  it('parenthesises rules and keeps answers apart', async () => {
    const cache = fresh()
    const counted = async (...clauses: { sql: string; groupKey: string | null }[]) =>
      (await run({ metrics: ['count'] }, { deps: { cache }, ask: { security: { clauses } } })).data[0]?.['count']
    expect(await counted()).toBe(6)
    expect(await counted(clause("region = 'north' OR region = 'south'"), clause('units > 1'))).toBe(2)
    expect(await counted(clause("region = 'north'", 'g'), clause("region = 'south'", 'g'))).toBe(3)
    expect(await counted(clause('1 = 0 -- nobody'))).toBe(0)
  })
  it('holds rules everywhere', async () => {
    const security = { clauses: [clause("region = 'south'")] }
    const limited = { columns: ['region'], metrics: ['count'], series_columns: ['region'], series_limit: 1 }
    expect((await run(limited, { ask: { security } })).data).toEqual([{ region: 'south', count: 1 }])
    expect(await columnValues(db.deps(), db.ask({ security }), 'region')).toEqual(['south'])
    expect(
      JSON.parse(text(await samplesPage(db.deps(), db.ask({ security, dataset: plain() }), { payload: null, force: false, page: 1, perPage: 10 }))),
    ).toMatchObject({
      total_count: 1,
      rowcount: 1,
    })
  })
  it('cuts the tables beneath a virtual dataset down, and runs none that cannot be', async () => {
    const dataset = { ...db.dataset, sql: 'SELECT region, units, at FROM "Sales ""X"""; ' }
    const security = (...sql: string[]) => ({
      clauses: [],
      inner: [{ catalog: null, schema: 'public', table: 'Sales "X"', clauses: sql.map((text) => ({ sql: text, groupKey: null })) }],
    })
    const count = async (sql: string, ...clauses: string[]) =>
      (await run({ metrics: ['count'] }, { ask: { dataset: { ...dataset, sql }, security: security(...clauses) } })).data
    expect((await run({ metrics: ['count'] }, { ask: { dataset } })).data).toEqual([{ count: 6 }])
    expect(await count(dataset.sql, "region = 'north'")).toEqual([{ count: 2 }])
    expect(await count('SELECT x.region FROM public."Sales ""X""" x', "region = 'north'")).toEqual([{ count: 2 }])
    expect(await count(dataset.sql, "region = 'north'", "region = 'south'")).toEqual([{ count: 0 }])
    for (const sql of ['SELECT * FROM ONLY "Sales ""X"""', 'SELECT * FROM "Sales ""X""" TABLESAMPLE SYSTEM (100)'])
      await expect(count(sql, "region = 'north'")).rejects.toMatchObject({ status: 422 })
    for (const clause of ["region = 'north') OR (1 = 1", '1=1) UNION SELECT 1 WHERE (1=1', "region = 'north' /*", ''])
      await expect(count(dataset.sql, clause)).rejects.toMatchObject({ status: 400 })
  })
  it('runs no SQL that comes in through names, labels and values', async () => {
    const evil = `x"; DROP TABLE "Sales ""X"""; --`
    const adhoc = (sqlExpression: string) => ({ label: 'l', sqlExpression, expressionType: 'SQL' })
    expect((await run({ columns: [{ label: evil, sqlExpression: 'region', expressionType: 'SQL' }], row_limit: 1 })).colnames).toEqual([evil])
    expect((await run({ metrics: ['count'], filters: [{ col: 'region', op: '==', val: `' OR 1=1 --` }] })).data).toEqual([{ count: 0 }])
    for (const sql of ['1) OR (1=1', 'SELECT 1', '(SELECT 1)', 'region; DROP TABLE x', `region FROM "Sales ""X""" --`, 'region /*', "'open"]) {
      await expect(run({ columns: [adhoc(sql)], metrics: [] })).rejects.toMatchObject({
        status: expect.toSatisfy((status: number) => status === 400 || status === 422) as number,
      })
      await expect(run({ metrics: ['count'], extras: { where: sql } })).rejects.toMatchObject({ status: 400 })
    }
    await expect(run({ columns: ['region'], granularity: evil, metrics: [] })).resolves.toBeDefined()
    expect((await run({ metrics: ['count'] })).data).toEqual([{ count: 6 }])
  })
})

describe('cache and flights', () => {
  const query = { columns: ['region'], metrics: ['count'], orderby: [['region', true]] }
  it('serves stored bytes without asking again, unless forced', async () => {
    const deps = { cache: fresh() }
    const first = await runAll([query], { deps })
    const before = db.asked.length
    const second = await runAll([query], { deps })
    expect(db.asked.length).toBe(before)
    expect([first.items[0]?.isCached, second.items[0]?.isCached]).toEqual([false, true])
    const [cold, hot] = [first, second].map((answer) => (JSON.parse(text(answer.toJson())) as { result: Item[] }).result[0])
    expect(hot).toEqual({ ...cold, is_cached: true, cached_dttm: '2022-06-15T12:00:00' })
    await runAll([query], { deps, body: { force: true } })
    expect(db.asked.length).toBe(before + 1)
  })
  it('keeps askers, datasets and formats apart and honours −1', async () => {
    const deps = { cache: fresh() }
    const before = db.asked.length
    await runAll([query], { deps })
    await runAll([query], { deps, ask: { userMarker: 'ann' } })
    await runAll([query], { deps, ask: { dataset: { ...db.dataset, changedOn: 'later' } } })
    await runAll([query], { deps, body: { result_format: 'csv' } })
    await runAll([query], { deps, body: { custom_cache_timeout: -1 } })
    expect(db.asked.length).toBe(before + 5)
  })
  it('stores no failure', async () => {
    const deps = { cache: fresh() }
    const broken = { columns: ['region'], filters: [{ col: 'region', op: '==', val: 5 }] }
    await expect(run(broken, { deps })).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/^Error: /) as string })
    await expect(run(broken, { deps })).rejects.toMatchObject({ status: 400 })
  })
  it('asks once for all who ask at the same time', async () => {
    const deps = { cache: fresh() }
    const before = db.asked.length
    await Promise.all(Array.from({ length: 8 }, () => runAll([query], { deps })))
    expect(db.asked.length).toBe(before + 1)
  })
  it('stops the database when nobody listens any more', async () => {
    const controller = new AbortController()
    const started = Date.now()
    const waiting = run({ columns: ['sleepy'], row_limit: 1 }, { ask: { signal: controller.signal } })
    setTimeout(() => controller.abort(), 300)
    await expect(waiting).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    expect(Date.now() - started).toBeLessThan(2_000)
    const sql = `SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid() AND datname = current_database()`
    const active = async (): Promise<unknown> => {
      const stream = await db.connection.stream({ sql })
      for await (const block of stream.blocks) return block[0]?.[0]
      return undefined
    }
    await expect.poll(active, { timeout: 3_000 }).toBe(0)
  })
})

describe('samples', () => {
  const page = async (payload: unknown, number: number, perPage: number) =>
    JSON.parse(text(await samplesPage(db.deps(), db.ask({ dataset: plain() }), { payload, force: true, page: number, perPage }))) as Item
  it('pages through all rows', async () => {
    const pages = [await page(null, 1, 4), await page(null, 2, 4), await page(null, 1, 9999)]
    expect(pages.map((one) => [one['page'], one['per_page'], one['total_count'], one.data.length])).toEqual([
      [1, 4, 6, 4],
      [2, 4, 6, 2],
      [1, 4, 6, 4],
    ])
  })
  it('knows filters by the names that people see', async () => {
    const item = await page({ filters: [{ col: 'Sales region', op: '==', val: 'north' }] }, 1, 4)
    expect([item['total_count'], item.data.length]).toEqual([2, 2])
    await expect(page({ bogus: 1 }, 1, 4)).rejects.toMatchObject({ status: 400 })
  })
  it('lists values, gaps included', async () => {
    expect(new Set(await columnValues(db.deps(), db.ask(), 'units'))).toEqual(new Set([1, 2, 3, 4, 6, null]))
    await expect(columnValues(db.deps(), db.ask(), 'nope')).rejects.toMatchObject({ status: 400 })
  })
})
