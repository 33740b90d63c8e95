import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { columnKinds } from './column-kinds.ts'

/** What was deleted and can be put back, and what objects were after each save. */
export const history = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    let t = k.text(k.int(k.text(k.id(k.table(db, 'trash')), 'kind', 30), 'object_id', true), 'object_uuid', 36, false)
    t = k.int(k.moment(k.long(k.text(t, 'name', 500), 'snapshot', true), 'deleted_on', true), 'deleted_by')
    await k
      .text(t, 'deletion', 36)
      .addUniqueConstraint('uq_trash_object', ['kind', 'object_id'] as never)
      .execute()
    for (const column of ['deleted_on', 'deletion']) await db.schema.createIndex(`ix_trash_${column}`).on('trash').column(column).execute()
    await k
      .link(k.link(k.table(db, 'trash_owners'), 'trash_id', 'trash', 'cascade'), 'user_id', 'users', 'cascade')
      .addPrimaryKeyConstraint('pk_trash_owners', ['trash_id', 'user_id'] as never)
      .execute()
    await db.schema.createIndex('ix_trash_owners_users').on('trash_owners').column('user_id').execute()
    let v = k.int(k.int(k.text(k.id(k.table(db, 'object_versions')), 'kind', 30), 'object_id', true), 'version', true)
    v = k.int(k.moment(k.long(k.long(v, 'snapshot', true), 'words', true), 'saved_on', true), 'saved_by')
    await k
      .text(v, 'digest', 64)
      .addUniqueConstraint('uq_object_versions', ['kind', 'object_id', 'version'] as never)
      .execute()
  },
})
