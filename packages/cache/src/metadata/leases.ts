import type { Metadata } from '@coset/metadata'
import { leaseName, leaseOwner } from './names.ts'

/** Atomic in every database: either the one update of a lease that is over, or the one insert that finds none. */
export const takeCacheLease = async (
  { db, kind }: Pick<Metadata, 'db' | 'kind'>,
  key: string,
  ownerText: string,
  now: number,
  ttlMs: number,
): Promise<boolean> => {
  const [name, owner, until] = [leaseName(key), leaseOwner(ownerText), Math.ceil(now + ttlMs)]
  const { numUpdatedRows } = await db.updateTable('leases').set({ owner, until }).where('name', '=', name).where('until', '<=', now).executeTakeFirst()
  if (numUpdatedRows > 0n) return true
  const insert = db.insertInto('leases').values({ name, owner, until })
  const made = await (kind === 'mysql' ? insert.ignore() : insert.onConflict((c) => c.column('name').doNothing())).executeTakeFirst()
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export const releaseCacheLease = async ({ db }: Pick<Metadata, 'db'>, key: string, owner: string): Promise<void> => {
  await db.deleteFrom('leases').where('name', '=', leaseName(key)).where('owner', '=', leaseOwner(owner)).execute()
}
