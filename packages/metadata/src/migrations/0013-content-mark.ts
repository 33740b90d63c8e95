import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Where servers tell one another that what lists show has changed. */
export const contentMarks = (): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await sql`insert into settings (name, value) values ('content_version', '0')`.execute(db)
  },
})
