import type { Actor } from '@coset/access'
import { NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { readArray } from '../json-text.ts'
import { peopleById, personRef } from '../people/index.ts'
import { openForHistory } from './access.ts'
import { goBack } from './go-back.ts'
import { shortened, withNote } from './keep.ts'
import { layoutOfVersions } from './kinds/dashboard.ts'
import { KINDS } from './kinds/registry.ts'
import { readSnapshot, type VersionedKind } from './snapshot.ts'

type Version = Pick<Row<'object_versions'>, 'version' | 'saved_on' | 'saved_by' | 'words'>

const present = async (ctx: Context, rows: readonly Version[]) => {
  const people = await peopleById(
    ctx,
    rows.map((row) => row.saved_by),
  )
  return rows.map((row) => ({
    version: row.version,
    saved_on: row.saved_on,
    saved_by: personRef(people, row.saved_by),
    words: readArray(row.words),
  }))
}

/** A page of an object's versions, the newest first. Throws NotFound unless the actor may save the object. */
export const versionsOf = async (ctx: Context, actor: Actor, kind: VersionedKind, id: number, page: { readonly page: number; readonly page_size: number }) => {
  await openForHistory(ctx, actor, kind, id)
  const all = ctx.metadata.db.selectFrom('object_versions').where('kind', '=', kind).where('object_id', '=', id)
  const { n } = await all.select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()
  const rows = await all
    .select(['version', 'saved_on', 'saved_by', 'words'])
    .orderBy('version', 'desc')
    .limit(page.page_size)
    .offset(page.page * page.page_size)
    .execute()
  return { count: Number(n), result: await present(ctx, rows) }
}

const find = async (ctx: Context, kind: VersionedKind, id: number, version: number): Promise<Row<'object_versions'>> => {
  const row = await ctx.metadata.db
    .selectFrom('object_versions')
    .selectAll()
    .where('kind', '=', kind)
    .where('object_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return row
}

/** One version with all that it holds. */
export const versionOf = async (ctx: Context, actor: Actor, kind: VersionedKind, id: number, version: number) => {
  await openForHistory(ctx, actor, kind, id)
  const row = await find(ctx, kind, id, version)
  const [shown] = await present(ctx, [row])
  const { row: values, parts, names } = readSnapshot(row.snapshot)
  return { result: { ...shown, snapshot: { row: values, parts, names } } }
}

/** What differs between two versions, in words; for dashboards also what moved where. */
export const compareVersions = async (
  ctx: Context,
  actor: Actor,
  kind: VersionedKind,
  id: number,
  { from, to }: { readonly from: number; readonly to: number },
) => {
  await openForHistory(ctx, actor, kind, id)
  const rows = [await find(ctx, kind, id, from), await find(ctx, kind, id, to)] as const
  const [before, after] = [readSnapshot(rows[0].snapshot), readSnapshot(rows[1].snapshot)]
  const [first, second] = await present(ctx, rows)
  const layout = kind === 'dashboard' ? layoutOfVersions(before, after) : null
  return { result: { from: first, to: second, words: shortened(KINDS[kind].words(before, after)), layout } }
}

/** Makes the object what a version has; that is a new version. */
export const restoreVersion = async (ctx: Context, actor: Actor, kind: VersionedKind, id: number, version: number) => {
  await openForHistory(ctx, actor, kind, id)
  const row = await find(ctx, kind, id, version)
  const leftOut = await withNote(`Restored version ${version}`, () => goBack(ctx, actor, kind, id, readSnapshot(row.snapshot)))
  const latest = await ctx.metadata.db
    .selectFrom('object_versions')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('kind', '=', kind)
    .where('object_id', '=', id)
    .executeTakeFirst()
  return { result: { version: latest?.version ?? null, left_out: leftOut } }
}
