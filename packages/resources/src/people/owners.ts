import { type Actor, decideOwnership } from '@coset/access'
import { Forbidden, Unprocessable } from '@coset/core'
import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'

export type Owned = 'dashboard' | 'chart' | 'dataset' | 'report'

type Db = Kysely<Tables>

export const ownerIds = async (db: Db, type: Owned, id: number): Promise<readonly number[]> =>
  (await db.selectFrom('owners').select('user_id').where('object_type', '=', type).where('object_id', '=', id).execute()).map((row) => row.user_id)

/** Throws Forbidden unless the actor owns the object or is an administrator. */
export const refuseOwnership = (actor: Actor, owners: readonly number[], what: string): void => {
  if (!decideOwnership(actor, owners).allowed) throw new Forbidden(`Changing this ${what} is forbidden`)
}

/** Replaces owners. Throws Unprocessable on an unknown one. People who leave themselves out are kept, administrators are not. */
export const setOwners = async (db: Db, type: Owned, id: number, wanted: readonly number[], actor: Actor | null): Promise<void> => {
  const ids = new Set(wanted)
  if (actor !== null && actor.id !== null && !actor.isAdmin) ids.add(actor.id)
  const known =
    ids.size === 0
      ? []
      : await db
          .selectFrom('users')
          .select('id')
          .where('id', 'in', [...ids])
          .execute()
  if (known.length !== ids.size) throw new Unprocessable('Owners are invalid', { fields: { owners: ['Owners are invalid'] } })
  await db.deleteFrom('owners').where('object_type', '=', type).where('object_id', '=', id).execute()
  if (known.length > 0)
    await db
      .insertInto('owners')
      .values(known.map((user) => ({ object_type: type, object_id: id, user_id: user.id })))
      .execute()
}

/** Owners of a new object: those asked for, else the maker. */
export const firstOwners = (asked: readonly number[] | undefined, actor: Actor): readonly number[] => asked ?? (actor.id === null ? [] : [actor.id])

/** Forgets owners, favourites and tags of objects that are deleted. */
export const forgetMarks = async (db: Db, type: Owned, ids: readonly number[]): Promise<void> => {
  for (const table of ['owners', 'favourites', 'tagged_objects'] as const)
    await db
      .deleteFrom(table)
      .where('object_type', '=', type)
      .where('object_id', 'in', [...ids])
      .execute()
}
