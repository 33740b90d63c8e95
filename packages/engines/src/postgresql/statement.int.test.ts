import type { Cell } from '@coset/core'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ColumnBlock } from '../port.ts'
import { letTapIn, RowTap } from './row-tap.ts'
import { PgStatement } from './statement.ts'

const ADDRESS = { host: '127.0.0.1', port: 5432, user: 'postgres', database: 'postgres' }
const [tapped, plain, other] = [new Client(ADDRESS), new Client(ADDRESS), new Client(ADDRESS)]
beforeAll(async () => {
  letTapIn(tapped)
  for (const one of [tapped, plain, other]) await one.connect()
})
afterAll(async () => {
  for (const one of [tapped, plain, other]) await one.end()
})

const rowsOf = (block: ColumnBlock): Cell[][] => (block[0] ?? []).map((_, row) => block.map((column) => column[row] ?? null))

const allOf = async (statement: PgStatement): Promise<readonly (readonly Cell[])[]> => {
  const rows: Cell[][] = []
  for (let block = await statement.next(); block !== null; block = await statement.next()) rows.push(...rowsOf(block))
  return rows
}

describe.each([
  ['past the driver', tapped],
  ['through the driver', plain],
])('a statement whose rows come %s', (_where, client) => {
  const run = (text: string, opening: readonly string[] = []) => allOf(client.query(new PgStatement(text, opening)))

  test('gives all rows in blocks, with their fields, and leaves the session usable', async () => {
    const statement = client.query(new PgStatement("SELECT i, nullif(i % 2, 0)::text AS odd, 'ä' || i FROM generate_series(1, 2500) i"))
    const sizes: number[] = []
    for (let block = await statement.next(); block !== null; block = await statement.next()) sizes.push(block[0]?.length ?? 0)
    expect(sizes).toEqual([1000, 1000, 500])
    expect(statement.fields.map(({ name }) => name)).toEqual(['i', 'odd', '?column?'])
    expect(await run("SELECT 1, NULL, ''")).toEqual([[1, null, '']])
  })

  test('none, and a statement without a result', async () => {
    expect(await run('SELECT 1 WHERE false')).toEqual([])
    expect(await run('SET LOCAL work_mem = 1024')).toEqual([])
    expect(await run('')).toEqual([])
    expect(await run('SELECT 2')).toEqual([[2]])
  })

  test('runs inside of what opens it', async () => {
    expect(await run('SHOW statement_timeout', ['BEGIN READ ONLY', 'SET LOCAL statement_timeout = 1234'])).toEqual([['1234ms']])
    await expect(run('CREATE TABLE never_there (a int)')).rejects.toThrow(/read-only transaction/)
    await client.query('ROLLBACK')
    expect(await run('SHOW statement_timeout')).toEqual([['0']])
  })

  test('a time-out among what opens it holds for the statement', async () => {
    await expect(run('SELECT pg_sleep(20)', ['BEGIN READ ONLY', 'SET LOCAL statement_timeout = 200'])).rejects.toThrow(/statement timeout/)
    await client.query('ROLLBACK')
  })

  test('does not run when what opens it fails', async () => {
    await expect(run('CREATE TABLE never_there (a int)', ['BEGIN READ ONLY', 'SET LOCAL no_such_setting = 1'])).rejects.toThrow(/no_such_setting/)
    await client.query('ROLLBACK')
    await expect(run('CREATE TABLE never_there (a int)', ['BEGIN NONSENSE'])).rejects.toThrow(/syntax error/)
    expect(await run("SELECT to_regclass('never_there')")).toEqual([[null]])
  })

  test('is one statement', async () => {
    await expect(run('SELECT 1; SELECT 2')).rejects.toThrow(/multiple commands/)
    await expect(run('SELECT 1', ['BEGIN; COMMIT'])).rejects.toThrow(/multiple commands/)
    expect(await run('SELECT 3')).toEqual([[3]])
  })

  test('an error after rows comes after the rows before it', async () => {
    const statement = client.query(new PgStatement('SELECT 1 / (3000 - i) FROM generate_series(1, 4000) i'))
    await expect(allOf(statement)).rejects.toThrow(/division by zero/)
    await expect(statement.next()).rejects.toThrow(/division by zero/)
    expect(statement.isComplete).toBe(true)
    expect(await run('SELECT 4')).toEqual([[4]])
  })

  test('no rows are taken from, or sent to, our own files and streams', async () => {
    await client.query('CREATE TEMPORARY TABLE here (a int)')
    await expect(run('COPY here FROM STDIN')).rejects.toThrow(/No rows to copy were sent/)
    expect(await run('COPY (SELECT 1) TO STDOUT')).toEqual([])
    expect(await run('SELECT 5')).toEqual([[5]])
  })

  test('waits for a slow reader, at the server', { timeout: 30_000 }, async () => {
    const statement = client.query(new PgStatement("SELECT repeat('x', 1000) FROM generate_series(1, 200000)"))
    await statement.next()
    const waiting = async (): Promise<unknown> => {
      const { rows } = await other.query<{ wait_event: unknown }>(
        "SELECT wait_event FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%repeat(''x'', 1000)%' AND state = 'active'",
      )
      return rows[0]?.wait_event
    }
    await expect.poll(waiting, { timeout: 20_000 }).toBe('ClientWrite')
    expect(statement.isComplete).toBe(false)
    let rows = 1000
    for (let block = await statement.next(); block !== null; block = await statement.next()) rows += block[0]?.length ?? 0
    expect(rows).toBe(200_000)
    expect(await run('SELECT 6')).toEqual([[6]])
  })

  test.each([
    [2_000, 5_000, true],
    [200_000, 5_000, false],
  ])('of %i rows that nobody wants it reads at most about %i', async (rows, most, all) => {
    const statement = client.query(new PgStatement(`SELECT i FROM generate_series(1, ${rows}) i`))
    await statement.next()
    expect(await statement.discard(most)).toBe(all)
    await statement.discard(Number.POSITIVE_INFINITY)
    expect(await statement.next()).toBeNull()
    expect(await run('SELECT 7')).toEqual([[7]])
  })

  test('texts of any bytes, and values that cannot be read', async () => {
    const words = ['plain', 'Grüße', '日本', '😀', '\u00ff', '']
    const list = words.map((word) => `('${word}')`).join(', ')
    expect(await run(`SELECT word, convert_to(word, 'UTF8') AS bytes, 1.50 AS amount FROM (VALUES ${list}) AS words(word)`)).toEqual(
      words.map((word) => [word, new Uint8Array(Buffer.from(word)), '1.50']),
    )
    expect(await run('SELECT FROM generate_series(1, 3)')).toEqual([])
    expect(await run("SELECT length(repeat('ä', 3000000)), repeat('ä', 3000000)")).toEqual([[3_000_000, 'ä'.repeat(3_000_000)]])
  })
})

test('the driver lets the tap in: rows do not pass through it', async () => {
  const statement = new PgStatement('SELECT 1')
  statement.handleDataRow = () => {
    throw new Error('the driver was asked')
  }
  expect(await allOf(tapped.query(statement))).toEqual([[1]])
})

test('messages may be cut anywhere, and what is no row keeps its place among the rows', () => {
  const message = (code: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5, code)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  const row = (text: string): Buffer => message('D', Buffer.from(`\0\u0001\0\0\0\u0001${text}`))
  const bytes = Buffer.concat([
    message('T', Buffer.from('x')),
    row('a'),
    row('b'),
    message('N', Buffer.from('hello')),
    row('c'),
    message('C', Buffer.from('y')),
  ])
  const seen = (sizes: number): string => {
    let order = ''
    const tap = new RowTap((passed) => {
      for (let at = 0; at < passed.length; at += 1 + passed.readInt32BE(at + 1)) order += String.fromCharCode(passed[at] ?? 0)
    })
    tap.sink = (_bytes, text, start) => {
      order += text[start + 6]
    }
    for (let at = 0; at < bytes.length; at += sizes) tap.take(bytes.subarray(at, at + sizes))
    return order
  }
  for (let sizes = 1; sizes <= bytes.length; sizes++) expect(seen(sizes), `pieces of ${sizes}`).toBe('TabNcC')
})
