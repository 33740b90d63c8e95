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

    test.each([
      '__proto__',
      'constructor',
      'with space',
      'new\nline',
      'ünïcode 数',
      'quote\'"`',
      'glob*?[a]',
      'nul\u0000',
      '#hash',
      '../../up',
      'a'.repeat(400),
      'é'.repeat(130),
    ])('the key %j is a plain key', async (odd) => {
      expect(await cache.get(key(odd))).toBeUndefined()
      await cache.set(key(odd), bytes(odd), 60)
      expect(new TextDecoder().decode(await cache.get(key(odd)))).toBe(odd)
      await cache.delete(key(odd))
      expect(await cache.get(key(odd))).toBeUndefined()
    })

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

    test('keys that differ by case, accent or a space at the end are different keys', async () => {
      const keys = ['same', 'Same', 'sàme', 'same ', ' same', 'same\u0000']
      for (const one of keys) await cache.set(key(one), bytes(one), 60)
      for (const one of keys) expect(new TextDecoder().decode(await cache.get(key(one)))).toBe(one)
      await cache.deletePrefix(key('Same'))
      expect(await cache.get(key('Same'))).toBeUndefined()
      expect(await cache.get(key('same'))).toBeDefined()
      await cache.deletePrefix(key('same '))
      expect(await cache.get(key('same '))).toBeUndefined()
      expect(await cache.get(key('same'))).toBeDefined()
    })

    test('prefixes of long keys and odd letters are exact', async () => {
      const [long, odd] = ['x'.repeat(300), 'ü'.repeat(200)]
      for (const one of [`${long}:a`, `${long}:b`, `${odd}:a`, `${odd}b`]) await cache.set(key(one), bytes(one), 60)
      await cache.deletePrefix(key(`${long}:a`))
      expect(await cache.get(key(`${long}:a`))).toBeUndefined()
      expect(await cache.get(key(`${long}:b`))).toBeDefined()
      await cache.deletePrefix(key(`${odd}:`))
      expect(await cache.get(key(`${odd}:a`))).toBeUndefined()
      expect(await cache.get(key(`${odd}b`))).toBeDefined()
      await cache.deletePrefix(key('ü'))
      expect(await cache.get(key(`${odd}b`))).toBeUndefined()
      await cache.deletePrefix(key('xx'))
      expect(await cache.get(key(`${long}:b`))).toBeUndefined()
    })

    test('what is set again after its prefix was deleted is there', async () => {
      for (const value of ['first', 'second']) {
        await cache.set(key('again:1'), bytes(value), 60)
        expect(new TextDecoder().decode(await cache.get(key('again:1')))).toBe(value)
        await cache.deletePrefix(key('again:'))
        expect(await cache.get(key('again:1'))).toBeUndefined()
      }
    })

    test('a prefix is deleted while others are written, and only it', async () => {
      const numbers = [...Array(40).keys()]
      for (const i of numbers) await cache.set(key(`old:${i}`), bytes('old'), 60)
      await Promise.all([
        ...numbers.map((i) => cache.set(key(`new:${i}`), bytes('new'), 60)),
        cache.deletePrefix(key('old:')),
        cache.deletePrefix(key('none:')),
      ])
      const found = async (name: string): Promise<number> => (await Promise.all(numbers.map((i) => cache.get(key(`${name}:${i}`))))).filter(Boolean).length
      expect(await found('old')).toBe(0)
      expect(await found('new')).toBe(numbers.length)
    })

    test('a small value replaces a large one, and back', async () => {
      const large = new Uint8Array(1_700_000).fill(7)
      for (const value of [large, bytes('small'), large, new Uint8Array()]) {
        await cache.set(key('sizes'), value, 60)
        expect(Buffer.compare(Buffer.from((await cache.get(key('sizes'))) ?? [1]), Buffer.from(value))).toBe(0)
      }
      await cache.set(key('sizes'), large, 60)
      await cache.delete(key('sizes'))
      expect(await cache.get(key('sizes'))).toBeUndefined()
    })

    test('large values of one key that are set at once never mix', async () => {
      const mixed: string[] = []
      const check = (value: Uint8Array | undefined): void => {
        if (value === undefined) return
        const first = value[0] ?? 0
        if (value.length !== 1_000_000 + first * 100_000 || !value.every((byte) => byte === first)) mixed.push(`${value.length} bytes of ${first}`)
      }
      const write = async (writer: number): Promise<void> => {
        for (let i = 0; i < 4; i++) await cache.set(key('contested'), new Uint8Array(1_000_000 + writer * 100_000).fill(writer), 60)
      }
      const read = async (): Promise<void> => {
        for (let i = 0; i < 8; i++) check(await cache.get(key('contested')))
      }
      await Promise.all([write(1), write(2), write(9), read(), read()])
      expect(mixed).toEqual([])
      const last = await cache.get(key('contested'))
      expect(last).toBeDefined()
      check(last)
      expect(mixed).toEqual([])
    })

    test('fractions of a second count', async () => {
      await cache.set(key('fraction'), bytes('v'), 1.9)
      await cache.set(key('brief'), bytes('v'), 0.3)
      await new Promise((done) => setTimeout(done, 400))
      expect(await cache.get(key('brief'))).toBeUndefined()
      await new Promise((done) => setTimeout(done, 700))
      expect(await cache.get(key('fraction'))).toBeDefined()
      await expect.poll(() => cache.get(key('fraction')), { timeout: 3000 }).toBeUndefined()
    })

    test('values end when their time is over', async () => {
      await cache.set(key('short'), bytes('v'), 0.5)
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

    test('a lease is not taken twice, by its owner neither, and is no value', async () => {
      expect(await cache.lease(key('once'), 'me', 60)).toBe(true)
      expect(await cache.lease(key('once'), 'me', 60)).toBe(false)
      expect(await cache.get(key('once'))).toBeUndefined()
      await cache.set(key('once'), bytes('v'), 60)
      expect(await cache.lease(key('once'), 'you', 60)).toBe(false)
      await cache.release(key('once'), 'me')
      expect(await cache.lease(key('once'), 'you', 60)).toBe(true)
      expect(await cache.get(key('once'))).toBeDefined()
    })

    test('an owner that comes back after its lease is over takes nothing from the next one', async () => {
      const odd = `ended\n${'o'.repeat(300)}`
      expect(await cache.lease(key(odd), 'gone\nö', 0.05)).toBe(true)
      await expect.poll(() => cache.lease(key(odd), 'next', 60), { timeout: 4000 }).toBe(true)
      await cache.release(key(odd), 'gone\nö')
      expect(await cache.lease(key(odd), 'third', 60)).toBe(false)
      await cache.release(key(odd), 'next')
      expect(await cache.lease(key(odd), 'third', 60)).toBe(true)
    })

    test('of many who want a lease that is over, one gets it', async () => {
      expect(await cache.lease(key('race'), 'ended', 0.05)).toBe(true)
      await new Promise((done) => setTimeout(done, 2500))
      const takers = await Promise.all(Array.from({ length: 20 }, (_, i) => cache.lease(key('race'), `owner ${i}`, 60)))
      expect(takers.filter(Boolean)).toHaveLength(1)
    })
  })
}
