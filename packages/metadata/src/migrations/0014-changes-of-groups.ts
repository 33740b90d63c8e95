import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** When a group was changed last and by whom; 0: never since this is kept. */
export const changesOfGroups = (): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .alterTable('groups')
      .addColumn('changed_on', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('groups').addColumn('changed_by', 'integer').execute()
  },
})
