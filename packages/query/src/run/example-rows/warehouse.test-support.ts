import { type Connection, type ConnectionPolicy, engineFor, parseDatabaseUri } from '@coset/engines'
import type { ExampleTable, Type } from './fixtures.test-support.ts'

/** An engine, its names for the types of the example data, and how it reads rows from one JSON text; used by tests only. */
export interface Warehouse {
  readonly engine: string
  readonly schema: string | null
  readonly types: Readonly<Record<Type, string>>
  /** A SELECT of the rows in `[[cell, …], …]`; `json` is a literal, `types` are those of the cells. */
  readonly unpack: (json: string, types: readonly string[]) => string
}

const STANDARD = { whole: 'BIGINT', double: 'DOUBLE', text: 'VARCHAR(400)', date: 'DATE', moment: 'TIMESTAMP' }
const cells = (types: readonly string[], cell: (index: number, type: string) => string): string => types.map((type, index) => cell(index, type)).join(', ')

/** Texts compare by their code points everywhere, for the order of a language is the choice of a table. */
export const WAREHOUSES: readonly Warehouse[] = [
  {
    engine: 'postgresql',
    schema: 'public',
    types: { ...STANDARD, double: 'DOUBLE PRECISION', text: 'TEXT COLLATE "C"' },
    unpack: (json, types) =>
      `SELECT ${cells(types, (i, type) => `CAST(r ->> ${i} AS ${type.replace(/ COLLATE.*/, '')})`)} FROM json_array_elements(${json}) AS t(r)`,
  },
  {
    engine: 'mysql',
    schema: null,
    types: { ...STANDARD, text: 'VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', moment: 'DATETIME' },
    unpack: (json, types) => `SELECT * FROM JSON_TABLE(${json}, '$[*]' COLUMNS (${cells(types, (i, type) => `c${i} ${type} PATH '$[${i}]'`)})) AS t`,
  },
  {
    engine: 'sqlite',
    schema: null,
    types: { ...STANDARD, moment: 'DATETIME' },
    unpack: (json, types) => `SELECT ${cells(types, (i) => `value ->> ${i}`)} FROM json_each(${json})`,
  },
  {
    engine: 'duckdb',
    schema: null,
    types: STANDARD,
    unpack: (json, types) =>
      `SELECT ${cells(types, (i, type) => `CAST(r ->> ${i} AS ${type})`)} FROM (SELECT unnest(from_json(${json}, '["JSON"]')) AS r) AS t`,
  },
]

const run = async (connection: Connection, sql: string): Promise<void> => {
  const stream = await connection.stream({ sql, readOnly: false })
  for await (const _ of stream.blocks);
}

const fill = async (connection: Connection, { engine, types, unpack }: Warehouse, { table, columns }: ExampleTable): Promise<void> => {
  const { quoteIdentifier: name, stringLiteral } = engineFor(engine).dialect
  const typed = columns.map((column) => types[column.type])
  await run(connection, `CREATE TABLE ${name(table)} (${columns.map((column, i) => `${name(column.name)} ${typed[i]}`).join(', ')})`)
  const rows = columns[0]?.values.map((_, row) => columns.map(({ values }) => values[row]))
  // Whole tables at once, for file engines start a process for each statement that writes. A text of more than a million
  // characters is not searched for a second statement, but refused with a `;`.
  const json = JSON.stringify(rows).replaceAll(';', '\\u003b')
  await run(connection, `INSERT INTO ${name(table)} ${unpack(stringLiteral(json), typed)}`)
}

/** A connection to a database in which the tables stand. */
export const openWarehouse = async (warehouse: Warehouse, uri: string, folder: string, tables: readonly ExampleTable[]): Promise<Connection> => {
  const policy: ConnectionPolicy = { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: [folder] }
  const connection = engineFor(warehouse.engine).connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, poolSize: 2 })
  for (const table of tables) await fill(connection, warehouse, table)
  return connection
}
