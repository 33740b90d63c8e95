import { join } from 'node:path'
import { temporaryDatabase, temporaryFolder } from '@coset/testing'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { contentMark } from './content-mark.ts'
import { insertRow } from './insert.ts'
import { type Metadata, openMetadata } from './open.ts'

const NOW = 1_790_000_000_123
const stamp = { created_on: NOW, changed_on: NOW, created_by: null, changed_by: null }

/** What a site of the first versions holds, by its tables of then. */
const fill = async ({ db, kind }: Metadata): Promise<void> => {
  const person = { first_name: 'Jo', last_name: 'Ünïcode 🐘', password: 'scrypt:…', active: true, last_login: null, login_count: 3, fail_login_count: 0 }
  const user = await insertRow(db, kind, 'users', { ...person, ...stamp, uuid: crypto.randomUUID(), username: 'jo', email: 'jo@example.org' })
  const role = await insertRow(db, kind, 'roles', { name: 'Readers' })
  const group = await insertRow(db, kind, 'groups', { name: 'People', label: 'All', description: null })
  await db.insertInto('user_roles').values({ user_id: user, role_id: role }).execute()
  await db.insertInto('group_users').values({ group_id: group, user_id: user }).execute()
  await db.insertInto('group_roles').values({ group_id: group, role_id: role }).execute()
  const tag = await insertRow(db, kind, 'tags', { ...stamp, name: 'old', type: 'custom', description: null })
  await db.insertInto('tagged_objects').values({ tag_id: tag, object_type: 'dashboard', object_id: 1 }).execute()
  await sql`insert into dashboards (uuid, dashboard_title, position_json, json_metadata, css, published, is_managed_externally, created_on, changed_on)
    values (${crypto.randomUUID()}, ${'Old'}, ${'{}'}, ${'{}'}, ${''}, ${kind === 'postgresql' ? true : 1}, ${kind === 'postgresql' ? false : 0}, ${NOW}, ${NOW})`.execute(
    db,
  )
}

const held = async ({ db }: Metadata) => ({
  users: await db.selectFrom('users').select(['username', 'last_name', 'active', 'changed_on']).execute(),
  groups: await db.selectFrom('groups').select(['name', 'label']).execute(),
  members: await db.selectFrom('group_users').selectAll().execute(),
  roles: await db.selectFrom('user_roles').selectAll().execute(),
  tags: await db.selectFrom('tagged_objects').selectAll().execute(),
  dashboards: await db.selectFrom('dashboards').select(['dashboard_title', 'published', 'changed_on']).execute(),
})

const KINDS = ['sqlite', 'postgresql', 'mysql'] as const

describe.each(KINDS)('a site of the first versions on %s', (kind) => {
  test.each(['0002-sql-lab', '0013-content-mark'])('that stopped at %s keeps everything, and works on', async (step) => {
    const folder = temporaryFolder()
    const database = kind === 'sqlite' ? null : await temporaryDatabase(kind)
    const url = database?.url ?? `sqlite:///${join(folder.path, 'coset.db')}`
    try {
      const old = await openMetadata(url, step)
      await fill(old)
      const before = await held(old)
      await old.close()
      const now = await openMetadata(url)
      expect(await held(now)).toEqual(before)
      expect(before.users).toEqual([{ username: 'jo', last_name: 'Ünïcode 🐘', active: true, changed_on: NOW }])
      expect(await now.db.selectFrom('groups').select(['changed_on', 'changed_by']).execute()).toEqual([{ changed_on: 0, changed_by: null }])
      const mark = await contentMark(now.db)
      await now.db.updateTable('dashboards').set({ dashboard_title: 'New' }).execute()
      expect(await contentMark(now.db)).not.toEqual(mark)
      await now.close()
    } finally {
      await database?.[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    }
  })
})
