import type { Cell } from '@coset/core'
import { type Connection, parseDatabaseUri } from '@coset/engines'
import type { Context } from '../context.ts'

/** A row of a site that is left, whatever database it stands in. Column names are that site's. */
export class SourceRow {
  readonly #cells: ReadonlyMap<string, Cell>

  constructor(cells: ReadonlyMap<string, Cell>) {
    this.#cells = cells
  }

  /** Null for NULL and for columns that an older site does not have. */
  text(name: string): string | null {
    const cell = this.#cells.get(name) ?? null
    if (cell === null) return null
    if (cell instanceof Uint8Array) return new TextDecoder().decode(cell)
    return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
  }

  int(name: string): number | null {
    const cell = this.#cells.get(name) ?? null
    const value = cell === null || cell === '' ? Number.NaN : Number(cell)
    return Number.isFinite(value) ? Math.trunc(value) : null
  }

  number(name: string): number | null {
    const cell = this.#cells.get(name) ?? null
    const value = cell === null || cell === '' ? Number.NaN : Number(cell)
    return Number.isFinite(value) ? value : null
  }

  flag(name: string): boolean {
    const cell = this.#cells.get(name)
    return cell === true || cell === 'true' || cell === 't' || Number(cell) === 1
  }

  /** Epoch milliseconds. Times without a zone are read as UTC. */
  moment(name: string): number | null {
    const cell = this.#cells.get(name) ?? null
    if (typeof cell === 'number' || typeof cell === 'bigint') return Math.trunc(Number(cell))
    if (typeof cell !== 'string') return null
    const ms = Date.parse(`${cell.replace(' ', 'T')}${/(?:z|[+-]\d{2}:?\d{2})$/i.test(cell) ? '' : 'Z'}`)
    return Number.isNaN(ms) ? null : ms
  }

  /** Lower case with dashes, from text or sixteen bytes. */
  uuid(name: string): string | null {
    const cell = this.#cells.get(name) ?? null
    const hex = (cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : String(cell ?? '')).replaceAll('-', '').toLowerCase()
    return /^[0-9a-f]{32}$/.test(hex) ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : null
  }

  get id(): number {
    return this.int('id') ?? 0
  }
}

/** The metadata database of a site that is left; only ever read. */
export interface Source extends AsyncDisposable {
  /** Every row of a table, by its id where it has one; none where an older site has no such table. */
  rows(table: string): Promise<readonly SourceRow[]>
  /** Rows whose column holds this id; found by an index that is made once. */
  linked(table: string, column: string, id: number): Promise<readonly SourceRow[]>
}

const MOST_ROWS = 5_000_000

const readAll = async (connection: Connection, sql: string): Promise<SourceRow[]> => {
  const stream = await connection.stream({ sql, maxRows: MOST_ROWS })
  const rows: SourceRow[] = []
  for await (const block of stream.blocks) {
    const count = block[0]?.length ?? 0
    for (let at = 0; at < count; at += 1) rows.push(new SourceRow(new Map(stream.columns.map((column, i) => [column.name, block[i]?.[at] ?? null]))))
  }
  return rows
}

/** Opens it by its address, as an administrator may: files and private addresses are allowed. Throws BadRequest or EngineFailure. */
export const openSource = async (ctx: Context, address: string): Promise<Source> => {
  const uri = parseDatabaseUri(address)
  const engine = ctx.engines.find(uri.engine)
  const connection = engine.connect({ uri, engineParams: {}, readOnly: true, policy: { allowLocalFiles: true, allowPrivateAddresses: true, fileRoots: ['/'] } })
  await connection.ping()
  const schema = await connection.defaultSchema()
  const there = new Set((await connection.tables(schema)).map((table) => table.name))
  const read = async (table: string): Promise<readonly SourceRow[]> => {
    if (!there.has(table)) return []
    const rows = await readAll(connection, `SELECT * FROM ${engine.dialect.quoteIdentifier(table)}`)
    return rows.sort((a, b) => a.id - b.id)
  }
  const tables = new Map<string, Promise<readonly SourceRow[]>>()
  const rowsOf = (table: string): Promise<readonly SourceRow[]> => {
    const known = tables.get(table) ?? read(table)
    tables.set(table, known)
    return known
  }
  const indexes = new Map<string, Promise<ReadonlyMap<number, readonly SourceRow[]>>>()
  const indexOf = async (table: string, column: string): Promise<ReadonlyMap<number, readonly SourceRow[]>> => {
    const index = new Map<number, SourceRow[]>()
    for (const row of await rowsOf(table)) {
      const id = row.int(column) ?? 0
      const own = index.get(id) ?? []
      own.push(row)
      index.set(id, own)
    }
    return index
  }
  return {
    rows: rowsOf,
    linked: async (table, column, id) => {
      const key = `${table} ${column}`
      const index = indexes.get(key) ?? indexOf(table, column)
      indexes.set(key, index)
      return (await index).get(id) ?? []
    },
    [Symbol.asyncDispose]: () => connection.close(),
  }
}
