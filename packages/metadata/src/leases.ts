import type { Metadata } from './open.ts'

/** Lifetimes that a lease may lie ahead. */
const WRONG_CLOCK = 10

/**
 * True when the lease is now this owner's until `now + ttlMs`: it was free, over, or this owner's already. Atomic between processes; clocks of
 * machines are taken to agree within a fraction of `ttlMs`. One that ends later than any owner of now could have said was taken by a clock that
 * was wrong, and counts as over. `name` has at most 100 characters.
 */
export const takeLease = async ({ db, kind }: Pick<Metadata, 'db' | 'kind'>, name: string, owner: string, now: number, ttlMs: number): Promise<boolean> => {
  const until = Math.round(now + ttlMs)
  const { numUpdatedRows } = await db
    .updateTable('leases')
    .set({ owner, until })
    .where('name', '=', name)
    .where((e) => e.or([e('owner', '=', owner), e('until', '<=', Math.round(now)), e('until', '>', Math.round(now + WRONG_CLOCK * ttlMs))]))
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return true
  const insert = db.insertInto('leases').values({ name, owner, until })
  const made = await (kind === 'mysql' ? insert.ignore() : insert.onConflict((c) => c.column('name').doNothing())).executeTakeFirst()
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Gives a lease back when it is still this owner's. */
export const releaseLease = async ({ db }: Pick<Metadata, 'db'>, name: string, owner: string): Promise<void> => {
  await db.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute()
}
