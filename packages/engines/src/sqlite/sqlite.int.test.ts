import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@coset/core'
import { afterAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import { parseDatabaseUri } from '../uri.ts'
import { sqlite } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'coset_test_engines_'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeEngine({
  engine: sqlite,
  prepare: () => Promise.resolve({ uri: `sqlite:///${folder}/main.db`, dispose: () => Promise.resolve() }),
  slow: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r',
  series: (n) => `WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ${n}) SELECT n FROM r`,
  timestampType: 'DATETIME',
  typed: {
    setUp: [
      'CREATE TABLE typed (id INTEGER PRIMARY KEY, i INT, f REAL, n NUMERIC(10,2), t TEXT, b BLOB, bo BOOLEAN, dt DATETIME, anything)',
      "INSERT INTO typed VALUES (1, 9007199254740993, 1.5, 2.25, 'é😀', x'00ff', true, '2021-02-03 04:05:06', 7)",
      "INSERT INTO typed (id, anything) VALUES (2, NULL), (3, 'text')",
    ],
    cells: {
      id: [1, 2, 3],
      i: [9007199254740993n, null, null],
      f: [1.5, null, null],
      n: [2.25, null, null],
      t: ['é😀', null, null],
      b: [new Uint8Array([0, 255]), null, null],
      bo: [1, null, null],
      dt: ['2021-02-03 04:05:06', null, null],
      anything: [7, null, 'text'],
    },
  },
})

describe('SQLite alone', () => {
  const policy = { allowLocalFiles: false, allowPrivateAddresses: false, fileRoots: [folder] }
  const open = (uri: string, readOnly = false) => sqlite.connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, readOnly })

  it('opens only files below the roots', () => {
    const outside = mkdtempSync(join(tmpdir(), 'coset_test_outside_'))
    mkdirSync(join(folder, 'inner'))
    symlinkSync(outside, join(folder, 'link'))
    writeFileSync(join(outside, 'secret.db'), '')
    symlinkSync(join(outside, 'secret.db'), join(folder, 'file-link.db'))
    const check = (path: string) => () => sqlite.validate({ uri: parseDatabaseUri(`sqlite:///${path}`), policy })
    expect(check(`${folder}/inner/a.db`)).not.toThrow()
    expect(check(':memory:')).not.toThrow()
    for (const path of [
      '/etc/passwd',
      `${folder}/../x.db`,
      `${folder}/link/a.db`,
      `${folder}/file-link.db`,
      'relative.db',
      `file:${folder}/a.db`,
      `${folder}-evil/a.db`,
      folder,
    ])
      expect(check(path), path).toThrow(AppError)
    expect(() => sqlite.validate({ uri: parseDatabaseUri(`sqlite:///${folder}/a.db?mode=rwc`), policy })).toThrow(AppError)
    expect(() => sqlite.validate({ uri: parseDatabaseUri(`sqlite://host/${folder}/a.db`), policy })).toThrow(AppError)
    rmSync(outside, { recursive: true, force: true })
  })

  it('28: keeps SQL away from other files and settings', async () => {
    const connection = open(`sqlite:///${folder}/guarded.db`)
    const attacks = [
      `ATTACH '${folder}/main.db' AS other`,
      `VACUUM INTO '${folder}/copy.db'`,
      "SELECT load_extension('x')",
      'PRAGMA writable_schema = ON',
      'PRAGMA journal_mode = DELETE',
      "PRAGMA temp_store_directory = '/tmp'",
      'SELECT 1; DROP TABLE x',
    ]
    for (const sql of attacks) {
      for (const readOnly of [true, false]) await expect(connection.stream({ sql, readOnly }), sql).rejects.toThrow(AppError)
    }
    for (const sql of ['CREATE TEMP TABLE x (a)', 'BEGIN', 'CREATE TABLE y (a)']) await expect(connection.stream({ sql }), sql).rejects.toThrow(AppError)
    await connection.close()
  })

  it('opens nothing for writing when told so', async () => {
    const connection = open(`sqlite:///${folder}/main.db`, true)
    await expect(connection.stream({ sql: 'CREATE TABLE z (a)', readOnly: false })).rejects.toThrow(/readonly/)
    await connection.close()
    const missing = open(`sqlite:///${folder}/missing.db`, true)
    await expect(missing.ping()).rejects.toMatchObject({ status: 422, code: 'CONNECTION_UNKNOWN_DATABASE_ERROR' })
    await missing.close()
    writeFileSync(join(folder, 'garbage.db'), 'this is no database at all '.repeat(100))
    const garbage = open(`sqlite:///${folder}/garbage.db`)
    await expect(garbage.ping()).rejects.toMatchObject({ status: 422 })
    await garbage.close()
  })

  it('keeps a database in memory for as long as it is open', async () => {
    const connection = open('sqlite://')
    await (await connection.stream({ sql: 'CREATE TABLE m (a)', readOnly: false })).cancel()
    expect(await connection.tables(null)).toEqual([{ name: 'm', kind: 'table' }])
    await connection.close()
  })

  it('stops with its parent, even in the middle of a statement', async () => {
    const script = join(folder, 'die.ts')
    const index = new URL('./index.ts', import.meta.url).href
    const uri = new URL('../uri.ts', import.meta.url).href
    const marker = join(folder, 'die.db')
    writeFileSync(
      script,
      `import { sqlite } from '${index}'; import { parseDatabaseUri } from '${uri}'
       const c = sqlite.connect({ uri: parseDatabaseUri('sqlite:///${marker}'), engineParams: {}, policy: { allowLocalFiles: true, allowPrivateAddresses: false, fileRoots: [] } })
       await c.ping()
       void c.stream({ sql: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r' })
       setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500)`,
    )
    expect(() => execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], { timeout: 10_000, stdio: 'ignore' })).toThrow(
      /SIGKILL|Command failed/,
    )
    const holders = (): string[] =>
      readdirSync('/proc')
        .filter((pid) => /^\d+$/.test(pid))
        .filter((pid) => {
          try {
            return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === marker)
          } catch {
            return false
          }
        })
    await expect.poll(holders, { timeout: 6_000 }).toEqual([])
  })

  it('lets its process end by itself though a child is idle', () => {
    const script = join(folder, 'leave.ts')
    const index = new URL('./index.ts', import.meta.url).href
    const uri = new URL('../uri.ts', import.meta.url).href
    writeFileSync(
      script,
      `import { sqlite } from '${index}'; import { parseDatabaseUri } from '${uri}'
       const c = sqlite.connect({ uri: parseDatabaseUri('sqlite:///${folder}/leave.db'), engineParams: {}, policy: { allowLocalFiles: true, allowPrivateAddresses: false, fileRoots: [] } })
       await c.ping(); process.stdout.write('left')`,
    )
    expect(execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], { timeout: 10_000, encoding: 'utf8' })).toBe('left')
  })
})
