import { type Connection, type ConnectionPolicy, engineFor, parseDatabaseUri } from '@coset/engines'
import type { Dialect } from '@coset/sql'
import { type Random, seeded } from './random.test-support.ts'

/** The four engines, with the names that each has for the same types; used by tests only. */
export interface Warehouse {
  readonly engine: string
  readonly schema: string | null
  readonly types: Readonly<Record<Type, string>>
}
type Type = 'whole' | 'decimal' | 'double' | 'flag' | 'text' | 'date' | 'moment'
type Value = string | number | boolean | null

const STANDARD = { whole: 'INTEGER', decimal: 'DECIMAL(10,2)', double: 'DOUBLE', flag: 'BOOLEAN', text: 'VARCHAR(60)', date: 'DATE', moment: 'TIMESTAMP' }
/** Texts compare by their code points everywhere, for the order of a language is the choice of a table. */
export const WAREHOUSES: readonly Warehouse[] = [
  { engine: 'postgresql', schema: 'public', types: { ...STANDARD, double: 'DOUBLE PRECISION', text: 'VARCHAR(60) COLLATE "C"' } },
  { engine: 'mysql', schema: null, types: { ...STANDARD, text: 'VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', moment: 'DATETIME(3)' } },
  { engine: 'sqlite', schema: null, types: { ...STANDARD, moment: 'DATETIME' } },
  { engine: 'duckdb', schema: null, types: STANDARD },
]

export const SALES = [
  ['id', 'whole'],
  ['person', 'whole'],
  ['day', 'date'],
  ['at', 'moment'],
  ['units', 'whole'],
  ['amount', 'decimal'],
  ['ratio', 'double'],
  ['paid', 'flag'],
  ['city', 'text'],
  ['note', 'text'],
] as const
const PEOPLE = [
  ['id', 'whole'],
  ['name', 'text'],
  ['region', 'text'],
] as const

export const CITIES = ['Oslo', 'oslo', 'Zürich', 'São Paulo', "L'Aquila", '東京', 'New "York"', '', null] as const
const NOTES = ['a\\b', '100%', 'under_score', "it's", 'émile', 'ÉMILE', '😀', '  lead', '', null, null, 'line\nbreak', 'plain', 'Plain'] as const
const SALES_ROWS = 2000
const PEOPLE_ROWS = 40
const START = Date.UTC(2019, 10, 20)
const DAYS = 800
const DAY_MS = 86_400_000

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
const moment = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ').replace('.000', '')

const sale = (random: Random, id: number): readonly Value[] => {
  const day = START + random.below(DAYS) * DAY_MS
  const time = random.chance(0.2) ? 0 : random.below(86_400) * 1000 + (random.chance(0.3) ? random.below(1000) : 0)
  return [
    id,
    1 + random.below(PEOPLE_ROWS + 3),
    random.chance(0.03) ? null : moment(day).slice(0, 10),
    random.chance(0.03) ? null : moment(day + time),
    random.chance(0.15) ? null : random.below(2000) - 500,
    random.chance(0.05) ? null : 7 * random.below(100) + random.below(4) / 4,
    random.chance(0.05) ? null : (random.next() - 0.3) * 1e4,
    random.chance(0.1) ? null : random.chance(0.6),
    random.pick(CITIES),
    random.pick(NOTES),
  ]
}

const salesRows = (seed: number): readonly (readonly Value[])[] => {
  const random = seeded(seed)
  const rows = Array.from({ length: SALES_ROWS }, (_, index) => sale(random, index + 1))
  // Every 25th row is the one before it once more, but for its number
  return rows.map((row, index) => (index % 25 === 24 ? [row[0] ?? null, ...(rows[index - 1] ?? row).slice(1)] : row))
}
const peopleRows = (): readonly (readonly Value[])[] =>
  Array.from({ length: PEOPLE_ROWS }, (_, index) => [index + 1, `Person ${pad(index + 1, 2)}`, ['north', 'South', 'é', null][index % 4] ?? null])

const valueSql = (dialect: Dialect, value: Value): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return dialect.booleanLiteral(value)
  return typeof value === 'number' ? String(value) : dialect.stringLiteral(value)
}

const run = async (connection: Connection, sql: string): Promise<void> => {
  const stream = await connection.stream({ sql, readOnly: false })
  for await (const _ of stream.blocks);
}

const fill = async (
  connection: Connection,
  { engine, types }: Warehouse,
  table: string,
  columns: readonly (readonly [string, Type])[],
  rows: readonly (readonly Value[])[],
): Promise<void> => {
  const { dialect } = engineFor(engine)
  const name = dialect.quoteIdentifier
  await run(connection, `CREATE TABLE ${name(table)} (${columns.map(([column, type]) => `${name(column)} ${types[type]}`).join(', ')})`)
  for (let start = 0; start < rows.length; start += 500) {
    const values = rows.slice(start, start + 500).map((row) => `(${row.map((value) => valueSql(dialect, value)).join(', ')})`)
    await run(connection, `INSERT INTO ${name(table)} VALUES ${values.join(', ')}`)
  }
}

/** A connection to a database in which both tables stand, the same rows for the same seed. */
export const openWarehouse = async (warehouse: Warehouse, uri: string, folder: string, seed: number): Promise<Connection> => {
  const policy: ConnectionPolicy = { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: [folder] }
  const connection = engineFor(warehouse.engine).connect({ uri: parseDatabaseUri(uri), engineParams: {}, policy, poolSize: 2 })
  await fill(connection, warehouse, 'sales', SALES, salesRows(seed))
  await fill(connection, warehouse, 'people', PEOPLE, peopleRows())
  return connection
}
