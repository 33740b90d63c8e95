import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentMark } from './content-mark.ts'
import { insertRow } from './insert.ts'
import { releaseLease, takeLease } from './leases.ts'
import { type Metadata, openMetadata } from './open.ts'
import type { NewRow } from './tables.ts'

const NOW = 1_790_000_000_123

const user = (username: string, active = true): NewRow<'users'> => ({
  uuid: randomUUID(),
  username,
  email: `${username}@example.org`,
  first_name: 'Jo',
  last_name: 'Ünïcode 🐘',
  password: '',
  active,
  last_login: null,
  login_count: 0,
  fail_login_count: 0,
  created_on: NOW,
  changed_on: NOW,
  created_by: null,
  changed_by: null,
})

const dashboard = (title: string): NewRow<'dashboards'> => ({
  uuid: randomUUID(),
  dashboard_title: title,
  slug: null,
  description: null,
  position_json: '{}',
  json_metadata: '{}',
  css: '',
  published: true,
  certified_by: null,
  certification_details: null,
  theme_id: null,
  is_managed_externally: false,
  external_url: null,
  created_on: NOW,
  changed_on: NOW,
  created_by: null,
  changed_by: null,
})

/**
 * What every metadata database must do. `url` gives the address of an empty one that lives as long as the suite; `together` is how many open it at once:
 * one for SQLite, whose processes wait for each other without leaving the event loop.
 */
export const metadataConformance = (name: string, url: () => Promise<string>, together: number): void => {
  describe(`metadata on ${name}`, () => {
    let address: string
    let metadata: Metadata
    beforeAll(async () => {
      address = await url()
      const opened = await Promise.all(Array.from({ length: together }, () => openMetadata(address)))
      for (const other of opened) await other.close()
      metadata = await openMetadata(address)
    })
    afterAll(() => metadata.close())

    const add = (row: NewRow<'users'>): Promise<number> => insertRow(metadata.db, metadata.kind, 'users', row)

    test('migrates once, whoever comes again', async () => {
      await add(user('before'))
      const again = await openMetadata(address)
      expect(await again.db.selectFrom('users').select('username').where('username', '=', 'before').execute()).toHaveLength(1)
      await again.close()
    })

    test('ids are given, positive and never twice', async () => {
      const ids = [await add(user('one')), await add(user('two')), await add(user('three'))]
      expect(new Set(ids).size).toBe(3)
      for (const id of ids) expect(Number.isInteger(id) && id > 0).toBe(true)
    })

    test('an id is not given again after its row is gone', async () => {
      const gone = await add(user('gone'))
      await metadata.db.deleteFrom('users').where('id', '=', gone).execute()
      expect(await add(user('next'))).toBeGreaterThan(gone)
    })

    test('booleans are booleans, in conditions and in joins too', async () => {
      const id = await add(user('awake', true))
      await add(user('asleep', false))
      const row = await metadata.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      expect(row.active).toBe(true)
      const off = await metadata.db.selectFrom('users').select(['username', 'active']).where('active', '=', false).execute()
      expect(off).toEqual([{ username: 'asleep', active: false }])
    })

    test('moments keep their milliseconds, texts their letters', async () => {
      const row = await metadata.db
        .selectFrom('users')
        .selectAll()
        .where('id', '=', await add(user('letters')))
        .executeTakeFirstOrThrow()
      expect(row.created_on).toBe(NOW)
      expect(row.last_name).toBe('Ünïcode 🐘')
      expect(row.last_login).toBeNull()
    })

    test('long texts come back whole', async () => {
      const layout = JSON.stringify({ text: 'é🐘"\\'.repeat(200_000) })
      const id = await insertRow(metadata.db, metadata.kind, 'dashboards', { ...dashboard('long'), position_json: layout })
      const row = await metadata.db.selectFrom('dashboards').select('position_json').where('id', '=', id).executeTakeFirstOrThrow()
      expect(row.position_json === layout).toBe(true)
    })

    test('unique means unique, and says so without the values', async () => {
      await add(user('unique'))
      await expect(add(user('unique'))).rejects.toMatchObject({ name: 'Unprocessable', status: 422 })
      await expect(add({ ...user('other'), email: 'unique@example.org' })).rejects.toMatchObject({ status: 422 })
    })

    test('names that differ in case are two names', async () => {
      await add(user('Case'))
      await add({ ...user('case'), email: 'second@example.org' })
      expect(await metadata.db.selectFrom('users').select('username').where('username', '=', 'case').execute()).toEqual([{ username: 'case' }])
    })

    test('links go with what they link', async () => {
      const user_id = await add(user('linked'))
      const role_id = await insertRow(metadata.db, metadata.kind, 'roles', { name: 'linked role' })
      await metadata.db.insertInto('user_roles').values({ user_id, role_id }).execute()
      await metadata.db.deleteFrom('users').where('id', '=', user_id).execute()
      expect(await metadata.db.selectFrom('user_roles').selectAll().where('role_id', '=', role_id).execute()).toEqual([])
      expect(await metadata.db.selectFrom('roles').selectAll().where('id', '=', role_id).execute()).toHaveLength(1)
    })

    test('a link to nothing is refused', async () => {
      await expect(metadata.db.insertInto('user_roles').values({ user_id: 2_000_000, role_id: 2_000_000 }).execute()).rejects.toThrow()
    })

    test('a transaction that throws leaves nothing', async () => {
      const failing = metadata.db.transaction().execute(async (db) => {
        await insertRow(db, metadata.kind, 'users', user('phantom'))
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await metadata.db.selectFrom('users').select('id').where('username', '=', 'phantom').execute()).toEqual([])
    })

    test('transactions side by side do not mix', async () => {
      const work = Array.from({ length: 20 }, (_, i) =>
        metadata.db
          .transaction()
          .execute(async (db) => {
            await insertRow(db, metadata.kind, 'roles', { name: `side ${i}` })
            await db.selectFrom('roles').select('id').execute()
            if (i % 2 === 1) throw new Error('odd')
          })
          .catch((error: Error) => expect(error.message).toBe('odd')),
      )
      await Promise.all(work)
      const kept = await metadata.db.selectFrom('roles').select('name').where('name', 'like', 'side %').execute()
      expect(kept.map((row) => row.name).sort()).toEqual(Array.from({ length: 10 }, (_, i) => `side ${i * 2}`).sort())
    })

    test('names that differ by case or accent are different names', async () => {
      for (const name of ['Reader', 'reader', 'réader']) await insertRow(metadata.db, metadata.kind, 'roles', { name })
      expect(await metadata.db.selectFrom('roles').select('name').where('name', '=', 'reader').execute()).toEqual([{ name: 'reader' }])
    })

    test('counts of changed rows count what matched', async () => {
      await insertRow(metadata.db, metadata.kind, 'roles', { name: 'same' })
      const { numUpdatedRows } = await metadata.db.updateTable('roles').set({ name: 'same' }).where('name', '=', 'same').executeTakeFirstOrThrow()
      expect(numUpdatedRows).toBe(1n)
    })

    test('the mark of content is another after every change that lists show, for whoever reads, and stays for the rest', async () => {
      const mark = async (): Promise<string | undefined> => contentMark(metadata.db)
      const marks = [await mark()]
      const id = await insertRow(metadata.db, metadata.kind, 'dashboards', dashboard('marked'))
      marks.push(await mark())
      await metadata.db.updateTable('dashboards').set({ published: false }).where('id', '=', id).execute()
      marks.push(await mark())
      await metadata.db.transaction().execute(async (db) => {
        await db.updateTable('dashboards').set({ published: true }).where('id', '=', id).execute()
        await db.deleteFrom('leases').where('name', '=', 'nobody').execute()
      })
      marks.push(await mark())
      await metadata.db.deleteFrom('dashboards').where('id', '=', id).execute()
      marks.push(await mark())
      expect(marks).not.toContain(undefined)
      expect(new Set(marks).size).toBe(5)
      await metadata.db.deleteFrom('leases').where('name', '=', 'nobody').execute()
      const undone = metadata.db.transaction().execute(async (db) => {
        await db.insertInto('dashboards').values(dashboard('never')).execute()
        throw new Error('stop')
      })
      await expect(undone).rejects.toThrow('stop')
      await metadata.db.transaction().execute(async (db) => db.selectFrom('dashboards').select('id').execute())
      expect(await mark()).toBe(marks[4])
    })

    test('another process is told of changes by the mark together with what changed', async () => {
      const other = await openMetadata(address)
      const before = await contentMark(other.db)
      await metadata.db.transaction().execute(async (db) => db.insertInto('dashboards').values(dashboard('seen by others')).execute())
      expect(await contentMark(other.db)).not.toBe(before)
      expect(await contentMark(other.db)).toBe(await contentMark(metadata.db))
      await other.close()
    })

    test('of many who want a lease one gets it, keeps it while renewed, and leaves it to the next', async () => {
      const owners = Array.from({ length: 8 }, (_, i) => `owner ${i}`)
      const got = await Promise.all(owners.map((owner) => takeLease(metadata, 'lead', owner, NOW, 1000)))
      expect(got.filter(Boolean)).toHaveLength(1)
      const holder = owners[got.indexOf(true)] ?? ''
      const other = owners.find((owner) => owner !== holder) ?? ''
      expect(await takeLease(metadata, 'lead', holder, NOW + 900, 1000)).toBe(true)
      expect(await takeLease(metadata, 'lead', other, NOW + 1500, 1000)).toBe(false)
      await releaseLease(metadata, 'lead', other)
      expect(await takeLease(metadata, 'lead', other, NOW + 1900, 1000)).toBe(true)
      expect(await takeLease(metadata, 'lead', holder, NOW + 1950, 1000)).toBe(false)
      await releaseLease(metadata, 'lead', other)
      expect(await takeLease(metadata, 'lead', holder, NOW + 1960, 1000)).toBe(true)
      // Taken by a clock of next year
      expect(await takeLease(metadata, 'lead', holder, NOW + 31_536_000_000, 1000)).toBe(true)
      expect(await takeLease(metadata, 'lead', other, NOW + 2000, 1000)).toBe(true)
      expect(await takeLease(metadata, 'lead', holder, NOW + 2500, 1000)).toBe(false)
    })
  })
}
