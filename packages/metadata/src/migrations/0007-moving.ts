import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { columnKinds } from './column-kinds.ts'

/** Which object of another site became which of ours. */
export const moving = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    let t = k.table(db, 'moved_objects')
    for (const [name, length] of [
      ['site', 64],
      ['kind', 30],
      ['source_id', 40],
      ['digest', 64],
    ] as const)
      t = k.text(t, name, length)
    await k
      .moment(k.int(t, 'target_id', true), 'moved_on', true)
      .addPrimaryKeyConstraint('pk_moved_objects', ['site', 'kind', 'source_id'] as never)
      .execute()
  },
})
