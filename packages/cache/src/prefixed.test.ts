import { expect, test } from 'vitest'
import { cacheConformance } from './conformance.ts'
import { memoryCache } from './memory/index.ts'
import { prefixed } from './prefixed.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

cacheConformance('a part of a memory cache', async () => prefixed(memoryCache({ maxBytes: 50_000_000 }), 'part:'))

test('parts of a cache do not see each other', async () => {
  const cache = memoryCache({ maxBytes: 1_000_000 })
  const [a, b] = [prefixed(cache, 'a:'), prefixed(cache, 'b:')]
  await a.set('k', bytes('a'), 60)
  await b.set('k', bytes('b'), 60)
  expect(await a.lease('l', 'me', 60)).toBe(true)
  expect(await b.lease('l', 'me', 60)).toBe(true)
  await a.deletePrefix('')
  expect(await a.get('k')).toBeUndefined()
  expect(await b.get('k')).toEqual(bytes('b'))
  expect(await cache.get('b:k')).toEqual(bytes('b'))
  await b.close()
  expect(await b.get('k')).toBeDefined()
  await b.delete('k')
  expect(await cache.get('b:k')).toBeUndefined()
})
