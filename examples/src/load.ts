import { renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { TABLES } from './tables.ts'

/** `node load.ts TARGET`: writes the example database. A process of its own, so that the engine's memory goes with it. */
const target = process.argv[2]
if (target === undefined) throw new Error('the path of the database file is missing')
const data = join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '..', 'data').replaceAll("'", "''")
const making = `${target}.making`
rmSync(making, { force: true })
const instance = await DuckDBInstance.create(making)
const connection = await instance.connect()
for (const table of TABLES) await connection.run(`CREATE TABLE ${table.name} AS ${table.select.replaceAll('{data}', data)}`)
await connection.run('CHECKPOINT')
connection.closeSync()
instance.closeSync()
renameSync(making, target)
