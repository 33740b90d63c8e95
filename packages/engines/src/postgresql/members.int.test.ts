import { Client } from 'pg'
import { describe } from 'vitest'
import { cockroachdb } from '../cockroachdb/index.ts'
import { describeEngine } from '../conformance.ts'
import { greenplum } from '../greenplum/index.ts'
import { hologres } from '../hologres/index.ts'
import { materialize } from '../materialize/index.ts'
import type { Engine } from '../port.ts'
import { redshift } from '../redshift/index.ts'
import { risingwave } from '../risingwave/index.ts'
import { timescaledb } from '../timescaledb/index.ts'
import { yugabytedb } from '../yugabytedb/index.ts'

const HOST = process.env['COSET_TEST_POSTGRESQL'] ?? 'postgresql://postgres@127.0.0.1:5432'

const admin = async (sql: string): Promise<void> => {
  const client = new Client({ connectionString: `${HOST}/postgres` })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Members on PostgreSQL's wire, run against PostgreSQL itself with their own settings, cancel and introspection. */
const members: readonly { readonly engine: Engine; readonly options?: string; readonly without?: readonly 'keys'[] }[] = [
  { engine: cockroachdb },
  { engine: timescaledb },
  { engine: yugabytedb },
  { engine: greenplum },
  { engine: hologres },
  { engine: materialize, without: ['keys'] },
  { engine: risingwave, without: ['keys'] },
  // Redshift reads backslashes as escapes; PostgreSQL does when told.
  { engine: redshift, options: '?options=-c%20standard_conforming_strings%3Doff', without: ['keys'] },
]

for (const { engine, options = '', without } of members) {
  describe(engine.label, () => {
    const name = `coset_test_engines_${engine.id}_${process.pid}`
    describeEngine({
      engine,
      prepare: async () => {
        await admin(`DROP DATABASE IF EXISTS ${name}`)
        await admin(`CREATE DATABASE ${name}`)
        return { uri: `${HOST}/${name}${options}`, dispose: () => admin(`DROP DATABASE ${name} WITH (FORCE)`) }
      },
      slow: 'SELECT pg_sleep(30)',
      series: (n) => `SELECT n FROM generate_series(1, ${n}) AS s(n)`,
      timestampType: 'TIMESTAMP',
      ...(without === undefined ? {} : { without }),
      typed: {
        setUp: ['CREATE TABLE typed (id INT, n NUMERIC(12,2), t TEXT, b BOOLEAN)', "INSERT INTO typed VALUES (1, 1.5, 'é😀', true), (2, NULL, NULL, NULL)"],
        cells: { id: [1, 2], n: ['1.50', null], t: ['é😀', null], b: [true, null] },
      },
      ...(engine === redshift ? { impossibleNames: ['Select', 'Ünï😀'] } : {}),
    })
  })
}
