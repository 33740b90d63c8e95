import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { columnKinds } from './column-kinds.ts'

/** People who wait for the activation of their account, and the mark by which every server sees that somebody's rights changed. */
export const security = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    let r = k.id(k.table(db, 'register_users'))
    for (const [name, length] of [
      ['first_name', 64],
      ['last_name', 64],
      ['username', 128],
      ['email', 255],
      ['password', 255],
      ['registration_hash', 255],
    ] as const)
      r = k.text(r, name, length)
    await k
      .moment(r, 'registration_date', true)
      .addUniqueConstraint('uq_register_users_username', ['username'])
      .addUniqueConstraint('uq_register_users_email', ['email'])
      .execute()
    await sql`insert into settings (name, value) values ('access_version', '0')`.execute(db)
  },
})
