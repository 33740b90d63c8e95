import { randomBytes } from 'node:crypto'
import { type Metadata, openMetadata } from '@coset/metadata'
import { type TemporaryDatabase, type TemporaryFolder, temporaryDatabase, temporaryFolder } from '@coset/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import { openCache } from '../registry.ts'
import { metadataCache } from './index.ts'

const one = Uint8Array.of(1)

const databases: Readonly<Record<string, () => Promise<{ readonly url: string; end(): Promise<void> }>>> = {
  SQLite: async () => {
    const folder: TemporaryFolder = temporaryFolder()
    return { url: `sqlite:///${folder.path}/metadata.db`, end: async () => folder[Symbol.dispose]() }
  },
  PostgreSQL: async () => {
    const database: TemporaryDatabase = await temporaryDatabase('postgresql')
    return { url: database.url, end: async () => database[Symbol.asyncDispose]() }
  },
  // The collation of the database itself takes letters of both cases for the same
  MySQL: async () => {
    const database: TemporaryDatabase = await temporaryDatabase('mysql', 'utf8mb4_unicode_ci')
    return { url: database.url, end: async () => database[Symbol.asyncDispose]() }
  },
}

describe.each(Object.keys(databases))('the cache in %s', (name) => {
  let url = ''
  let end: () => Promise<void> = async () => undefined
  let metadata: Metadata
  let other: Metadata
  beforeAll(async () => {
    const database = await databases[name]?.()
    url = database?.url ?? ''
    end = database?.end ?? end
    metadata = await openMetadata(url)
    other = await openMetadata(url)
  })
  afterAll(async () => {
    await metadata.close()
    await other.close()
    await end()
  })
  const said: string[] = []
  const watch = (state: string, reason: string): void => {
    said.push(`${state} ${reason}`)
  }
  afterEach(() => expect(said).toEqual([]))
  const open = (over: Metadata) => openCache({ url: 'metadata:', maxBytes: 1, prefix: 'coset:', watch, metadata: over })

  cacheConformance(name, () => open(metadata))

  test('two processes: values of one key that both set stay whole, removals are seen, one has the lease', async () => {
    const [a, b] = [await open(metadata), await open(other)]
    const values = [1, 2, 3, 4].map((n) => new Uint8Array(n * 400_000).fill(n))
    const sets = values.flatMap((value, i) => [a, b].map((cache) => cache.set(i % 2 === 0 ? 'k' : 'odd key', value, 60)))
    const removals = [a, b].map((cache) => cache.delete('odd key'))
    const reads = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? a : b).get(i % 3 === 0 ? 'k' : 'odd key'))
    await Promise.all([...sets, ...removals])
    for (const found of [...(await Promise.all(reads)), await a.get('k'), await b.get('odd key')])
      expect(found === undefined || values.some((value) => Buffer.compare(Buffer.from(found), value) === 0)).toBe(true)
    expect(await b.get('k')).toBeDefined()
    await a.deletePrefix('')
    expect(await b.get('k')).toBeUndefined()
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? a : b).lease('l', String(i), 60)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    await a.close()
    await b.close()
  })

  test('parts take at most 500 kB; a value of which a part is gone is absent', async () => {
    const cache = await open(metadata)
    await cache.set('parts', randomBytes(1_000_000), 60)
    const rows = await metadata.db.selectFrom('cache_entries').selectAll().where('key', '=', 'coset:parts').execute()
    expect(rows).toHaveLength(3)
    for (const { value } of rows) expect(value.length).toBeLessThanOrEqual(500_000)
    for (const part of [2, 0]) {
      await cache.set('parts', new Uint8Array(1_000_000), 60)
      await metadata.db.deleteFrom('cache_entries').where('key', '=', 'coset:parts').where('part', '=', part).execute()
      expect(await cache.get('parts')).toBeUndefined()
    }
    await cache.close()
  })

  test('expired rows go, at most once a minute; sites with other prefixes stay', async () => {
    const cache = await metadataCache({ url: 'metadata:', prefix: 'swept:', watch, metadata, sweepMs: 1500 })
    const count = async (): Promise<number> => (await metadata.db.selectFrom('cache_entries').select('key').where('key', 'like', 'swept:%').execute()).length
    await cache.set('a', one, 0.3)
    await cache.set('b', one, 0.3)
    await new Promise((done) => setTimeout(done, 350))
    await cache.set('c', one, 60)
    await cache.close()
    expect(await count()).toBe(3)
    await new Promise((done) => setTimeout(done, 1600))
    await cache.set('c', one, 60)
    await cache.close()
    expect(await count()).toBe(1)
    const site = await metadataCache({ url: 'metadata:', prefix: 'swept', watch, metadata })
    await (await open(metadata)).deletePrefix('')
    expect(await site.get(':c')).toBeDefined()
    await site.close()
  })

  test('leases of this cache do not meet the leases of others, nor long names each other', async () => {
    const cache = await open(metadata)
    const long = 'x'.repeat(500)
    expect(await cache.lease(`${long}1`, 'me', 60)).toBe(true)
    expect(await cache.lease(`${long}2`, 'me', 60)).toBe(true)
    const names = (await metadata.db.selectFrom('leases').select('name').execute()).map((row) => row.name)
    for (const lease of names) expect(lease).toMatch(/^cache:.{1,94}$/)
    await cache.close()
  })
})

test('a metadata database that fails: empty, told once, told when it is back; removals are made up for', async () => {
  using folder = temporaryFolder()
  const metadata = await openMetadata(`sqlite:///${folder.path}/metadata.db`)
  const said: string[] = []
  const cache = await metadataCache({ url: 'metadata:', prefix: '', metadata, restMs: 30, watch: (state) => said.push(state) })
  await cache.set('gone', one, 60)
  await cache.set('kept', one, 60)
  await metadata.db.schema.alterTable('cache_entries').renameTo('away').execute()
  for (let i = 0; i < 3; i++) {
    expect(await cache.get('kept')).toBeUndefined()
    await cache.set('kept', one, 60)
    await cache.deletePrefix('gone')
    expect(await cache.lease('l', 'me', 60)).toBe(true)
    await new Promise((done) => setTimeout(done, 40))
  }
  expect(said).toEqual(['lost'])
  await metadata.db.schema.alterTable('away').renameTo('cache_entries').execute()
  await new Promise((done) => setTimeout(done, 40))
  expect(await cache.get('gone')).toBeUndefined()
  expect(await cache.get('kept')).toBeDefined()
  expect(said).toEqual(['lost', 'back'])
  await cache.close()
  await metadata.close()
})
