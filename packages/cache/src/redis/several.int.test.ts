import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import type { Cache } from '../port.ts'
import { redisCache } from './index.ts'
import { type RedisServers, startCluster, startSentinel } from './servers.test-support.ts'

const one = Uint8Array.of(1)
const PASSWORD = 'hunter2'

const hosts = ({ servers }: RedisServers, from = 0): string =>
  servers
    .slice(from)
    .map(({ port }) => `127.0.0.1:${port}`)
    .join(',')
const open = (url: string, said: string[] = []): Cache =>
  redisCache({ url, prefix: 'coset:', maxValueBytes: 10_000_000, restMs: 100, watch: (state, reason) => said.push(`${state} ${reason}`) })

const emptyQuickly = async (cache: Cache): Promise<void> => {
  const began = performance.now()
  expect(await cache.get('k')).toBeUndefined()
  await cache.set('k', one, 60)
  expect(await cache.lease('k', 'me', 60)).toBe(true)
  await cache.release('k', 'me')
  await cache.deletePrefix('k')
  expect(performance.now() - began).toBeLessThan(4000)
}

describe('a cluster', () => {
  let cluster: RedisServers
  const url = (password = PASSWORD): string => `redis-cluster://:${password}@${hosts(cluster)}`
  beforeAll(async () => {
    cluster = await startCluster(PASSWORD)
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  cacheConformance('Redis Cluster', async () => open(url()))

  test('keys lie on all masters, and a prefix is deleted on all', async () => {
    const cache = open(url())
    const numbers = [...Array(100).keys()]
    await Promise.all(numbers.flatMap((i) => [cache.set(`spread:${i}`, one, 60), cache.set(`stay:${i}`, one, 60)]))
    const keysOn = async (port: number): Promise<readonly string[]> => {
      const client = new Redis({ host: '127.0.0.1', port, password: PASSWORD })
      const keys = await client.keys('coset:spread:*')
      client.disconnect()
      return keys
    }
    const counts = await Promise.all(cluster.servers.map(async ({ port }) => (await keysOn(port)).length))
    for (const count of counts) expect(count).toBeGreaterThan(10)
    await cache.deletePrefix('spread:')
    expect(await Promise.all(cluster.servers.map(({ port }) => keysOn(port)))).toEqual([[], [], []])
    expect((await Promise.all(numbers.map((i) => cache.get(`stay:${i}`)))).filter(Boolean)).toHaveLength(100)
    await cache.close()
  })

  test('a deletion as the first thing that is asked', async () => {
    const [cache, other] = [open(url()), open(url())]
    await cache.set('first', one, 60)
    await other.deletePrefix('fir')
    expect(await cache.get('first')).toBeUndefined()
    await cache.close()
    await other.close()
  })

  test('a wrong password: empty, told once, not shown', async () => {
    const said: string[] = []
    const cache = open(url('wrong-secret'), said)
    await emptyQuickly(cache)
    expect(said).toHaveLength(1)
    expect(said.join()).not.toMatch(/wrong-secret/)
    await cache.close()
  })

  test('a cluster that ends: empty quickly, told once', async () => {
    const said: string[] = []
    const cache = open(url(), said)
    await cache.set('k', one, 60)
    expect(await cache.get('k')).toBeDefined()
    for (const server of cluster.servers) await server[Symbol.asyncDispose]()
    await emptyQuickly(cache)
    expect(said).toHaveLength(1)
    await cache.close()
    const late = open(url(), said)
    await emptyQuickly(late)
    expect(said).toHaveLength(2)
    await late.close()
  })
})

describe('behind Sentinel', () => {
  let group: RedisServers
  const url = (): string => `redis-sentinel://127.0.0.1:1,${hosts(group, 2)}/3?master=coset`
  beforeAll(async () => {
    group = await startSentinel()
  })
  afterAll(() => group[Symbol.asyncDispose]())

  cacheConformance('Redis by Sentinel', async () => open(url()))

  test('keys are in the database of the address, on the master', async () => {
    const cache = open(url())
    await cache.set('db', one, 60)
    const client = new Redis({ host: '127.0.0.1', port: group.servers[0]?.port ?? 0, db: 3 })
    expect(await client.exists('coset:db')).toBe(1)
    client.disconnect()
    await cache.close()
  })

  test('a master that is not known: empty, told once', async () => {
    const said: string[] = []
    const cache = open(url().replace('master=coset', 'master=other'), said)
    await emptyQuickly(cache)
    expect(said).toHaveLength(1)
    await cache.close()
  })

  test('the replica takes over when the master ends', async () => {
    const said: string[] = []
    const cache = open(url(), said)
    await cache.set('k', one, 60)
    await group.servers[0]?.[Symbol.asyncDispose]()
    await emptyQuickly(cache)
    await expect
      .poll(
        async () => {
          await cache.set('k', one, 60)
          return cache.get('k')
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBeDefined()
    expect(said.map((text) => text.split(' ')[0])).toEqual(['lost', 'back'])
    await cache.close()
  })
})
