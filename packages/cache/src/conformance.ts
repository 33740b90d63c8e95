import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cache } from './port.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const plain = (value: Uint8Array | undefined): number[] | undefined => (value === undefined ? undefined : [...value])

/** What every cache does, whatever holds its bytes. `open` gives one that nobody else writes to. */
export const cacheConformance = (name: string, open: () => Promise<Cache>): void => {
  describe(`${name}: a cache`, () => {
    let cache: Cache
    const run = randomUUID()
    const key = (text: string): string => `${run}:${text}`
    beforeAll(async () => {
      cache = await open()
    })
    afterAll(() => cache.close())

    test('gives back the bytes that were set, empty and binary ones too', async () => {
      const binary = Uint8Array.from({ length: 256 }, (_, i) => i)
      await cache.set(key('binary'), binary, 60)
      await cache.set(key('empty'), new Uint8Array(), 60)
      expect(plain(await cache.get(key('binary')))).toEqual([...binary])
      expect(plain(await cache.get(key('empty')))).toEqual([])
      expect(await cache.get(key('absent'))).toBeUndefined()
    })

    test('a view of a larger buffer is stored alone', async () => {
      await cache.set(key('view'), bytes('secret|shown|secret').subarray(7, 12), 60)
      expect(new TextDecoder().decode(await cache.get(key('view')))).toBe('shown')
    })

    test('a large value comes back whole', async () => {
      const large = new Uint8Array(3_000_000).map((_, i) => (i * 31) % 251)
      await cache.set(key('large'), large, 60)
      expect(Buffer.compare(Buffer.from((await cache.get(key('large'))) ?? []), Buffer.from(large))).toBe(0)
    })

    test.each(['__proto__', 'constructor', 'with space', 'new\nline', 'ünïcode 数', 'quote\'"`', 'glob*?[a]', 'a'.repeat(400)])(
      'the key %j is a plain key',
      async (odd) => {
        expect(await cache.get(key(odd))).toBeUndefined()
        await cache.set(key(odd), bytes(odd), 60)
        expect(new TextDecoder().decode(await cache.get(key(odd)))).toBe(odd)
        await cache.delete(key(odd))
        expect(await cache.get(key(odd))).toBeUndefined()
      },
    )

    test('deletes all with a prefix, letters as they are', async () => {
      for (const one of ['p:1_:a', 'p:1_:b', 'p:11:a', 'p:*', 'p:[a]', 'p:a']) await cache.set(key(one), bytes(one), 60)
      await cache.deletePrefix(key('p:1_'))
      expect(await cache.get(key('p:1_:a'))).toBeUndefined()
      expect(await cache.get(key('p:11:a'))).toBeDefined()
      await cache.deletePrefix(key('p:*'))
      expect(await cache.get(key('p:11:a'))).toBeDefined()
      await cache.deletePrefix(key('p:[a]'))
      expect(await cache.get(key('p:a'))).toBeDefined()
    })

    test('values end when their time is over', async () => {
      await cache.set(key('short'), bytes('v'), 0.05)
      expect(await cache.get(key('short'))).toBeDefined()
      await expect.poll(() => cache.get(key('short')), { timeout: 3000 }).toBeUndefined()
    })

    test('many at once do not mix', async () => {
      await Promise.all(Array.from({ length: 200 }, (_, i) => cache.set(key(`many:${i}`), bytes(String(i)), 60)))
      const found = await Promise.all(Array.from({ length: 200 }, async (_, i) => new TextDecoder().decode(await cache.get(key(`many:${i}`)))))
      expect(found).toEqual(Array.from({ length: 200 }, (_, i) => String(i)))
    })

    test('a lease is one owner’s until released or over', async () => {
      const takers = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => cache.lease(key('lease'), owner, 60)))
      expect(takers.filter(Boolean)).toHaveLength(1)
      const holder = ['a', 'b', 'c', 'd'][takers.indexOf(true)] ?? ''
      await cache.release(key('lease'), 'somebody else')
      expect(await cache.lease(key('lease'), 'e', 60)).toBe(false)
      await cache.release(key('lease'), holder)
      expect(await cache.lease(key('lease'), 'e', 0.05)).toBe(true)
      await expect.poll(() => cache.lease(key('lease'), 'f', 60), { timeout: 3000 }).toBe(true)
    })
  })
}
