import { expect, test } from 'vitest'
import { openCache } from '../registry.ts'

test('none: keeps nothing and lets everybody work', async () => {
  const cache = await openCache({ url: 'none:', maxBytes: 1, prefix: '', watch: () => undefined })
  await cache.set('k', Uint8Array.of(1), 60)
  expect(await cache.get('k')).toBeUndefined()
  expect(await cache.lease('k', 'a', 60)).toBe(true)
  expect(await cache.lease('k', 'b', 60)).toBe(true)
  await cache.release('k', 'a')
  await cache.delete('k')
  await cache.deletePrefix('')
  expect(cache.shared).toBe(false)
  await cache.close()
})
