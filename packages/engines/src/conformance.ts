import { AppError, type TimeGrain } from '@coset/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bench, cell, columnsOf, type EngineSubject, failure, HOSTILE, HOSTILE_NAMES, lacks, policy, write } from './conformance-bench.ts'
import type { Connection, ConnectionConfig } from './port.ts'
import { closing, stopping, streaming } from './running/conformance.ts'
import { parseDatabaseUri } from './uri.ts'

export type { EngineSubject } from './conformance-bench.ts'

const reading = (bench: Bench): void => {
  it('gives every type exactly, nulls included', async () => {
    const cells = await columnsOf(bench.connection, { sql: 'SELECT * FROM typed ORDER BY id' })
    for (const [name, expected] of Object.entries(bench.subject.typed.cells)) expect([name, cells[name]]).toEqual([name, expected])
  })

  it('gives columns of an empty result', async () => {
    const stream = await bench.connection.stream({ sql: 'SELECT id, seen FROM child WHERE 1 = 0' })
    expect(stream.columns.map((column) => column.name)).toEqual(['id', 'seen'])
    for await (const _ of stream.blocks) expect.unreachable()
    expect(stream.truncated()).toBe(false)
  })

  it('describes a query without running it', async () => {
    const columns = await bench.connection.describe('SELECT id, seen AS "seen" FROM child'.replaceAll('"', bench.dialect.quoteIdentifier('x').charAt(0)))
    expect(columns.map((column) => column.name)).toEqual(['id', 'seen'])
    expect((await failure(bench.connection.describe('SELECT nope FROM child'))).code).not.toBe('GENERIC_BACKEND_ERROR')
  })
}

const writing = (bench: Bench): void => {
  it.each(HOSTILE)('reads back the text %j', async (text) => {
    expect(await cell(bench.connection, `SELECT ${bench.dialect.stringLiteral(text)} AS x`)).toBe(text)
    expect(await cell(bench.connection, `SELECT ${bench.dialect.castToText(bench.dialect.stringLiteral(text))} AS x`)).toBe(text)
  })

  it.each(HOSTILE_NAMES.filter((name) => bench.subject.impossibleNames?.includes(name) !== true))('reads back the name %j', async (name) => {
    expect(Object.keys(await columnsOf(bench.connection, { sql: `SELECT 1 AS ${bench.dialect.quoteIdentifier(name)}` }))).toEqual([name])
  })

  it('refuses NUL and broken Unicode', () => {
    for (const text of ['a\0b', '\ud800']) {
      expect(() => bench.dialect.stringLiteral(text)).toThrow(AppError)
      expect(() => bench.dialect.quoteIdentifier(text)).toThrow(AppError)
    }
  })
}

const computing = (bench: Bench): void => {
  it.each((lacks(bench, 'grains') ? [] : Object.entries(bench.dialect.timeGrains)) as [TimeGrain, string][])('runs grain %s', async (grain, expression) => {
    const value = await cell(bench.connection, `SELECT ${expression.replaceAll('{col}', 'seen')} AS x FROM child WHERE id = 1`)
    const epoch = typeof value === 'string' ? Date.parse(`${value.replace(' ', 'T')}Z`) : Number(value)
    const moment = Date.UTC(2021, 1, 3, 4, 5, 6)
    const reach = grain.includes('Y') ? 366 : 93
    expect(Number.isFinite(epoch), JSON.stringify(value)).toBe(true)
    expect(epoch).toBeLessThanOrEqual(moment + 7 * 86_400_000)
    expect(epoch).toBeGreaterThanOrEqual(moment - reach * 86_400_000)
  })

  it('turns epochs into moments', async () => {
    if (lacks(bench, 'epochs')) return
    for (const [expression, value] of [
      [bench.dialect.epoch.seconds, '1612325106'],
      [bench.dialect.epoch.milliseconds, '1612325106000'],
    ] as const) {
      const found = await cell(bench.connection, `SELECT ${expression.replaceAll('{col}', value)} AS x`)
      const epoch = typeof found === 'string' ? Date.parse(`${found.replace(' ', 'T')}Z`) : found
      expect(epoch).toBe(1_612_325_106_000)
    }
  })

  it('compares moments with a column', async () => {
    if (lacks(bench, 'literals')) return
    const literal = bench.dialect.dateTimeLiteral(bench.subject.timestampType, Date.UTC(2021, 1, 3, 4, 5, 6))
    expect(await cell(bench.connection, `SELECT COUNT(*) FROM child WHERE seen = ${literal}`)).toBe(1)
    expect(await cell(bench.connection, `SELECT COUNT(*) FROM child WHERE seen > ${literal}`)).toBe(0)
    expect(bench.dialect.dateTimeLiteral('VARCHAR(20)', 0)).toBe(bench.dialect.dateTimeLiteral('VARCHAR', 0))
  })

  it('limits and offsets', async () => {
    const rows = async (limit: number | null, offset: number) =>
      Object.values(await columnsOf(bench.connection, { sql: `SELECT id FROM child ORDER BY id${bench.dialect.limit(limit, offset)}` }))[0]
    expect(await rows(1, 0)).toEqual([1])
    if (lacks(bench, 'offsets')) await expect(rows(1, 1)).rejects.toThrow(AppError)
    else {
      expect(await rows(1, 1)).toEqual([2])
      expect(await rows(null, 1)).toEqual([2])
    }
    expect(await rows(null, 0)).toEqual([1, 2])
    expect(() => bench.dialect.limit(1.5, 0)).toThrow(AppError)
  })

  it('knows booleans', async () => {
    expect(await cell(bench.connection, `SELECT COUNT(*) FROM child WHERE ${bench.dialect.isBoolean('(id = 1)', true)}`)).toBe(1)
    expect(await cell(bench.connection, `SELECT COUNT(*) FROM child WHERE (id = 1) = ${bench.dialect.booleanLiteral(false)}`)).toBe(1)
  })
}

const failing = (bench: Bench): void => {
  it.each([
    ['SELECT nope FROM child', 'COLUMN_DOES_NOT_EXIST_ERROR'],
    ['SELECT * FROM nope', 'TABLE_DOES_NOT_EXIST_ERROR'],
    ['SELECT FROM WHERE', 'SYNTAX_ERROR'],
  ])('maps %s', async (sql, code) => {
    const error = await failure(columnsOf(bench.connection, { sql }))
    expect(error).toMatchObject({ code, status: 400 })
    expect(error.message).not.toBe('')
  })

  it('refuses writes in read-only runs', async () => {
    for (const sql of ["INSERT INTO parent VALUES (7, 'x')", 'DROP TABLE parent', 'CREATE TABLE sneaked (a INT)'])
      await failure(columnsOf(bench.connection, { sql }))
    expect(await cell(bench.connection, 'SELECT COUNT(*) FROM parent')).toBe(1)
  })

  it('writes when allowed', async () => {
    await write(bench, "INSERT INTO parent VALUES (8, 'eight')")
    expect(await cell(bench.connection, 'SELECT COUNT(*) FROM parent')).toBe(2)
    await write(bench, 'DELETE FROM parent WHERE id = 8')
  })

  it('keeps no setting of one query for the next', async () => {
    await bench.connection.stream({ sql: 'SELECT 1', schema: await bench.connection.defaultSchema() }).then((stream) => stream.cancel())
    expect(await cell(bench.connection, 'SELECT COUNT(*) FROM parent')).toBe(1)
  })
}

const lookingAround = (bench: Bench): void => {
  it('lists tables and views', async () => {
    const tables = await bench.connection.tables(await bench.connection.defaultSchema())
    expect(tables).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'parent', kind: 'table' }),
        expect.objectContaining({ name: 'child_view', kind: lacks(bench, 'kinds') ? expect.anything() : 'view' }),
      ]),
    )
  })

  it('tells a table in detail', async () => {
    const schema = await bench.connection.defaultSchema()
    const table = await bench.connection.table('child', schema)
    const loose = lacks(bench, 'nullability')
    expect(table.columns.map((column) => [column.name, loose || column.nullable])).toEqual([
      ['id', loose],
      ['parent_id', loose],
      ['seen', true],
    ])
    expect(bench.dialect.genericType(table.columns[0]?.nativeType ?? '')).toBe(0)
    expect(bench.dialect.genericType(table.columns[2]?.nativeType ?? '')).toBe(2)
    expect((await bench.connection.table('child_view', schema)).columns.map((column) => column.name)).toEqual(['id', 'seen'])
    expect((await failure(bench.connection.table('no"such`table', schema))).code).toBe('TABLE_DOES_NOT_EXIST_ERROR')
    if (lacks(bench, 'keys')) return
    expect(table.primaryKey?.columns).toEqual(['id'])
    expect(table.foreignKeys[0]).toMatchObject({ columns: ['parent_id'], referredTable: 'parent', referredColumns: ['id'] })
    expect(table.indexes.some((index) => index.columns.includes('seen') && !index.unique)).toBe(true)
  })

  it('lists schemas and catalogs', async () => {
    const schema = await bench.connection.defaultSchema()
    const schemas = lacks(bench, 'schemas') ? [schema] : await bench.connection.schemas()
    if (bench.subject.engine.capabilities.schemas && schema !== null) expect(schemas).toContain(schema)
    if (!lacks(bench, 'catalogs')) expect(Array.isArray(await bench.connection.catalogs())).toBe(true)
    await bench.connection.ping()
  })
}

const estimating = (bench: Bench): void => {
  it('tells the cost, or that it cannot', async () => {
    if (lacks(bench, 'cost')) return
    const asked = bench.connection.estimate('SELECT COUNT(*) FROM child -- and a comment')
    if (!bench.subject.engine.capabilities.costEstimate) {
      expect(await failure(asked)).toMatchObject({ status: 400 })
      return
    }
    for (const [label, text] of Object.entries(await asked)) expect([label, text]).toEqual([expect.stringMatching(/^[A-Z]/), expect.stringMatching(/^\d/)])
    for (const sql of ['SELECT nope FROM child', 'ANALYZE SELECT 1', '(ANALYZE) SELECT 1'])
      expect(await failure(bench.connection.estimate(sql)), sql).toBeDefined()
    await bench.connection.estimate('DELETE FROM parent').catch(() => null)
    expect(await cell(bench.connection, 'SELECT COUNT(*) FROM parent')).toBe(1)
  })
}

const scripts = (bench: Bench): void => {
  it('runs what comes before in the same session, and leaves none of it behind', async () => {
    if (!bench.subject.engine.capabilities.sessionScripts) return
    const before = ['CREATE TEMPORARY TABLE passing (id INTEGER)', 'INSERT INTO passing VALUES (1), (2)', 'SELECT id FROM passing']
    const told = await columnsOf(bench.connection, { before, sql: 'SELECT COUNT(*) AS n FROM passing', readOnly: false })
    expect(Object.values(told)).toEqual([[2]])
    const broken = columnsOf(bench.connection, { before: ['SELECT nope FROM parent'], sql: 'SELECT 1', readOnly: false })
    expect((await failure(broken)).code).not.toBe('GENERIC_BACKEND_ERROR')
    for (let i = 0; i < 6; i++) expect(await failure(columnsOf(bench.connection, { sql: 'SELECT * FROM passing' }))).toBeDefined()
  })

  it('refuses writes before a read-only statement', async () => {
    if (!bench.subject.engine.capabilities.sessionScripts) return
    await failure(columnsOf(bench.connection, { before: ['DELETE FROM parent'], sql: 'SELECT 1' }))
    expect(await cell(bench.connection, 'SELECT COUNT(*) FROM parent')).toBe(1)
  })
}

const fill = async (bench: Bench): Promise<void> => {
  for (const sql of bench.subject.typed.setUp) await write(bench, sql)
  const create = (sql: string): Promise<unknown> => write(bench, bench.subject.createTable?.(sql) ?? sql)
  await create('CREATE TABLE parent (id INT NOT NULL PRIMARY KEY, name VARCHAR(50))')
  await create(
    `CREATE TABLE child (id INT NOT NULL PRIMARY KEY, parent_id INT NOT NULL REFERENCES parent (id), seen ${bench.subject.timestampType}, FOREIGN KEY (parent_id) REFERENCES parent (id))`,
  )
  if (!lacks(bench, 'keys')) await write(bench, 'CREATE INDEX child_seen ON child (seen)')
  await write(bench, 'CREATE VIEW child_view AS SELECT id, seen FROM child')
  await write(bench, "INSERT INTO parent VALUES (1, 'one')")
  await write(bench, "INSERT INTO child VALUES (1, 1, '2021-02-03 04:05:06'), (2, 1, NULL)")
}

/** The suite that every engine passes against its live database. */
export const describeEngine = (subject: EngineSubject): void => {
  let open: { readonly connection: Connection; readonly config: ConnectionConfig; readonly dispose: () => Promise<void> } | undefined
  const opened = () => {
    if (open === undefined) throw new Error('The database is not prepared')
    return open
  }
  const bench: Bench = {
    subject,
    dialect: subject.engine.dialect,
    get connection() {
      return opened().connection
    },
    get config() {
      return opened().config
    },
  }
  beforeAll(async () => {
    const { uri, dispose, config: more } = await subject.prepare()
    const config = { uri: parseDatabaseUri(uri), engineParams: {}, policy, poolSize: 3, ...more }
    open = { connection: subject.engine.connect(config), config, dispose }
    await fill(bench)
  })
  afterAll(async () => {
    await open?.connection.close()
    await open?.dispose()
  })
  describe('reading', () => reading(bench))
  describe('streaming', () => streaming(bench))
  describe('writing SQL', () => writing(bench))
  describe('computing', () => computing(bench))
  describe('stopping', () => stopping(bench))
  describe('failing', () => failing(bench))
  describe('looking around', () => lookingAround(bench))
  describe('estimating', () => estimating(bench))
  describe('scripts', () => scripts(bench))
  describe('closing', () => closing(bench))
}
