import type { Owned } from '../../people/owners.ts'
import { type Move, ref } from '../move.ts'

/** Owners of an object, from a table of pairs; people who did not come own nothing. */
export const setOwnersFrom = async (move: Move, type: Owned, id: number, table: string, column: string, sourceId: number): Promise<void> => {
  const people = (await move.source.linked(table, column, sourceId)).flatMap((row) => ref(move, 'user', row.int('user_id')) ?? [])
  await move.db.deleteFrom('owners').where('object_type', '=', type).where('object_id', '=', id).execute()
  for (const user_id of new Set(people)) await move.db.insertInto('owners').values({ object_type: type, object_id: id, user_id }).execute()
}
