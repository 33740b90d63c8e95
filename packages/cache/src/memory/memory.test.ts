import { describe, expect, test } from 'vitest'
import { memoryCache } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('memory cache', () => {
  test('gives back the bytes that were set, empty and binary ones too', async () => {
    const cache = memoryCache({ maxBytes: 1_000_000 })
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i)
    await cache.set('binary', binary, 60)
    await cache.set('empty', new Uint8Array(), 60)
    expect(await cache.get('binary')).toEqual(binary)
    expect(await cache.get('empty')).toEqual(new Uint8Array())
    expect(await cache.get('absent')).toBeUndefined()
    await cache.close()
    expect(await cache.get('binary')).toBeUndefined()
  })

  test('prototype names are plain keys', async () => {
    const cache = memoryCache({ maxBytes: 1_000_000 })
    for (const key of ['__proto__', 'constructor', 'toString', '']) {
      expect(await cache.get(key)).toBeUndefined()
      await cache.set(key, bytes(key), 60)
      expect(await cache.get(key)).toEqual(bytes(key))
    }
  })

  test('deletes one, and all with a prefix, letters as they are', async () => {
    const cache = memoryCache({ maxBytes: 1_000_000 })
    for (const key of ['chart:1__table:a', 'chart:1__table:b', 'chart:11__table:a', 'chart:%', 'x']) await cache.set(key, bytes(key), 60)
    await cache.deletePrefix('chart:1__')
    expect(await cache.get('chart:1__table:a')).toBeUndefined()
    expect(await cache.get('chart:11__table:a')).toBeDefined()
    await cache.deletePrefix('chart:%')
    expect(await cache.get('chart:11__table:a')).toBeDefined()
    await cache.delete('x')
    await cache.delete('x')
    expect(await cache.get('x')).toBeUndefined()
  })

  test('holds no more than it may and lets the longest unused go first', async () => {
    const cache = memoryCache({ maxBytes: 10_000 })
    for (let i = 0; i < 8; i++) await cache.set(`k${i}`, new Uint8Array(1000), 60)
    await cache.get('k0')
    for (let i = 8; i < 12; i++) await cache.set(`k${i}`, new Uint8Array(1000), 60)
    expect(await cache.get('k0')).toBeDefined()
    expect(await cache.get('k1')).toBeUndefined()
  })

  test('a value that is too large is dropped and takes nothing with it', async () => {
    const cache = memoryCache({ maxBytes: 10_000 })
    await cache.set('small', new Uint8Array(10), 60)
    await cache.set('large', new Uint8Array(9000), 60)
    expect(await cache.get('large')).toBeUndefined()
    expect(await cache.get('small')).toBeDefined()
  })

  test('a value that is too large replaces an older one of its key', async () => {
    const cache = memoryCache({ maxBytes: 10_000 })
    await cache.set('k', bytes('old'), 60)
    await cache.set('k', new Uint8Array(9000), 60)
    expect(await cache.get('k')).toBeUndefined()
  })

  test('values end when their time is over', async () => {
    const cache = memoryCache({ maxBytes: 10_000 })
    await cache.set('k', bytes('v'), 0.02)
    expect(await cache.get('k')).toBeDefined()
    await expect.poll(() => cache.get('k')).toBeUndefined()
  })
})
