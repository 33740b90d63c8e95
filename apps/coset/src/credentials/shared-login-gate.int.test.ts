import { randomUUID } from 'node:crypto'
import { type Cache, openCache } from '@coset/cache'
import { createClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, passwordOf, startServer } from '../test-server.ts'
import { createLoginGate } from './login-gate.ts'
import { sharedLoginGate } from './shared-login-gate.ts'

const URL = 'redis://127.0.0.1:6379/9'
const MINUTE = 60_000

describe('login gates that share a cache', () => {
  const opened: Cache[] = []
  const prefix = `coset-test-${randomUUID()}:`
  beforeAll(async () => {
    for (let i = 0; i < 2; i++) opened.push(await openCache({ url: URL, maxBytes: 1_000_000, prefix, watch: () => undefined }))
  })
  afterAll(async () => {
    await opened[0]?.deletePrefix('')
    await Promise.all(opened.map((cache) => cache.close()))
  })
  const gates = (attempts: number) => {
    const clock = { now: Date.now() }
    const now = (): number => clock.now
    const [here, there] = opened.map((cache) => sharedLoginGate(createLoginGate(attempts, now), cache, attempts, now))
    if (here === undefined || there === undefined) throw new Error('Two caches are open')
    return { clock, here, there }
  }

  test('failures at one close the other, for that account at that address, and not before the limit', async () => {
    const { clock, here, there } = gates(4)
    const name = randomUUID()
    for (const gate of [here, there, here]) await gate.failed(name, '1.1.1.1')
    await there.check(name, '1.1.1.1')
    await there.failed(name.toUpperCase(), '1.1.1.1')
    for (const gate of [here, there]) await expect(gate.check(name, '1.1.1.1')).rejects.toMatchObject({ status: 429, details: { retry_after: 300 } })
    await here.check(name, '1.1.1.2')
    await here.check(randomUUID(), '1.1.1.1')
    clock.now += 5 * MINUTE
    await here.check(name, '1.1.1.1')
  })

  test('of failures at once none is lost', async () => {
    const { here, there } = gates(21)
    const name = randomUUID()
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? here : there).failed(name, '2.2.2.1')))
    await here.check(name, '2.2.2.1')
    await there.failed(name, '2.2.2.1')
    await expect(here.check(name, '2.2.2.1')).rejects.toMatchObject({ status: 429 })
  })

  test('a right password at one starts anew at both', async () => {
    const { here, there } = gates(3)
    const name = randomUUID()
    for (const gate of [here, there]) await gate.failed(name, '3.3.3.1')
    await there.passed(name, '3.3.3.1')
    await there.failed(name, '3.3.3.1')
    await here.check(name, '3.3.3.1')
    await there.failed(name, '3.3.3.1')
    await here.check(name, '3.3.3.1')
    await there.failed(name, '3.3.3.1')
    await expect(here.check(name, '3.3.3.1')).rejects.toMatchObject({ status: 429 })
  })

  test('one address that tries many names at both is stopped', async () => {
    const { here, there } = gates(2)
    for (let i = 0; i < 20; i++) await (i % 2 === 0 ? here : there).failed(`name ${i}`, '4.4.4.1')
    await expect(here.check('fresh', '4.4.4.1')).rejects.toMatchObject({ status: 429 })
    await here.check('fresh', '4.4.4.2')
  })

  test('while the cache is away each counts alone', async () => {
    const away = await openCache({ url: 'redis://127.0.0.1:1/0', maxBytes: 1_000_000, prefix, watch: () => undefined })
    const gate = sharedLoginGate(createLoginGate(2, Date.now), away, 2, Date.now)
    for (let i = 0; i < 2; i++) await gate.failed('jo', '5.5.5.1')
    await expect(gate.check('jo', '5.5.5.1')).rejects.toMatchObject({ status: 429 })
    await gate.check('mo', '5.5.5.1')
    await away.close()
  })
})

test('two servers with one Redis refuse an account after as many wrong passwords as one server would', async () => {
  // Under a name of its own: places stay for five minutes
  const name = `jo-${randomUUID()}`
  const config = { secretKey: 'k'.repeat(32), loginAttempts: 4, cacheUrl: 'redis://127.0.0.1:6379/14' }
  await using first = await startServer({ config })
  await using second = await startServer({ config })
  for (const server of [first, second]) await server.person(name)
  const signIn = (url: string, password: string) => createClient(url).post('/api/v1/security/login', { username: name, password, provider: 'db' })
  expect((await signIn(first.url, passwordOf(name))).status).toBe(200)
  for (const url of [first.url, second.url, first.url, second.url]) expect((await signIn(url, 'wrong')).status).toBe(401)
  for (const url of [first.url, second.url]) expect((await signIn(url, passwordOf(name))).status).toBe(429)
  const other = await createClient(second.url).post('/api/v1/security/login', { username: 'admin', password: ADMIN_PASSWORD, provider: 'db' })
  expect(other.status).toBe(200)
})
