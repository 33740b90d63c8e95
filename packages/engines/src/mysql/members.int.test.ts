import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeEngine } from '../conformance.ts'
import { doris } from '../doris/index.ts'
import { oceanbase } from '../oceanbase/index.ts'
import type { Connection, Engine } from '../port.ts'
import { singlestore } from '../singlestore/index.ts'
import { starrocks } from '../starrocks/index.ts'
import { tidb } from '../tidb/index.ts'
import { parseDatabaseUri } from '../uri.ts'
import { connectMysql } from './driver.ts'
import { mysqlFlavour } from './flavour.ts'

const HOST = process.env['COSET_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306'

const admin = async (sql: string): Promise<void> => {
  const connection = await createConnection(HOST)
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

/** Grains and catalogs are functions of the engines themselves, which the server that stands in for them lacks. */
const members: readonly { readonly engine: Engine; readonly without?: readonly ('grains' | 'catalogs')[] }[] = [
  { engine: starrocks, without: ['grains', 'catalogs'] },
  { engine: doris, without: ['grains', 'catalogs'] },
  { engine: singlestore, without: ['grains'] },
  { engine: oceanbase },
  { engine: tidb },
]

for (const { engine, without } of members) {
  describe(engine.label, () => {
    const name = `coset_test_engines_${engine.id}_${process.pid}`
    describeEngine({
      engine,
      prepare: async () => {
        await admin(`DROP DATABASE IF EXISTS ${name}`)
        await admin(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
        return { uri: `${HOST}/${name}`, dispose: () => admin(`DROP DATABASE ${name}`) }
      },
      slow: 'SELECT BENCHMARK(100000000000, MD5(1)), SLEEP(30)',
      series: (n) =>
        `SELECT a.d + b.d * 10 + c.d * 100 + e.d * 1000 + f.d * 10000 + g.d * 100000 + 1 AS n FROM ${['a', 'b', 'c', 'e', 'f', 'g']
          .map((alias) => `(${Array.from({ length: 10 }, (_, i) => `SELECT ${i} AS d`).join(' UNION ALL ')}) ${alias}`)
          .join(', ')} HAVING n <= ${n}`,
      timestampType: 'DATETIME',
      impossibleNames: ['Ünï😀'],
      ...(without === undefined ? {} : { without }),
      typed: {
        setUp: [
          'CREATE TABLE typed (id INT, n DECIMAL(12,2), t TEXT, d DATETIME)',
          "INSERT INTO typed VALUES (1, 1.5, 'é😀', '2021-02-03 04:05:06'), (2, NULL, NULL, NULL)",
        ],
        cells: { id: [1, 2], n: ['1.50', null], t: ['é😀', null], d: [Date.UTC(2021, 1, 3, 4, 5, 6), null] },
      },
    })
  })
}

describe('catalogs and other users on the wire', () => {
  const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
  const name = `coset_test_engines_catalogs_${process.pid}`
  let connection: Connection
  beforeAll(async () => {
    await admin(`CREATE DATABASE ${name}`)
    await admin(`CREATE TABLE ${name}.t (a INT)`)
    // The server has no catalogs; a session variable shows what was chosen.
    const flavour = {
      ...mysqlFlavour,
      catalogs: {
        list: "SELECT 'b' UNION ALL SELECT 'a'",
        use: (catalog: string) => `SET @catalog = ${mysqlFlavour.dialect.stringLiteral(catalog)}`,
        own: 'inner',
      },
      actAs: (user: string) => `SET @acts_as = ${mysqlFlavour.dialect.stringLiteral(user)}`,
    }
    const uri = parseDatabaseUri(`${HOST}/lake.${name}`)
    connection = connectMysql({ uri, engineParams: {}, policy, poolSize: 1, impersonate: "o'neil" }, flavour)
  })
  afterAll(async () => {
    await connection.close()
    await admin(`DROP DATABASE ${name}`)
  })
  const first = async (catalog: string | null, schema: string | null): Promise<unknown> => {
    const stream = await connection.stream({ sql: 'SELECT @catalog, DATABASE(), @acts_as', catalog, schema })
    for await (const block of stream.blocks) return block.map((column) => column[0])
    return null
  }

  it('starts in the catalog of the address, follows the request, and comes back', async () => {
    expect(await first(null, null)).toEqual(['lake', name, "o'neil"])
    expect(await first('other', 'test')).toEqual(['other', 'test', "o'neil"])
    expect(await first(null, null)).toEqual(['lake', name, "o'neil"])
    expect(await connection.catalogs()).toEqual(['a', 'b'])
    expect((await connection.tables(name, 'other')).map((table) => table.name)).toEqual(['t'])
  })
})
