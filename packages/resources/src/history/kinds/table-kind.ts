import type { Permission } from '@coset/access'
import { Unprocessable } from '@coset/core'
import type { Tables } from '@coset/metadata'
import { sql } from 'kysely'
import { captureParts, insertRows, nameOf, type Part, putParts, type Ref } from '../parts.ts'
import { type Db, type Depth, digestOf, type HistoryKind, idOf, type Putting, type Snapshot, type TrashKind, textOf, type Values } from '../snapshot.ts'

/** A kind whose objects are a row of one table with rows of others around it. */
export interface TableKind {
  readonly kind: TrashKind
  readonly table: keyof Tables
  readonly noun: string
  readonly writes: readonly Permission[]
  readonly nameColumn: string
  readonly parts: readonly Part[]
  /** Columns of the row that lead elsewhere. */
  readonly refs?: Readonly<Record<string, Ref>>
  /** Columns that change by themselves. */
  readonly volatile?: readonly string[]
  /** Parts that say nothing that people save here. */
  readonly silent?: readonly string[]
  readonly isPrivate?: boolean
  readonly owners?: HistoryKind['owners']
  readonly words: HistoryKind['words']
  /** Further parts of a deletion, which are no rows of one table. */
  readonly more?: (db: Db, row: Values, depth: Depth) => Promise<Pick<Snapshot, 'parts' | 'names'>>
  /** The row as it can come back. Throws Unprocessable when it cannot. */
  readonly prepare?: (putting: Putting, snapshot: Snapshot) => Promise<Values>
  readonly after?: (putting: Putting, snapshot: Snapshot, row: Values) => Promise<void>
}

const STAMPS = ['changed_on', 'changed_by', 'created_on', 'created_by']

/** Columns of parts' rows that say nothing to people. */
export const STAMPED: ReadonlySet<string> = new Set([...STAMPS, 'id', 'uuid'])

const rowOf = async (db: Db, table: keyof Tables, id: number): Promise<Values | undefined> =>
  (await sql<Values>`select * from ${sql.table(table)} where id = ${id}`.execute(db)).rows[0]

const taken = (field: string, told: string): Unprocessable => new Unprocessable(told, { fields: { [field]: [told] } })

/** Throws Unprocessable when somebody has the id or the UUID. */
const refuseTaken = async (db: Db, { table, noun }: TableKind, row: Values): Promise<void> => {
  if ((await rowOf(db, table, Number(row['id']))) !== undefined) throw taken('id', `Another ${noun} has its id`)
  if (row['uuid'] === undefined) return
  const { rows } = await sql`select id from ${sql.table(table)} where uuid = ${row['uuid']}`.execute(db)
  if (rows.length > 0) throw taken('uuid', `Another ${noun} has its UUID`)
}

/** Coming back is a save: what others remember of the object holds no longer. */
const stampOf = ({ ctx, by }: Putting, row: Values): Values =>
  typeof row['changed_on'] === 'number' ? { changed_on: Math.max(ctx.clock.now(), row['changed_on'] + 1), changed_by: by } : {}

/** What history knows of a kind, from its tables. */
export const tableKind = (spec: TableKind): HistoryKind => {
  const without = new Set([...STAMPS, ...(spec.volatile ?? [])])
  const silent = new Set([...(spec.silent ?? []), ...spec.parts.filter((part) => part.trashOnly === true).map((part) => part.name)])
  return {
    kind: spec.kind,
    table: spec.table,
    noun: spec.noun,
    writes: spec.writes,
    isPrivate: spec.isPrivate ?? false,
    owners: spec.owners ?? (() => null),
    name: (snapshot) => textOf(snapshot.row[spec.nameColumn]),
    words: spec.words,
    capture: async (db, id, depth) => {
      const row = await rowOf(db, spec.table, id)
      if (row === undefined) return null
      const { parts, names } = await captureParts(db, spec.parts, id, depth)
      const named: Record<string, string> = { ...names }
      for (const [column, kind] of Object.entries(spec.refs ?? {})) {
        const target = row[column]
        const name = typeof target === 'number' ? await nameOf(db, kind, target) : null
        if (name !== null) named[`${kind}:${textOf(target)}`] = name
      }
      const more = await spec.more?.(db, row, depth)
      return { format: 1, row: { ...row }, parts: { ...parts, ...more?.parts }, names: { ...named, ...more?.names } }
    },
    digest: ({ row, parts }) =>
      digestOf(
        { ...row, id: 0 },
        Object.fromEntries(
          Object.entries(parts)
            .filter(([name]) => !silent.has(name))
            // Rows of its own are made anew by every save
            .map(([name, rows]) => [name, rows.map(({ id: _, ...values }) => values)]),
        ),
        without,
      ),
    restore: async (putting, snapshot) => {
      await refuseTaken(putting.db, spec, snapshot.row)
      const row = (await spec.prepare?.(putting, snapshot)) ?? snapshot.row
      await insertRows(putting.db, spec.table, [{ ...row, ...stampOf(putting, row), id: idOf(snapshot) }])
      await putParts(putting, spec.parts, snapshot)
      await spec.after?.(putting, snapshot, row)
    },
  }
}

/** A value of a column that nobody else has: the one wanted, or with a number behind it. */
export const freeValue = async (
  { db, renamed }: Putting,
  table: keyof Tables,
  column: string,
  wanted: string,
  options: { readonly longest: number; readonly numbered: (base: string, n: number) => string; readonly among?: ReturnType<typeof sql> },
): Promise<string> => {
  const among = options.among === undefined ? sql`` : sql`and ${options.among}`
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : options.numbered('', n)
    const value = `${wanted.slice(0, options.longest - suffix.length)}${suffix}`
    const { rows } = await sql`select 1 as there from ${sql.table(table)} where ${sql.ref(column)} = ${value} ${among}`.execute(db)
    if (rows.length > 0) continue
    if (value !== wanted) renamed.push({ field: column, from: wanted, to: value })
    return value
  }
}

/** `Sales (2)`. */
export const inBrackets = (base: string, n: number): string => `${base} (${n})`
