import { connect } from 'node:net'
import { bearerClient, createClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBuckets, networkOf, requestsPerSecond } from '../http/rate-limit.ts'
import { startEmbedding } from '../test-embedding.ts'
import { ADMIN_PASSWORD, startServer, type TestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ config: { rateLimitPerSecond: 5, requestTimeout: 2 } })
})
afterAll(() => server.close())

describe('buckets', () => {
  test('fill up with time, up to what they hold, and say how long to wait', () => {
    let now = 0
    const buckets = createBuckets(() => now)
    expect(Array.from({ length: 4 }, () => buckets.take('a', 3, 0.5))).toEqual([0, 0, 0, 2])
    expect(buckets.take('b', 3, 0.5)).toBe(0)
    now = 2000
    expect([buckets.take('a', 3, 0.5), buckets.take('a', 3, 0.5)]).toEqual([0, 2])
    now = -1_000_000
    expect(buckets.take('a', 3, 0.5)).toBe(2)
    now = 1e9
    expect(Array.from({ length: 4 }, () => buckets.take('a', 3, 0.5))).toEqual([0, 0, 0, 2])
  })

  test('of many keys cost bounded memory, and the one that asks most is not forgotten', () => {
    const buckets = createBuckets(() => 0, 100)
    for (let i = 0; i < 3; i++) buckets.take('busy', 3, 1)
    for (let i = 0; i < 10_000; i++) {
      buckets.take(`other ${i}`, 3, 1)
      if (i % 50 === 0) expect(buckets.take('busy', 3, 1)).toBe(1)
    }
  })

  test.each([
    ['::1', '0:0:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['10.1.2.3', '10.1.2.3'],
    ['nonsense', 'nonsense'],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describe('requests of the API', () => {
  test('36, 37: are limited by account, whatever the others do; health and files are not', async () => {
    const ann = await server.person('ann')
    const many = await Promise.all(Array.from({ length: 120 }, () => ann.get('/api/v1/me/')))
    const refused = many.filter(({ status }) => status === 429)
    expect(many.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(50)
    expect(refused.length).toBeGreaterThan(20)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect((await server.admin.get('/api/v1/me/')).status).toBe(200)
    for (const path of ['/health', '/version', '/static/nothing.js', '/login/'])
      for (const answer of await Promise.all(Array.from({ length: 60 }, () => ann.get(path)))) expect(answer.status, path).not.toBe(429)
  })

  test('36, 37: are limited by address for everybody without an account, wrong tokens too', async () => {
    const stranger = createClient(server.url)
    const forger = stranger.with({ authorization: 'Bearer x.y.z' })
    const answers = await Promise.all(Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? stranger : forger).get('/api/v1/chart/')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 422, 429]))
    expect((await server.admin.get('/api/v1/me/')).status).toBe(200)
  })

  test('36: are counted where nothing is said, in production only', () => {
    expect([requestsPerSecond(undefined, true), requestsPerSecond(undefined, false)]).toEqual([50, 0])
    expect([requestsPerSecond(0, true), requestsPerSecond(7, false)]).toEqual([0, 7])
  })
})

test('36: guessing keys of permalinks, and refused tokens of guests, are slowed for whoever guesses', async () => {
  await using bench = await startEmbedding({ loginAttempts: 2 })
  const { admin, url } = bench.server
  const ann = await bench.server.person('ann')
  const made = await admin.post(`/api/v1/dashboard/${bench.dashboardId}/permalink`, {})
  expect(made.status, made.text).toBe(201)
  const statuses: number[] = []
  for (let i = 0; i < 15; i++) statuses.push((await ann.get(`/api/v1/dashboard/permalink/guess${i}abcd`)).status)
  expect([statuses.slice(0, 10), statuses.slice(10)]).toEqual([Array.from({ length: 10 }, () => 404), Array.from({ length: 5 }, () => 429)])
  // Not even with the right key now; who did not guess opens it
  const right = `/api/v1/dashboard/permalink/${made.json<{ key: string }>().key}`
  expect([(await ann.get(right)).status, (await admin.get(right)).status]).toEqual([429, 200])
  const ask = (id: string) => admin.post('/api/v1/security/guest_token/', { user: {}, resources: [{ type: 'dashboard', id }], rls: [] })
  const minted: number[] = []
  for (let i = 0; i < 12; i++) minted.push((await ask(`00000000-0000-4000-8000-0000000000${10 + i}`)).status)
  expect(minted.slice(0, 10).every((status) => status >= 400 && status < 500 && status !== 429)).toBe(true)
  expect(minted.slice(10)).toEqual([429, 429])
  // The others go on
  expect((await bearerClient(url, 'admin', ADMIN_PASSWORD)).base).toBe(url)
})

/** Sends pieces as they are told to, and tells how long the connection lived and what came. */
const trickle = (pieces: readonly string[], everyMs: number): Promise<{ readonly text: string; readonly ms: number }> =>
  new Promise((resolve, reject) => {
    const from = performance.now()
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    let text = ''
    let i = 0
    const timer = setInterval(() => socket.write(pieces[i++ % pieces.length] ?? ''), everyMs)
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ text, ms: performance.now() - from })
    })
    setTimeout(() => reject(new Error('the connection is held for ever')), 25_000).unref()
  })

describe('slow and large requests', () => {
  test('37: headers that never end close the connection', async () => {
    const { text, ms } = await trickle(['GET /health HTTP/1.1\r\nhost: x\r\n', ...Array.from({ length: 200 }, (_, i) => `x-${i}: y\r\n`)], 100)
    expect(ms).toBeLessThan(10_000)
    expect(text).not.toContain('200 OK')
  })

  test('37: a body that trickles in closes the connection', async () => {
    const head = 'POST /api/v1/security/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n'
    const { text, ms } = await trickle([head, ...Array.from({ length: 200 }, () => ' ')], 100)
    expect(ms).toBeLessThan(10_000)
    expect(text).not.toContain('200 OK')
  })

  test('37: addresses and bodies have a largest size, that of a sign-in is small', async () => {
    const { admin } = server
    expect((await admin.get(`/api/v1/chart/?q=${'a'.repeat(8200)}`)).status).toBe(414)
    expect([414, 431]).toContain((await admin.get(`/api/v1/chart/?q=${'a'.repeat(40_000)}`)).status)
    const login = { username: 'x'.repeat(17_000), password: 'x', provider: 'db' }
    expect((await server.nobody.post('/api/v1/security/login', login)).status).toBe(413)
    expect((await server.nobody.post('/login/', new URLSearchParams({ username: 'x'.repeat(17_000), password: 'x' }))).status).toBe(413)
    expect((await admin.post('/api/v1/chart/data', { x: 'x'.repeat(5_100_000) })).status).toBe(413)
    expect((await server.nobody.post('/api/v1/coset/password/forgot', { email: 'x'.repeat(17_000) })).status).toBe(413)
  })
})
