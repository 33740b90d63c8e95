import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { columnKinds, type Kinds } from './column-kinds.ts'

const keyed = (k: Kinds, db: Kysely<unknown>, table: string) => k.table(db, table).addColumn('key', 'varchar(64)', (c) => c.primaryKey())

const sessions = async (k: Kinds, db: Kysely<unknown>): Promise<void> => {
  let t = k.link(keyed(k, db, 'sessions'), 'user_id', 'users', 'cascade')
  for (const name of ['started_on', 'seen_on', 'ends_on']) t = k.moment(t, name, true)
  await k.text(k.text(k.text(t, 'address', 64), 'agent', 255), 'method', 64).execute()
  await db.schema.createIndex('ix_sessions_user').on('sessions').column('user_id').execute()
}

const identities = async (k: Kinds, db: Kysely<unknown>): Promise<void> => {
  const t = k.text(k.text(k.table(db, 'user_identities'), 'provider', 64), 'subject', 255)
  await k
    .moment(k.moment(k.link(t, 'user_id', 'users', 'cascade'), 'created_on', true), 'last_used_on')
    .addPrimaryKeyConstraint('pk_user_identities', ['provider', 'subject'] as never)
    .execute()
  await db.schema.createIndex('ix_user_identities_user').on('user_identities').column('user_id').execute()
}

const secondFactors = async (k: Kinds, db: Kysely<unknown>): Promise<void> => {
  let t = k.link(k.id(k.table(db, 'second_factors')), 'user_id', 'users', 'cascade')
  for (const [name, length] of [
    ['kind', 16],
    ['name', 100],
    ['credential_id', 400],
  ] as const)
    t = k.text(t, name, length)
  t = k.moment(k.flag(k.long(t, 'data', true), 'confirmed'), 'counter', true)
  await k.moment(k.moment(t, 'created_on', true), 'last_used_on').execute()
  await db.schema.createIndex('ix_second_factors_user').on('second_factors').column('user_id').execute()
}

const codes = async (k: Kinds, db: Kysely<unknown>): Promise<void> => {
  const t = k.link(k.text(keyed(k, db, 'one_time_codes'), 'purpose', 32), 'user_id', 'users', 'cascade', false)
  await k.moment(k.long(t, 'data', true), 'ends_on', true).execute()
}

const apiKeys = async (k: Kinds, db: Kysely<unknown>): Promise<void> => {
  let t = k.link(k.uuid(k.id(k.table(db, 'api_keys'))), 'user_id', 'users', 'cascade')
  t = k.long(k.text(k.text(k.text(t, 'name', 255), 'key_hash', 64), 'prefix', 24), 'scopes')
  t = k.int(k.moment(t, 'created_on', true), 'created_by')
  for (const name of ['expires_on', 'revoked_on', 'last_used_on']) t = k.moment(t, name)
  await t.addUniqueConstraint('uq_api_keys_hash', ['key_hash']).execute()
  await db.schema.createIndex('ix_api_keys_user').on('api_keys').column('user_id').execute()
}

/** Events outlive whom and what they are about, so nothing is linked. */
const auditEvents = async (k: Kinds, db: Kysely<unknown>): Promise<void> => {
  let t = k.int(k.moment(k.id(k.table(db, 'audit_events')), 'at', true), 'user_id')
  for (const [name, length] of [
    ['user_name', 128],
    ['via', 16],
    ['action', 64],
    ['object_kind', 32],
    ['object_id', 64],
    ['object_name', 255],
    ['address', 64],
    ['request_id', 64],
  ] as const)
    t = k.text(t, name, length)
  await k.long(k.int(t, 'status', true), 'detail', true).execute()
  await db.schema.createIndex('ix_audit_events_at').on('audit_events').column('at').execute()
  await db.schema.createIndex('ix_audit_events_user').on('audit_events').columns(['user_id', 'at']).execute()
  await db.schema.createIndex('ix_audit_events_object').on('audit_events').columns(['object_kind', 'object_id', 'at']).execute()
}

/** Sessions that can be ended, directories people come from, second factors, codes, keys of programs, and who did what. */
export const signingIn = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    for (const make of [sessions, identities, secondFactors, codes, apiKeys, auditEvents]) await make(k, db)
    // Accounts of programs: nobody signs in with them, they have keys
    const flag = kind === 'postgresql' ? 'boolean' : 'smallint'
    await db.schema
      .alterTable('users')
      .addColumn('is_service', flag, (c) => c.notNull().defaultTo(kind === 'postgresql' ? false : 0))
      .execute()
    // Tokens of the API that were given before this moment are worth nothing
    await db.schema.alterTable('users').addColumn('tokens_from', 'bigint').execute()
    await sql`insert into settings (name, value) values ('sessions_version', '0')`.execute(db)
  },
})
