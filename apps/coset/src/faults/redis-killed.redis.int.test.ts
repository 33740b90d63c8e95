import { setTimeout as wait } from 'node:timers/promises'
import { bearerClient, temporaryFolder, until } from '@coset/testing'
import { expect, test } from 'vitest'
import { ADMIN_PASSWORD, writeWarehouse } from '../test-server.ts'
import { startLoad } from './load.test-support.ts'
import { openRedis } from './own-redis.test-support.ts'
import { logLines, startRole } from './role.test-support.ts'
import { made } from './slow-work.test-support.ts'

const OUTAGE_MS = 5000
/** A process may tell of a lost broker and cache and of their return, not more. */
const MOST_TOLD = 12

test('a Redis that is killed under load and comes back: nothing accepted is lost, the others hear 503, and nobody storms', async () => {
  await using redis = await openRedis()
  using folder = temporaryFolder()
  const env = { COSET_ADMIN_PASSWORD: ADMIN_PASSWORD, COSET_BROKER_URL: redis.url, COSET_CACHE_URL: redis.url }
  await using server = await startRole('serve', folder.path, env, ['--no-all-in-one'])
  await using worker = await startRole('worker', folder.path, env, ['--queues', 'queries=3,reports=1,thumbnails=1'])
  const admin = await bearerClient(server.name, 'admin', ADMIN_PASSWORD)
  const databaseId = await made(admin, '/api/v1/database/', { database_name: 'Warehouse', sqlalchemy_uri: `sqlite:///${writeWarehouse(folder.path)}` })
  const work = startLoad(admin, databaseId)
  await until('some runs', () => work.accepted.length > 20, 20_000)
  await redis.kill()
  const before = work.accepted.length
  await wait(OUTAGE_MS / 2)
  expect((await admin.get('/api/v1/me/')).status).toBe(200)
  await wait(OUTAGE_MS / 2)
  expect(work.accepted.length - before).toBeLessThanOrEqual(2)
  await redis.startAgain()
  const back = work.accepted.length
  await until('runs to be accepted again', () => work.accepted.length > back + 10, 10_000)
  await work.stop()
  await until('every accepted run', async () => (await work.open()).length === 0, 20_000).catch(async (cause: unknown) => {
    throw new Error(`lost: ${JSON.stringify(await work.open())}`, { cause })
  })
  expect(work.refused.length).toBeGreaterThan(0)
  expect(new Set(work.refused.map((one) => one.status))).toEqual(new Set([503]))
  expect(work.refused.every((one) => /workers cannot be reached/.test(one.text))).toBe(true)
  for (const role of [server, worker]) {
    const told = logLines(role.output()).filter((line) => line.level >= 40)
    expect(told.length, told.map((line) => line.msg).join('\n')).toBeLessThanOrEqual(MOST_TOLD)
  }
})
