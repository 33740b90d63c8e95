import { createHash } from 'node:crypto'
import { insertRow, type Metadata, type Tables } from '@coset/metadata'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import type { OpenForeign } from './foreign-secrets.ts'
import type { Source, SourceRow } from './source.ts'

/** What became of an object. */
export type Fate = 'new' | 'changed' | 'same' | 'here already' | 'kept, changed here' | 'deleted here' | 'left out'

export interface Remark {
  readonly kind: string
  readonly name: string
  readonly fate: Fate | 'note'
  readonly why: string
}

/** One move from one site, inside one transaction. */
export interface Move {
  readonly ctx: Context
  readonly db: Kysely<Tables>
  readonly source: Source
  readonly open: OpenForeign
  /** Stands for the site that is left. */
  readonly site: string
  readonly now: number
  readonly ids: Map<string, Map<number, number>>
  /** Kind → ids over there of what came in this run. */
  readonly arrived: Map<string, Set<number>>
  readonly counts: Map<string, Map<Fate, number>>
  readonly remarks: Remark[]
}

type WithId = Parameters<typeof insertRow>[2]
type Values = Readonly<Record<string, string | number | boolean | null>>

/** Why a row cannot come. */
export class LeftOut {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** How rows of one kind come over. */
export interface Kind {
  readonly kind: string
  readonly from: string
  readonly to: WithId
  readonly name: (row: SourceRow) => string
  /** Columns here; what makes the row's state. */
  readonly values: (row: SourceRow, move: Move) => Values | LeftOut | null
  /** Columns that only a new row needs. */
  readonly fresh?: (row: SourceRow) => Values
  /** Columns by which the same object may be here already; the first that are found count. */
  readonly twins: (values: Values) => readonly Values[]
  /** What hangs on a row: after it was made or changed here. */
  readonly after?: (move: Move, id: number, row: SourceRow, fate: 'new' | 'changed') => Promise<void>
  /** The table has no `changed_on`: nobody can tell whether it was changed here. */
  readonly untimed?: boolean
}

export const idsOf = (move: Move, kind: string): Map<number, number> => {
  const known = move.ids.get(kind) ?? new Map<number, number>()
  move.ids.set(kind, known)
  return known
}

/** An id of the other site as ours; null for none and for what did not come. */
export const ref = (move: Move, kind: string, id: number | null): number | null => (id === null ? null : (idsOf(move, kind).get(id) ?? null))

/** Did it come in this very run? What hangs between objects comes with them, once: what was taken away here since is not given again. */
export const arrived = (move: Move, kind: string, id: number | null): boolean => id !== null && (move.arrived.get(kind)?.has(id) ?? false)

const arrive = (move: Move, kind: string, id: number): void => {
  const own = move.arrived.get(kind) ?? new Set<number>()
  move.arrived.set(kind, own.add(id))
}

/** Rows of old sites may have none: then one that is the same in every run. */
export const uuidOf = (move: Move, kind: string, row: SourceRow): string =>
  row.uuid('uuid') ??
  createHash('sha256')
    .update(`${move.site} ${kind} ${row.id}`)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5')

export const note = (move: Move, kind: string, name: string, fate: Remark['fate'], why: string): void => void move.remarks.push({ kind, name, fate, why })

const count = (move: Move, kind: string, fate: Fate): void => {
  const own = move.counts.get(kind) ?? new Map<Fate, number>()
  move.counts.set(kind, own.set(fate, (own.get(fate) ?? 0) + 1))
}

/** Audit columns; people who did not come are nobody. */
export const audit = (move: Move, row: SourceRow) => ({
  created_on: row.moment('created_on') ?? move.now,
  changed_on: row.moment('changed_on') ?? move.now,
  created_by: ref(move, 'user', row.int('created_by_fk')),
  changed_by: ref(move, 'user', row.int('changed_by_fk')),
})

interface Entry {
  readonly target_id: number
  readonly digest: string
  readonly moved_on: number
}

const digestOf = (values: Values): string => createHash('sha256').update(JSON.stringify(values)).digest('hex')

const entriesOf = async (move: Move, kind: string): Promise<Map<string, Entry>> => {
  const rows = await move.db.selectFrom('moved_objects').selectAll().where('site', '=', move.site).where('kind', '=', kind).execute()
  return new Map(rows.map((row) => [row.source_id, row]))
}

const findTwin = async ({ db }: Move, table: WithId, twins: readonly Values[]): Promise<number | null> => {
  for (const twin of twins) {
    const condition = sql.join(
      Object.entries(twin).map(([column, value]) => (value === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${value}`)),
      sql` and `,
    )
    const { rows } = await sql<{ id: number }>`select id from ${sql.table(table)} where ${condition}`.execute(db)
    if (rows[0] !== undefined) return rows[0].id
  }
  return null
}

interface Here {
  readonly id: number
  readonly changed_on?: number | string
}

const find = async ({ db }: Move, { to, untimed }: Kind, id: number): Promise<Here | null> => {
  const columns = untimed === true ? sql`id` : sql`id, changed_on`
  return (await sql<Here>`select ${columns} from ${sql.table(to)} where id = ${id}`.execute(db)).rows[0] ?? null
}

/** New rows keep their ids where those are free, so that addresses go on working; others come after all that are known. */
const reserve = async ({ db, ctx }: Move, table: WithId, highest: number): Promise<void> => {
  if (ctx.metadata.kind !== 'postgresql') return
  const { rows } = await sql<{ top: number | string | null }>`select max(id) as top from ${sql.table(table)}`.execute(db)
  await sql`select setval(pg_get_serial_sequence(${table}, 'id'), ${Math.max(1, highest, Number(rows[0]?.top ?? 0))})`.execute(db)
}

const insert = async (move: Move, kind: Kind, row: SourceRow, values: Values): Promise<number> => {
  const free = row.id > 0 && (await find(move, kind, row.id)) === null
  const whole = { ...(free ? { id: row.id } : {}), ...kind.fresh?.(row), ...values }
  return insertRow(move.db, move.ctx.metadata.kind, kind.to, whole as never)
}

const remember = async ({ db, ctx, site, now }: Move, kind: string, sourceId: string, target_id: number, digest: string): Promise<void> => {
  await db.deleteFrom('moved_objects').where('site', '=', site).where('kind', '=', kind).where('source_id', '=', sourceId).execute()
  await db
    .insertInto('moved_objects')
    .values({ site, kind, source_id: sourceId, target_id, digest, moved_on: Math.max(now, ctx.clock.now()) })
    .execute()
}

const write = async (move: Move, kind: Kind, id: number, values: Values): Promise<void> => {
  const set = sql.join(Object.entries(values).map(([column, value]) => sql`${sql.ref(column)} = ${bound(move.ctx.metadata.kind, value)}`))
  await sql`update ${sql.table(kind.to)} set ${set} where id = ${id}`.execute(move.db)
}

/** Raw statements pass by what turns booleans into numbers. */
const bound = (kind: Metadata['kind'], value: Values[string]): unknown => (typeof value === 'boolean' && kind !== 'postgresql' ? Number(value) : value)

const settle = async (move: Move, kind: Kind, row: SourceRow, values: Values, entry: Entry | undefined): Promise<{ fate: Fate; id: number | null }> => {
  const digest = digestOf(values)
  if (entry !== undefined) {
    const here = await find(move, kind, entry.target_id)
    if (here === null) return { fate: 'deleted here', id: null }
    if (entry.digest === digest) return { fate: 'same', id: here.id }
    if (Number(here.changed_on ?? 0) > entry.moved_on) return { fate: 'kept, changed here', id: here.id }
    await write(move, kind, here.id, values)
    await remember(move, kind.kind, String(row.id), here.id, digest)
    return { fate: 'changed', id: here.id }
  }
  const twin = await findTwin(move, kind.to, kind.twins(values))
  if (twin !== null) return { fate: 'here already', id: twin }
  const id = await insert(move, kind, row, values)
  await remember(move, kind.kind, String(row.id), id, digest)
  return { fate: 'new', id }
}

/** Brings all rows of a kind over. */
export const moveKind = async (move: Move, kind: Kind): Promise<void> => {
  const rows = await move.source.rows(kind.from)
  const entries = await entriesOf(move, kind.kind)
  await reserve(
    move,
    kind.to,
    rows.reduce((top, row) => Math.max(top, row.id), 0),
  )
  for (const row of rows) {
    const values = kind.values(row, move)
    if (values === null) continue
    if (values instanceof LeftOut) {
      count(move, kind.kind, 'left out')
      note(move, kind.kind, kind.name(row), 'left out', values.why)
      continue
    }
    const { fate, id } = await settle(move, kind, row, values, entries.get(String(row.id)))
    count(move, kind.kind, fate)
    if (fate === 'here already' || fate === 'kept, changed here' || fate === 'deleted here') note(move, kind.kind, kind.name(row), fate, '')
    if (id === null) continue
    idsOf(move, kind.kind).set(row.id, id)
    if (fate === 'new') arrive(move, kind.kind, row.id)
    if (fate === 'new' || fate === 'changed') await kind.after?.(move, id, row, fate)
  }
}
