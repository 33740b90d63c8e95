import { AsyncLocalStorage } from 'node:async_hooks'
import { type AppError, Conflict, NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { peopleById, personRef } from '../people/index.ts'
import { KINDS } from './kinds/registry.ts'
import { type Db, type HistoryKind, readSnapshot, type Snapshot, type TrashKind, type VersionedKind } from './snapshot.ts'

const notes = new AsyncLocalStorage<string>()

/** What is saved inside `work` says why before it says what. */
export const withNote = <T>(note: string, work: () => Promise<T>): Promise<T> => notes.run(note, work)

type Kinds = Pick<Context, 'metadata'>

/** SQLite has one writer and no such words. */
const forUpdate = ({ metadata }: Kinds) => (metadata.kind === 'sqlite' ? sql`` : sql`for update`)

const MOST_WORDS = 200

/** Enough to read. */
export const shortened = (words: readonly string[]): readonly string[] =>
  words.length <= MOST_WORDS ? words : [...words.slice(0, MOST_WORDS), `And ${words.length - MOST_WORDS} more changes`]

interface Latest {
  readonly version: number
  readonly digest: string
  readonly snapshot: string
  readonly saved_on: number
}

const latestOf = async (ctx: Kinds, db: Db, kind: VersionedKind, id: number): Promise<Latest | undefined> =>
  (
    await sql<Latest>`select version, digest, snapshot, saved_on from object_versions where kind = ${kind} and object_id = ${id}
      order by version desc limit 1 ${forUpdate(ctx)}`.execute(db)
  ).rows[0]

interface Saved {
  readonly version: number
  readonly words: readonly string[]
  readonly on: number
  readonly by: number | null
}

const insertVersion = async (ctx: Kinds, db: Db, kind: VersionedKind, id: number, snapshot: Snapshot, saved: Saved): Promise<void> => {
  await insertRow(db, ctx.metadata.kind, 'object_versions', {
    kind,
    object_id: id,
    version: saved.version,
    snapshot: JSON.stringify(snapshot),
    words: JSON.stringify(saved.words),
    saved_on: saved.on,
    saved_by: saved.by,
    digest: KINDS[kind].digest(snapshot),
  })
}

const numberOr = <T>(value: unknown, other: T): number | T => (typeof value === 'number' ? value : other)

/**
 * Called before a save, first in its transaction: writers of one object wait for one another from here on, and an object without a history keeps
 * the state that it has now.
 */
export const keepBefore = async (ctx: Pick<Context, 'metadata' | 'clock'>, db: Db, kind: VersionedKind, id: number): Promise<void> => {
  if (ctx.metadata.kind !== 'sqlite') await sql`select id from ${sql.table(KINDS[kind].table)} where id = ${id} for update`.execute(db)
  const known = await db.selectFrom('object_versions').select('version').where('kind', '=', kind).where('object_id', '=', id).limit(1).executeTakeFirst()
  if (known !== undefined) return
  const snapshot = await KINDS[kind].capture(db, id, 'version')
  if (snapshot === null) return
  const { changed_on, changed_by } = snapshot.row
  const saved = { version: 1, words: ['State before its first kept change'], on: numberOr(changed_on, ctx.clock.now()), by: numberOr(changed_by, null) }
  await insertVersion(ctx, db, kind, id, snapshot, saved)
}

/**
 * Called after a save, inside its transaction: keeps what the object is now, unless nothing changed. Gives the version that holds this state, or null
 * when there is no such object.
 */
export const keepVersion = async (
  ctx: Pick<Context, 'metadata' | 'clock' | 'settings'>,
  db: Db,
  kind: VersionedKind,
  id: number,
  actor: { readonly id: number | null },
): Promise<number | null> => {
  const snapshot = await KINDS[kind].capture(db, id, 'version')
  if (snapshot === null) return null
  const latest = await latestOf(ctx, db, kind, id)
  const note = notes.getStore()
  const told = note === undefined ? [] : [note]
  if (latest?.digest === KINDS[kind].digest(snapshot)) return latest.version
  const version = (latest?.version ?? 0) + 1
  const words = latest === undefined ? [...told, 'Created'] : [...told, ...shortened(KINDS[kind].words(readSnapshot(latest.snapshot), snapshot))]
  await insertVersion(ctx, db, kind, id, snapshot, { version, words, on: Math.max(ctx.clock.now(), (latest?.saved_on ?? 0) + 1), by: actor.id })
  await db
    .deleteFrom('object_versions')
    .where('kind', '=', kind)
    .where('object_id', '=', id)
    .where('version', '<=', version - ctx.settings.versionsKept)
    .execute()
  return version
}

interface LastSave {
  readonly on: number
  readonly by: number | null
}

/** What two who save at once are told of. */
export type Guarded = Pick<HistoryKind, 'table' | 'noun' | 'capture'>

const conflictAt = async (ctx: Context, db: Db, kind: Guarded, id: number, last?: LastSave): Promise<AppError> => {
  const now = await kind.capture(db, id, 'version')
  if (now === null) return new NotFound()
  const by = last === undefined ? numberOr(now.row['changed_by'], null) : last.by
  const people = await peopleById({ ...ctx, metadata: { ...ctx.metadata, db } }, [by])
  return new Conflict(`Somebody else saved this ${kind.noun} in the meantime`, {
    details: {
      changed_on: last === undefined ? now.row['changed_on'] : last.on,
      changed_by: personRef(people, by),
      current: { row: now.row, parts: now.parts, names: now.names },
    },
  })
}

/** Somebody saved since the writer read: a 409 with what the object is now. An object that is gone: a 404. */
export const conflictOf = (ctx: Context, db: Db, kind: TrashKind, id: number, last?: LastSave): Promise<AppError> => conflictAt(ctx, db, KINDS[kind], id, last)

/**
 * Called first in the transaction of a save of a kind without versions: throws the Conflict when its writer read an older state than there is now, and
 * holds the row until the end.
 */
export const refuseNewer = async (ctx: Context, db: Db, kind: TrashKind, id: number, expected: number | undefined): Promise<void> =>
  refuseNewerRow(ctx, db, KINDS[kind], id, expected)

/** The same for a row that neither the history nor the trash knows. */
export const refuseNewerRow = async (ctx: Context, db: Db, kind: Guarded, id: number, expected: number | undefined): Promise<void> => {
  if (expected === undefined) return
  const { rows } = await sql<{ changed_on: number }>`select changed_on from ${sql.table(kind.table)} where id = ${id} ${forUpdate(ctx)}`.execute(db)
  if (rows[0] !== undefined && rows[0].changed_on !== expected) throw await conflictAt(ctx, db, kind, id)
}

const lastSave = async (db: Db, kind: VersionedKind, id: number): Promise<LastSave> => {
  const row = await db
    .selectFrom('object_versions')
    .select(['saved_on', 'saved_by'])
    .where('kind', '=', kind)
    .where('object_id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { on: row?.saved_on ?? 0, by: row?.saved_by ?? null }
}

/** When an object whose row holds no moment was saved last, by its versions; 0: never since there are versions. Epoch milliseconds. */
export const lastSavedOn = async (db: Db, kind: VersionedKind, id: number): Promise<number> => (await lastSave(db, kind, id)).on

/** The same as {@link refuseNewer} for such objects; inside `changeAccess`, where writers wait for one another. */
export const refuseNewerVersion = async (ctx: Context, db: Db, kind: VersionedKind, id: number, expected: number | undefined): Promise<void> => {
  if (expected === undefined) return
  const last = await lastSave(db, kind, id)
  if (last.on !== expected) throw await conflictOf(ctx, db, kind, id, last)
}
