import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import { openCache } from '../registry.ts'
import { redisCache } from './index.ts'

const URL = 'redis://127.0.0.1:6379/9'

cacheConformance('Redis', () => openCache({ url: URL, maxBytes: 1_000_000, prefix: 'coset-test:', watch: () => undefined }))

const bytes = new TextEncoder().encode('v')

describe('a Redis that is away', () => {
  test('slows but does not break; said once, left alone, tried again, said once more', async () => {
    const sockets = new Set<Socket>()
    let alive = false
    // A door to the real Redis that can be shut
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      if (!alive) socket.destroy()
      else {
        const inner = connect(6379, '127.0.0.1')
        sockets.add(inner)
        inner.on('error', () => socket.destroy())
        socket.pipe(inner).pipe(socket)
      }
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const said: string[] = []
    const cache = redisCache({
      url: `redis://127.0.0.1:${port}/9`,
      prefix: 'coset-test-door:',
      maxValueBytes: 1000,
      restMs: 100,
      watch: (state) => said.push(state),
    })
    expect(await cache.get('k')).toBeUndefined()
    await cache.set('k', bytes, 60)
    expect(await cache.lease('k', 'me', 60)).toBe(true)
    await cache.deletePrefix('k')
    expect(said).toEqual(['lost'])
    const started = performance.now()
    for (let i = 0; i < 100; i++) await cache.get('k')
    expect(performance.now() - started).toBeLessThan(2500)
    expect(said).toEqual(['lost'])
    alive = true
    await expect
      .poll(
        async () => {
          await cache.set('k', bytes, 60)
          return said
        },
        { timeout: 10_000, interval: 150 },
      )
      .toEqual(['lost', 'back'])
    expect(await cache.get('k')).toEqual(Buffer.from(bytes))
    alive = false
    for (const socket of sockets) socket.destroy()
    expect(await cache.get('k')).toBeUndefined()
    expect(said).toEqual(['lost', 'back', 'lost'])
    await cache.close()
    server.close()
  })

  test('a value that is too large is not kept, and no older one in its place', async () => {
    const cache = redisCache({ url: URL, prefix: 'coset-test-large:', maxValueBytes: 10, watch: () => undefined })
    await cache.set('k', bytes, 60)
    await cache.set('k', new Uint8Array(11), 60)
    expect(await cache.get('k')).toBeUndefined()
    await cache.close()
  })
})
