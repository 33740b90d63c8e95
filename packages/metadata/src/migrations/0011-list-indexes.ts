import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Lists are decided and sorted from indexes: rows of dashboards and charts hold long texts before the columns that lists ask for, and SQLite reads
 * through them.
 */
export const listIndexes = (): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema.createIndex('ix_dashboards_list').on('dashboards').columns(['changed_on desc', 'id', 'published']).execute()
    await db.schema.createIndex('ix_charts_list').on('charts').columns(['datasource_id', 'changed_on', 'id']).execute()
    await db.schema.createIndex('ix_owners_user').on('owners').columns(['user_id', 'object_type', 'object_id']).execute()
  },
})
