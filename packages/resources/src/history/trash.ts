import { newUuid } from '@coset/core'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import { KINDS } from './kinds/registry.ts'
import { existing } from './parts.ts'
import type { Db, TrashKind } from './snapshot.ts'

const LONGEST_NAME = 500

interface Deleting {
  readonly ctx: Pick<Context, 'metadata' | 'clock'>
  readonly db: Db
  readonly actor: { readonly id: number | null }
  readonly deletion: string
}

const moveOne = async ({ ctx, db, actor, deletion }: Deleting, kind: TrashKind, id: number): Promise<void> => {
  const known = KINDS[kind]
  const snapshot = await known.capture(db, id, 'trash')
  if (snapshot === null) return
  const uuid = snapshot.row['uuid']
  const entry = await insertRow(db, ctx.metadata.kind, 'trash', {
    kind,
    object_id: id,
    object_uuid: typeof uuid === 'string' ? uuid : null,
    name: known.name(snapshot).slice(0, LONGEST_NAME),
    snapshot: JSON.stringify(snapshot),
    deleted_on: ctx.clock.now(),
    deleted_by: actor.id,
    deletion,
  })
  const owners = await existing(db, 'user', known.owners(snapshot) ?? [])
  if (owners.size > 0)
    await db
      .insertInto('trash_owners')
      .values([...owners].map((user_id) => ({ trash_id: entry, user_id })))
      .execute()
}

/** Called first in the transaction of a deletion: keeps the objects with everything that goes along. One call is one act. */
export const moveToTrash = async (
  ctx: Deleting['ctx'],
  db: Db,
  actor: Deleting['actor'],
  kind: TrashKind,
  ids: readonly number[],
  deletion: string = newUuid(),
): Promise<string> => {
  for (const id of new Set(ids)) await moveOne({ ctx, db, actor, deletion }, kind, id)
  return deletion
}

/** Forgets entries for good, and the versions of what they were. */
export const forgetEntries = async (db: Db, entries: readonly { readonly id: number; readonly kind: string; readonly object_id: number }[]): Promise<void> => {
  for (const { id, kind, object_id } of entries) {
    await db.deleteFrom('object_versions').where('kind', '=', kind).where('object_id', '=', object_id).execute()
    await db.deleteFrom('trash').where('id', '=', id).execute()
  }
}
