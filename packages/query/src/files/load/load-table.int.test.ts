import { type Connection, engineFor, parseDatabaseUri } from '@coset/engines'
import { temporaryDatabase, temporaryFolder } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileColumn, FileTable } from '../read/table.ts'
import { type LoadTarget, loadTable } from './load-table.ts'

const SITES = [
  { engine: 'postgresql', schema: 'public' },
  { engine: 'mysql', schema: null },
  { engine: 'sqlite', schema: 'main' },
  { engine: 'duckdb', schema: 'main' },
] as const

const opened = new AsyncDisposableStack()
afterAll(() => opened.disposeAsync())

const uriOf = async (engine: (typeof SITES)[number]['engine']): Promise<{ readonly uri: string; readonly root: string }> => {
  if (engine === 'postgresql' || engine === 'mysql') return { uri: opened.use(await temporaryDatabase(engine)).url, root: '/nowhere' }
  const folder = opened.use(temporaryFolder())
  return { uri: `${engine}:///${folder.path}/x.db`, root: folder.path }
}

const MOMENT = Date.UTC(2024, 1, 29, 3, 4, 5) + 123.456
const COLUMNS: readonly FileColumn[] = [
  { name: 'id', type: 'integer', cells: [1, 9007199254740993n, null] },
  { name: '"; drop table t; --', type: 'string', cells: [`it's a \\ "test"\n😀`, '', null] },
  { name: 'f', type: 'float', cells: [1.5, -1e300, null] },
  { name: 'd', type: 'decimal', cells: ['12345678901234567.89', '-0.5', null] },
  { name: 't', type: 'timestamp', cells: [MOMENT, Date.UTC(1850, 0, 1), null] },
  { name: 'day', type: 'date', cells: [Date.UTC(2024, 1, 29), null, null] },
  { name: 'ok', type: 'boolean', cells: [true, false, null] },
  { name: 'constructor', type: 'string', cells: [null, null, null] },
]
const FILE: FileTable = { columns: COLUMNS, rowCount: 3 }
const only = (...columns: readonly FileColumn[]): FileTable => ({ columns, rowCount: columns[0]?.cells.length ?? 0 })
const ids = (...cells: readonly number[]): FileColumn => ({ name: 'id', type: 'integer', cells })

describe.each(SITES)('files into $engine', ({ engine, schema }) => {
  let connection: Connection
  const at = (table: string): LoadTarget => ({
    connection,
    dialect: engineFor(engine).dialect,
    engineLabel: engineFor(engine).label,
    catalog: null,
    schema,
    table,
    timeoutMs: 30_000,
  })
  const read = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const stream = await connection.stream({ sql, schema })
    const rows: unknown[][] = []
    for await (const block of stream.blocks) for (let r = 0; r < (block[0]?.length ?? 0); r++) rows.push(block.map((column) => column[r]))
    return rows
  }
  const write = async (sql: string): Promise<void> => {
    for await (const _ of (await connection.stream({ sql, readOnly: false, schema })).blocks);
  }
  const tables = async (): Promise<readonly string[]> => (await connection.tables(schema)).map((table) => table.name).sort()

  beforeAll(async () => {
    const { uri, root } = await uriOf(engine)
    const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [root] }
    connection = engineFor(engine).connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy })
    opened.defer(() => connection.close())
  })

  it('keep every value', async () => {
    expect(await loadTable(at('every value'), FILE, 'fail')).toEqual({ rowCount: 3, created: true })
    const quote = engineFor(engine).dialect.quoteIdentifier
    const rows = await read(`SELECT * FROM ${quote('every value')} ORDER BY ${quote('id')} IS NULL, ${quote('id')}`)
    const [first = [], second = [], third = []] = rows
    expect(first.slice(0, 4)).toEqual([1, `it's a \\ "test"\n😀`, 1.5, '12345678901234567.89'])
    expect(second.slice(0, 3)).toEqual([9007199254740993n, '', -1e300])
    expect(Number(second[3])).toBe(-0.5)
    expect(third).toEqual(Array.from({ length: 8 }, () => null))
    expect([first[4], first[5], second[4]]).toEqual(
      engine === 'sqlite' ? ['2024-02-29 03:04:05.123456', '2024-02-29', '1850-01-01 00:00:00'] : [MOMENT, Date.UTC(2024, 1, 29), Date.UTC(1850, 0, 1)],
    )
    expect([first[6], second[6]].map(Boolean)).toEqual([true, false])
    expect((await connection.table('every value', schema)).columns.map((column) => column.name)).toEqual(COLUMNS.map((column) => column.name))
  })

  it('a table that exists stays as it is, is replaced, or grows', async () => {
    await loadTable(at('t'), only(ids(1, 2)), 'replace')
    await expect(loadTable(at('t'), only(ids(3)), 'fail')).rejects.toMatchObject({ status: 422, fields: { table_name: [expect.stringContaining('exists')] } })
    expect(await read('SELECT id FROM t ORDER BY id')).toEqual([[1], [2]])
    await loadTable(at('t'), only(ids(3)), 'append')
    expect(await read('SELECT id FROM t ORDER BY id')).toEqual([[1], [2], [3]])
    await loadTable(at('t'), only({ name: 'other', type: 'string', cells: ['x'] }), 'replace')
    expect(await read('SELECT * FROM t')).toEqual([['x']])
    expect(await tables()).toEqual(['every value', 't'])
  })

  it('columns are compared before rows are appended', async () => {
    await write('DROP TABLE t')
    await loadTable(at('t'), only(ids(1), { name: 'note', type: 'string', cells: ['a'] }), 'fail')
    await loadTable(at('t'), only({ name: 'note', type: 'integer', cells: [5] }, { name: 'id', type: 'string', cells: [null] }), 'append')
    expect(await read('SELECT id, note FROM t ORDER BY note')).toEqual([
      [null, '5'],
      [1, 'a'],
    ])
    const wrong: readonly (readonly [FileColumn, RegExp])[] = [
      [{ name: 'zz', type: 'integer', cells: [1] }, /no column “zz”/],
      [{ name: 'id', type: 'string', cells: ['x'] }, /“id” is string in the file/],
      [{ name: 'id', type: 'float', cells: [1.5] }, /“id” is float in the file/],
    ]
    for (const [column, message] of wrong) await expect(loadTable(at('t'), only(column), 'append')).rejects.toMatchObject({ status: 422, message })
    expect(await read('SELECT count(*) FROM t')).toEqual([[2]])
  })

  it('nothing is lost when the database refuses, and nothing is left over', async () => {
    await write('CREATE TABLE strict (id INTEGER NOT NULL)')
    await write('INSERT INTO strict VALUES (7)')
    await expect(loadTable(at('strict'), only({ name: 'id', type: 'integer', cells: [8, null] }), 'append')).rejects.toMatchObject({ status: 422 })
    const aborted = AbortSignal.abort()
    await expect(loadTable(at('strict'), only(ids(1)), 'replace', aborted)).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    expect(await read('SELECT id FROM strict')).toEqual([[7]])
    await write('CREATE VIEW seen AS SELECT id FROM strict')
    await expect(loadTable(at('seen'), only(ids(1)), 'replace')).rejects.toMatchObject({ status: 422 })
    expect(await read('SELECT id FROM seen')).toEqual([[7]])
    expect(await tables()).toEqual(['every value', 'seen', 'strict', 't'])
  })

  it('names are bounded and distinct', async () => {
    const long = 'n'.repeat(300)
    await expect(loadTable(at(long), FILE, 'fail')).rejects.toMatchObject({ status: 422, fields: { table_name: [expect.stringContaining('300')] } })
    await expect(loadTable(at('ok'), only({ ...ids(1), name: long }), 'fail')).rejects.toMatchObject({ status: 422 })
    const twice = only(ids(1), { ...ids(1), name: 'ID' })
    if (engine === 'postgresql') await loadTable(at('ok'), twice, 'fail')
    else await expect(loadTable(at('ok'), twice, 'fail')).rejects.toMatchObject({ status: 422, message: /“id” and “ID”/ })
    await expect(loadTable(at('none'), only(), 'fail')).rejects.toMatchObject({ status: 422 })
  })

  it('thousands of rows come in batches', async () => {
    const cells = Array.from({ length: 5_003 }, (_, i) => i)
    await loadTable(at('many'), only({ name: 'id', type: 'integer', cells }), 'fail')
    expect((await read('SELECT count(*), max(id) FROM many'))[0]?.map(Number)).toEqual([5_003, 5_002])
  })
})
