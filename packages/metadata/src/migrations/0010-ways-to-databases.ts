import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { audit, columnKinds } from './column-kinds.ts'

/** Tokens by which databases know people, and the SSH servers that databases are reached through. */
export const waysToDatabases = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    const owned = k.link(k.link(k.table(db, 'database_user_oauth2_tokens'), 'user_id', 'users', 'cascade'), 'database_id', 'databases', 'cascade')
    const token = k.long(k.moment(k.long(owned, 'access_token', true), 'expires_on'), 'refresh_token')
    await k
      .moment(token, 'changed_on', true)
      .addPrimaryKeyConstraint('pk_database_user_oauth2_tokens', ['user_id', 'database_id'] as never)
      .execute()
    let t = k.link(k.uuid(k.id(k.table(db, 'ssh_tunnels'))), 'database_id', 'databases', 'cascade')
    t = k.text(k.int(k.text(t, 'server_address', 256), 'server_port', true), 'username', 250)
    for (const name of ['password', 'private_key', 'private_key_password']) t = k.long(t, name)
    await audit(k, t).addUniqueConstraint('uq_ssh_tunnels_database', ['database_id']).execute()
  },
})
