import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import type { Cache } from '../port.ts'
import { openCache } from '../registry.ts'
import { freePort, type StartedServer, startMemcached } from '../servers.test-support.ts'
import { memcachedCache } from './index.ts'
import { openWire } from './wire.ts'

const one = Uint8Array.of(1)
const started: StartedServer[] = []
const start = async (port?: number, extra: readonly string[] = []): Promise<StartedServer> => {
  const server = await startMemcached(port, extra)
  started.push(server)
  return server
}
afterAll(async () => {
  for (const server of started) await server[Symbol.asyncDispose]()
})

const open = (ports: readonly number[], options: { readonly said?: string[]; readonly prefix?: string; readonly maxValueBytes?: number } = {}) =>
  memcachedCache({
    url: `memcached://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`,
    prefix: options.prefix ?? 'coset-test:',
    maxValueBytes: options.maxValueBytes ?? 10_000_000,
    restMs: 100,
    watch: (state) => options.said?.push(state),
  })

cacheConformance('Memcached', async () =>
  openCache({ url: `memcached://127.0.0.1:${(await start()).port}`, maxBytes: 1, prefix: 'coset:', watch: () => undefined }),
)
cacheConformance('two Memcacheds', async () => open([(await start()).port, (await start()).port]))

describe('Memcached', () => {
  let port = 0
  let caches: readonly [Cache, Cache]
  beforeAll(async () => {
    port = (await start()).port
    caches = [await open([port]), await open([port])]
  })
  afterAll(async () => {
    for (const cache of caches) await cache.close()
  })

  test('a removal by one process is seen by another at once, and by one that comes later', async () => {
    const [a, b] = caches
    for (let i = 0; i < 30; i++) {
      await a.set('shared:k', one, 60)
      expect(await b.get('shared:k')).toBeDefined()
      await (i % 2 === 0 ? a : b).deletePrefix('shared:')
      expect(await a.get('shared:k')).toBeUndefined()
      expect(await b.get('shared:k')).toBeUndefined()
    }
    await b.set('shared:k', one, 60)
    const late = await open([port])
    expect(await late.get('shared:k')).toBeDefined()
    await late.close()
  })

  test('removals at the same time are all kept', async () => {
    const [a, b] = caches
    const numbers = [...Array(50).keys()]
    await Promise.all(numbers.map((i) => a.set(`many:${i}:k`, one, 60)))
    await Promise.all(numbers.map((i) => (i % 2 === 0 ? a : b).deletePrefix(`many:${i}:`)))
    expect((await Promise.all(numbers.map((i) => b.get(`many:${i}:k`)))).filter(Boolean)).toEqual([])
  })

  test('a lost log of removals means that nothing is there, never that removed things are', async () => {
    const [a, b] = caches
    const wire = openWire({ host: '127.0.0.1', port, user: undefined, password: undefined })
    await a.set('log:kept', one, 60)
    await a.set('log:gone', one, 60)
    await a.deletePrefix('log:g')
    for (const name of ['coset-test:log:', 'coset-test:head:']) expect(await wire.get(name)).toBeDefined()
    await wire.delete('coset-test:log:')
    await wire.delete('coset-test:head:')
    expect(await b.get('log:gone')).toBeUndefined()
    await b.set('log:new', one, 60)
    expect(await a.get('log:gone')).toBeUndefined()
    expect(await a.get('log:kept')).toBeUndefined()
    expect(await a.get('log:new')).toBeDefined()
    await wire.delete('coset-test:log:')
    await b.deletePrefix('log:new')
    expect(await a.get('log:new')).toBeUndefined()
    wire.close()
  })

  test('a log that grows too long is begun anew', async () => {
    const [a, b] = caches
    await a.set('long:k', one, 60)
    for (let i = 0; i < 30; i++) {
      await a.deletePrefix(`${'x'.repeat(10_000)}${i}`)
      await a.set('long:new', one, 60)
      expect(await b.get('long:new')).toBeDefined()
    }
    expect(await b.get('long:k')).toBeUndefined()
    await a.deletePrefix('long:')
    expect(await b.get('long:new')).toBeUndefined()
  })

  test('a value of which a part is gone is absent', async () => {
    const [a, b] = caches
    const wire = openWire({ host: '127.0.0.1', port, user: undefined, password: undefined })
    await a.set('parts', new Uint8Array(1_200_000), 60)
    const item = await wire.get('coset-test:v:parts')
    const generation = item?.toString('hex', 22, 38)
    expect(await wire.get(`coset-test:p:${generation}.1`)).toHaveLength(500_000)
    await wire.delete(`coset-test:p:${generation}.1`)
    expect(await b.get('parts')).toBeUndefined()
    wire.close()
  })

  test('sites with other prefixes do not see each other', async () => {
    const other = await open([port], { prefix: 'other:' })
    await other.set('k', one, 60)
    await caches[0].deletePrefix('')
    expect(await other.get('k')).toBeDefined()
    expect(await caches[0].get('k')).toBeUndefined()
    await other.close()
  })

  test('a value that is too large is not kept, and no older one in its place', async () => {
    const said: string[] = []
    const cache = await open([port], { maxValueBytes: 10, said })
    await cache.set('k', one, 60)
    await cache.set('k', new Uint8Array(11), 60)
    expect(await cache.get('k')).toBeUndefined()
    await cache.close()
    const small = await open([(await start(undefined, ['-I', '256k', '-o', 'slab_chunk_max=128'])).port], { said })
    await small.set('k', one, 60)
    for (const size of [400_000, 600_000]) {
      await small.set('k', new Uint8Array(size), 60)
      expect(await small.get('k')).toBeUndefined()
    }
    await small.close()
    expect(said).toEqual([])
  })

  test('time-outs of more than a month', async () => {
    await caches[0].set('year', one, 365 * 86_400)
    expect(await caches[1].get('year')).toBeDefined()
  })
})

describe('a Memcached that is away', () => {
  const quick = async (work: () => Promise<unknown>, limitMs: number): Promise<void> => {
    const began = performance.now()
    await work()
    expect(performance.now() - began).toBeLessThan(limitMs)
  }
  /** Its threads stand still a moment after the signal was given. */
  const halted = async (server: { signal: (name: 'SIGSTOP') => void }): Promise<void> => {
    server.signal('SIGSTOP')
    await wait(100)
  }
  const all = async (cache: Cache): Promise<void> => {
    expect(await cache.get('k')).toBeUndefined()
    await cache.set('k', one, 60)
    expect(await cache.lease('k', 'me', 60)).toBe(true)
    await cache.release('k', 'me')
    await cache.delete('k')
    await cache.deletePrefix('k')
  }

  test('killed: empty quickly, told once; started again, told back, removals made up for', async () => {
    const server = await start()
    const said: string[] = []
    const cache = await open([server.port], { said })
    await cache.set('k', one, 60)
    expect(await cache.get('k')).toBeDefined()
    server.signal('SIGKILL')
    await server[Symbol.asyncDispose]()
    await quick(() => all(cache), 1000)
    await quick(async () => {
      for (let i = 0; i < 100; i++) await cache.get('k')
    }, 1000)
    expect(said).toEqual(['lost'])
    await start(server.port)
    await expect
      .poll(
        async () => {
          await cache.set('k', one, 60)
          return cache.get('k')
        },
        { timeout: 5000, interval: 120 },
      )
      .toBeDefined()
    expect(said).toEqual(['lost', 'back'])
    await cache.close()
  })

  test('killed while it is asked, and one that stops answering', async () => {
    const server = await start()
    const said: string[] = []
    const cache = await open([server.port], { said })
    await cache.set('stay', one, 60)
    await cache.set('go', one, 60)
    await halted(server)
    await quick(async () => {
      expect(await Promise.all(Array.from({ length: 20 }, () => cache.get('stay')))).toEqual(Array.from({ length: 20 }, () => undefined))
    }, 4000)
    await cache.deletePrefix('go')
    expect(said).toEqual(['lost'])
    await wait(150)
    server.signal('SIGCONT')
    await expect.poll(() => cache.get('stay'), { timeout: 5000, interval: 120 }).toBeDefined()
    expect(await cache.get('go')).toBeUndefined()
    expect(said).toEqual(['lost', 'back'])
    await halted(server)
    const asked = Promise.all(Array.from({ length: 20 }, () => cache.get('stay')))
    await wait(50)
    server.signal('SIGKILL')
    await quick(async () => {
      expect((await asked).every((found) => found === undefined)).toBe(true)
    }, 1000)
    expect(said).toEqual(['lost', 'back', 'lost'])
    await cache.close()
  })

  test('a server that hangs up without an answer', async () => {
    const door = createServer((socket) => {
      socket.on('data', () => socket.end()).on('error', () => socket.destroy())
    })
    door.listen(0, '127.0.0.1')
    await once(door, 'listening')
    const address = door.address()
    const said: string[] = []
    const cache = await open([typeof address === 'object' && address !== null ? address.port : 0], { said })
    await quick(() => all(cache), 1000)
    expect(said).toEqual(['lost'])
    await cache.close()
    door.close()
  })

  test('one of two: the keys of the other are still there', async () => {
    const [first, second] = [await start(), await start()]
    const said: string[] = []
    const cache = await open([first.port, second.port], { said })
    const numbers = [...Array(40).keys()]
    await Promise.all(numbers.map((i) => cache.set(`k${i}`, one, 60)))
    await second[Symbol.asyncDispose]()
    const left = (await Promise.all(numbers.map((i) => cache.get(`k${i}`)))).filter(Boolean).length
    expect(left).toBeGreaterThan(5)
    expect(left).toBeLessThan(35)
    await first[Symbol.asyncDispose]()
    await Promise.all(numbers.map((i) => cache.get(`k${i}`)))
    expect(said).toEqual(['lost'])
    await cache.close()
  })

  test('nobody there from the start', async () => {
    const said: string[] = []
    const cache = await open([await freePort()], { said })
    await quick(() => all(cache), 1000)
    expect(said).toEqual(['lost'])
    await cache.close()
  })
})
