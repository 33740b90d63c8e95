import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { columnKinds, type Kinds } from './column-kinds.ts'

const jobs = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  let j = k.text(k.text(k.text(k.table(db, 'jobs'), 'queue', 64), 'id', 255), 'name', 100)
  j = k.text(k.long(j, 'payload', true), 'state', 16)
  for (const name of ['priority', 'attempts', 'max_attempts', 'backoff_ms', 'cancelled']) j = k.int(j, name, true)
  j = k.moment(k.moment(k.moment(j, 'created_on', true), 'run_at', true), 'visible_at')
  await k
    .long(k.text(j, 'worker', 100, false), 'error')
    .addPrimaryKeyConstraint('pk_jobs', ['queue', 'id'])
    .execute()
  await db.schema.createIndex('ix_jobs_next').on('jobs').columns(['queue', 'state', 'priority', 'run_at']).execute()

  const m = k.moment(k.text(k.text(k.table(db, 'job_marks'), 'queue', 64), 'id', 255), 'expires_on', true)
  await m.addPrimaryKeyConstraint('pk_job_marks', ['queue', 'id']).execute()
  await db.schema.createIndex('ix_job_marks_end').on('job_marks').column('expires_on').execute()
}

const processes = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  await k
    .moment(k.text(k.text(k.table(db, 'leases'), 'name', 100), 'owner', 100), 'until', true)
    .addPrimaryKeyConstraint('pk_leases', ['name'])
    .execute()
  let w = k.text(k.text(k.text(k.table(db, 'workers'), 'id', 100), 'kind', 16), 'host', 255)
  w = k.long(k.int(w, 'pid', true), 'queues', true)
  w = k.long(k.moment(k.moment(w, 'started_on', true), 'seen_on', true), 'running', true)
  await w.addPrimaryKeyConstraint('pk_workers', ['id']).execute()
  await k
    .moment(k.text(k.table(db, 'schedule_cursors'), 'name', 190), 'last_run', true)
    .addPrimaryKeyConstraint('pk_schedule_cursors', ['name'])
    .execute()
}

const events = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  await k.moment(k.long(k.text(k.id(k.table(db, 'events')), 'channel', 100), 'data', true), 'created_on', true).execute()
  await db.schema.createIndex('ix_events_channel').on('events').columns(['channel', 'id']).execute()
  await db.schema.createIndex('ix_events_age').on('events').column('created_on').execute()
}

const cacheEntries = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  const c = k.moment(k.long(k.int(k.text(k.table(db, 'cache_entries'), 'key', 255), 'part', true), 'value', true), 'expires_on', true)
  await c.addPrimaryKeyConstraint('pk_cache_entries', ['key', 'part']).execute()
  await db.schema.createIndex('ix_cache_entries_end').on('cache_entries').column('expires_on').execute()
}

/** Jobs, who runs them, events, and cached bytes. */
export const jobTables = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    await jobs(db, k)
    await processes(db, k)
    await events(db, k)
    await cacheEntries(db, k)
  },
})
