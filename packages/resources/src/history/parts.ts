import { asConstraintError, type Tables } from '@coset/metadata'
import { sql } from 'kysely'
import { type Db, type Depth, type LeftOut, type Putting, readSnapshot, type Snapshot, textOf, type Values } from './snapshot.ts'

/** What ids point at. */
export type Ref = 'user' | 'tag' | 'role' | 'group' | 'chart' | 'dashboard' | 'dataset' | 'database' | 'rls' | 'theme'

const REFS: Readonly<Record<Ref, { readonly table: keyof Tables; readonly names: readonly string[] }>> = {
  user: { table: 'users', names: ['first_name', 'last_name'] },
  tag: { table: 'tags', names: ['name'] },
  role: { table: 'roles', names: ['name'] },
  group: { table: 'groups', names: ['name'] },
  chart: { table: 'charts', names: ['slice_name'] },
  dashboard: { table: 'dashboards', names: ['dashboard_title'] },
  dataset: { table: 'datasets', names: ['table_name'] },
  database: { table: 'databases', names: ['database_name'] },
  rls: { table: 'rls_rules', names: ['name'] },
  theme: { table: 'themes', names: ['theme_name'] },
}

/** Rows of another table that belong to an object. */
export interface Part {
  readonly name: string
  readonly table: keyof Tables
  /** The column that holds the object's id. */
  readonly own: string
  /** `object_type` of owners, favourites and tags. */
  readonly type?: string
  /** The column that leads elsewhere; a row whose end is gone is left out. */
  readonly ref?: { readonly column: string; readonly kind: Ref }
  /** Deleted along with the object, but no part of what people save. */
  readonly trashOnly?: true
}

const nameColumns = (ref: Ref) => REFS[ref].names.map((column, i) => sql`r.${sql.ref(column)} as ${sql.ref(`name_${i}`)}`)

const partRows = async (db: Db, part: Part, id: number): Promise<readonly Values[]> => {
  const ofType = part.type === undefined ? sql`` : sql`and p.object_type = ${part.type}`
  if (part.ref === undefined)
    return (await sql<Values>`select p.* from ${sql.table(part.table)} as p where p.${sql.ref(part.own)} = ${id} ${ofType}`.execute(db)).rows
  const { table } = REFS[part.ref.kind]
  const join = sql`left join ${sql.table(table)} as r on r.id = p.${sql.ref(part.ref.column)}`
  const columns = sql.join(nameColumns(part.ref.kind))
  return (await sql<Values>`select p.*, ${columns} from ${sql.table(part.table)} as p ${join} where p.${sql.ref(part.own)} = ${id} ${ofType}`.execute(db)).rows
}

const fullName = (ref: Ref, row: Values): string => REFS[ref].names.map((_, i) => textOf(row[`name_${i}`])).join(' ')

const plain = (row: Values): Values => Object.fromEntries(Object.entries(row).filter(([key]) => !/^name_\d$/.test(key)))

const byId = (a: Values, b: Values): number => Number(a['id'] ?? 0) - Number(b['id'] ?? 0)

/** The rows of an object's parts, and what they point at is called. */
export const captureParts = async (db: Db, parts: readonly Part[], id: number, depth: Depth): Promise<Pick<Snapshot, 'parts' | 'names'>> => {
  const captured: Record<string, readonly Values[]> = {}
  const names: Record<string, string> = {}
  for (const part of parts) {
    if (part.trashOnly === true && depth === 'version') continue
    const rows = await partRows(db, part, id)
    captured[part.name] = rows.map(plain).sort(byId)
    const { ref } = part
    if (ref !== undefined) for (const row of rows) names[`${ref.kind}:${textOf(row[ref.column])}`] = fullName(ref.kind, row)
  }
  return { parts: captured, names }
}

/** The name of one thing that an id points at; null when it is gone. */
export const nameOf = async (db: Db, kind: Ref, id: number): Promise<string | null> => {
  const { rows } = await sql<Values>`select ${sql.join(nameColumns(kind))} from ${sql.table(REFS[kind].table)} as r where r.id = ${id}`.execute(db)
  return rows[0] === undefined ? null : fullName(kind, rows[0])
}

/** Of these ids those that are there. */
export const existing = async (db: Db, kind: Ref, ids: readonly number[]): Promise<ReadonlySet<number>> => {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(REFS[kind].table)} where id in (${sql.join(wanted)})`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** One thing as answers name it. */
export const namedRef = (snapshot: Snapshot, kind: Ref, id: number): LeftOut => ({ kind, id, name: snapshot.names[`${kind}:${id}`] ?? `${kind} ${id}` })

/** Links that two kinds share: what the other end calls them in its own snapshot. */
const SHARED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dashboard_charts: { dashboard: 'charts', chart: 'dashboards' },
  dashboard_roles: { dashboard: 'roles', role: 'dashboards' },
  rls_rule_datasets: { rls: 'datasets', dataset: 'rules' },
  rls_rule_roles: { rls: 'roles', role: 'rules' },
}

/** Adds a row to a part of an object that is in the trash, so that it comes back with it; does nothing when it is not there. */
export const addInTrash = async (db: Db, kind: string, id: number, part: string, row: Values): Promise<void> => {
  const entry = await db.selectFrom('trash').select(['id', 'snapshot']).where('kind', '=', kind).where('object_id', '=', id).executeTakeFirst()
  if (entry === undefined) return
  const snapshot = readSnapshot(entry.snapshot)
  const rows = snapshot.parts[part] ?? []
  if (rows.some((one) => Object.keys(row).every((key) => one[key] === row[key]))) return
  const more: Snapshot = { ...snapshot, parts: { ...snapshot.parts, [part]: [...rows, row] } }
  await db
    .updateTable('trash')
    .set({ snapshot: JSON.stringify(more) })
    .where('id', '=', entry.id)
    .execute()
}

/** A link whose other end is in the trash waits there. */
const handOver = async (db: Db, part: Part, ref: { readonly kind: Ref; readonly id: number }, row: Values): Promise<void> => {
  const name = SHARED[part.table]?.[ref.kind]
  if (name !== undefined) await addInTrash(db, ref.kind, ref.id, name, row)
}

const AT_ONCE = 100

/** Inserts rows as they were. Throws Unprocessable when a unique value is taken. */
export const insertRows = async (db: Db, table: keyof Tables, rows: readonly Values[]): Promise<void> => {
  try {
    for (let at = 0; at < rows.length; at += AT_ONCE)
      await db
        .insertInto(table as 'owners')
        .values(rows.slice(at, at + AT_ONCE) as never)
        .execute()
  } catch (error) {
    throw asConstraintError(error)
  }
}

/** Puts the rows of an object's parts back; what leads nowhere is left out and named. */
export const putParts = async ({ db, leftOut }: Putting, parts: readonly Part[], snapshot: Snapshot): Promise<void> => {
  for (const part of parts) {
    const rows = snapshot.parts[part.name] ?? []
    const { ref } = part
    if (ref === undefined) {
      await insertRows(db, part.table, rows)
      continue
    }
    const ids = rows.map((row) => Number(row[ref.column]))
    const there = await existing(db, ref.kind, ids)
    await insertRows(
      db,
      part.table,
      rows.filter((row) => there.has(Number(row[ref.column]))),
    )
    for (const row of rows) {
      const id = Number(row[ref.column])
      if (there.has(id)) continue
      await handOver(db, part, { kind: ref.kind, id }, row)
      // A mark of somebody who is gone is no loss
      if (part.table !== 'favourites') leftOut.push(namedRef(snapshot, ref.kind, id))
    }
  }
}

/** Owners, favourites and tags of a kind. */
export const markParts = (type: string, owned: boolean): readonly Part[] => [
  ...(owned ? [{ name: 'owners', table: 'owners', own: 'object_id', type, ref: { column: 'user_id', kind: 'user' } } as const] : []),
  { name: 'tags', table: 'tagged_objects', own: 'object_id', type, ref: { column: 'tag_id', kind: 'tag' } },
  { name: 'favourites', table: 'favourites', own: 'object_id', type, ref: { column: 'user_id', kind: 'user' }, trashOnly: true },
]

export const ownersIn = (snapshot: Snapshot): readonly number[] => (snapshot.parts['owners'] ?? []).map((row) => Number(row['user_id']))

/** Ids that a part points at. */
export const idsIn = (snapshot: Snapshot, part: string, column: string): readonly number[] => (snapshot.parts[part] ?? []).map((row) => Number(row[column]))
