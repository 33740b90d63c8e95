import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Whom an administrator's session sees the site as, and until when. */
export const viewingAs = (): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema.alterTable('sessions').addColumn('view_as_id', 'integer').execute()
    await db.schema.alterTable('sessions').addColumn('view_as_until', 'bigint').execute()
  },
})
