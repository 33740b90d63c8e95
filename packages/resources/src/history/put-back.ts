import type { Actor } from '@coset/access'
import type { Restored } from '@coset/contract'
import { Forbidden, Unprocessable } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { chartsInLayout } from '../dashboard/index.ts'
import { readObject } from '../json-text.ts'
import { changeAccess } from '../security/access-change.ts'
import { holds, refuseAdministrators } from '../security/limits.ts'
import { touchHolders } from '../security/memberships.ts'
import { findable, openEntry } from './access.ts'
import { keepVersion, withNote } from './keep.ts'
import { KINDS } from './kinds/registry.ts'
import { idsIn } from './parts.ts'
import { type Db, idOf, type LeftOut, type Putting, readSnapshot, type Snapshot, type TrashKind, textOf, VERSIONED, type VersionedKind } from './snapshot.ts'

type Entry = Row<'trash'>

export interface Along {
  readonly with_charts: boolean
  readonly with_dataset: boolean
}

interface Run {
  readonly ctx: Context
  readonly db: Db
  readonly actor: Actor
  readonly along: Along
  readonly done: (Omit<Restored, 'left_out'> & { readonly left_out: LeftOut[] })[]
}

const isVersioned = (kind: TrashKind): kind is VersionedKind => VERSIONED.some((one) => one === kind)

const inTrash = async ({ db, actor }: Run, kind: TrashKind, ids: readonly number[]): Promise<readonly Entry[]> =>
  ids.length === 0
    ? []
    : db
        .selectFrom('trash')
        .selectAll()
        .where('kind', '=', kind)
        .where('object_id', 'in', [...ids])
        .where(findable(actor))
        .orderBy('id')
        .execute()

/** A chart needs its dataset: one in the trash comes back first when asked for, else it is named. */
const bringDataset = async (run: Run, snapshot: Snapshot): Promise<void> => {
  const id = snapshot.row['datasource_id']
  if (typeof id !== 'number') return
  const trashed = await run.db.selectFrom('trash').select(['id', 'name']).where('kind', '=', 'dataset').where('object_id', '=', id).executeTakeFirst()
  if (trashed === undefined) return
  const [entry] = run.along.with_dataset ? await inTrash(run, 'dataset', [id]) : []
  if (entry !== undefined) return bringBack(run, entry)
  const told = `The dataset “${trashed.name}” of the chart “${KINDS.chart.name(snapshot)}” is in the trash`
  throw new Unprocessable(told, { fields: { with_dataset: [told] }, details: { dataset: { id, name: trashed.name } } })
}

/** Nobody gets by a role that comes back what they could not give. Throws Forbidden. */
const refuseRole = async ({ db, actor }: Run, snapshot: Snapshot): Promise<void> => {
  if (actor.isAdmin) return
  const given = (snapshot.parts['permissions'] ?? []).map((row) => ({ verb: textOf(row['verb']), view: textOf(row['view']) }))
  if (given.some((permission) => !holds(actor, permission))) throw new Forbidden('Only permissions that you hold can be given')
  const groups = idsIn(snapshot, 'groups', 'group_id')
  const members = groups.length === 0 ? [] : await db.selectFrom('group_users').select('user_id').where('group_id', 'in', groups).execute()
  await refuseAdministrators(db, actor, [...idsIn(snapshot, 'users', 'user_id'), ...members.map((row) => row.user_id)])
}

/** What went along with an object comes back along with it. */
const bringParts = async (run: Run, entry: Entry, snapshot: Snapshot): Promise<void> => {
  const { db, along } = run
  if (entry.kind === 'dashboard' && along.with_charts)
    for (const chart of await inTrash(run, 'chart', chartsInLayout(readObject(textOf(snapshot.row['position_json']))))) await bringBack(run, chart)
  if (entry.kind === 'database')
    for (const query of await db.selectFrom('trash').selectAll().where('kind', '=', 'saved_query').where('deletion', '=', entry.deletion).execute())
      await bringBack(run, query)
  if (entry.kind === 'annotation_layer')
    for (const one of await db.selectFrom('trash').selectAll().where('kind', '=', 'annotation').execute())
      if (readSnapshot(one.snapshot).row['layer_id'] === entry.object_id) await bringBack(run, one)
}

const bringBack = async (run: Run, entry: Entry): Promise<void> => {
  const { ctx, db, actor } = run
  const kind = entry.kind as TrashKind
  const snapshot = readSnapshot(entry.snapshot)
  if (kind === 'chart') await bringDataset(run, snapshot)
  if (kind === 'role') await refuseRole(run, snapshot)
  const putting: Putting = { ctx, db, by: actor.id, leftOut: [], renamed: [] }
  await db.deleteFrom('trash').where('id', '=', entry.id).execute()
  await KINDS[kind].restore(putting, snapshot)
  if (kind === 'role') await touchHolders(ctx, db, entry.object_id, actor)
  if (isVersioned(kind)) await withNote('Restored from the trash', () => keepVersion(ctx, db, kind, entry.object_id, actor))
  const uuid = snapshot.row['uuid']
  const name = putting.renamed.length > 0 && kind !== 'dashboard' ? (putting.renamed[0]?.to ?? entry.name) : entry.name
  run.done.push({ kind, id: idOf(snapshot), uuid: typeof uuid === 'string' ? uuid : null, name, renamed: putting.renamed, left_out: putting.leftOut })
  await bringParts(run, entry, snapshot)
}

/** What was left out of one object and came back as another is not missing. */
const settled = (run: Run): readonly Restored[] => {
  const back = new Set(run.done.map((one) => `${one.kind}:${one.id}`))
  return run.done.map((one) => ({ ...one, left_out: one.left_out.filter(({ kind, id }) => !back.has(`${kind}:${id}`)) }))
}

/** Puts an object back with what belongs to it, all or nothing. Gives the object itself first. */
export const putBack = async (ctx: Context, actor: Actor, id: number, along: Along): Promise<Restored & { readonly also: readonly Restored[] }> =>
  changeAccess(ctx, async (db) => {
    const run: Run = { ctx, db, actor, along, done: [] }
    const entry = await openEntry(db, actor, id)
    await bringBack(run, entry)
    const all = settled(run)
    const own = all.find((one) => one.kind === entry.kind && one.id === entry.object_id)
    if (own === undefined) throw new Unprocessable('Nothing came back')
    // Queries of other people come back with their database, unnamed
    const also = all.filter((one) => one !== own && (one.kind !== 'saved_query' || actor.isAdmin))
    return { ...own, also }
  })
