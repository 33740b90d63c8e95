import { describe, expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import { memoryCache } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

cacheConformance('memory', async () => memoryCache({ maxBytes: 20_000_000 }))

describe('memory cache', () => {
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
})
