import { until } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { connectWarehouse, startServer } from '../test-server.ts'
import { openRedis } from './own-redis.test-support.ts'
import { startRole } from './role.test-support.ts'
import { slowDataset, untilIdle } from './slow-work.test-support.ts'

const asynchronous = { GLOBAL_ASYNC_QUERIES: true }

interface Told {
  readonly status: string
  readonly errors: readonly { readonly message: string }[]
}

/** A chart that takes its worker down each time it is asked. */
const everyWorkerVanishes = async (brokerUrl: string, cacheUrl: string): Promise<void> => {
  await using server = await startServer({ config: { featureFlags: asynchronous, brokerUrl, cacheUrl } })
  const { databaseId } = await connectWarehouse(server)
  const env = { COSET_FEATURE_FLAGS: JSON.stringify(asynchronous), COSET_BROKER_URL: brokerUrl, COSET_CACHE_URL: cacheUrl }
  const told = async (): Promise<readonly Told[]> => (await server.admin.get('/api/v1/async_event/')).json<{ result: Told[] }>().result
  const runs = async (): Promise<number> => (await told()).filter((one) => one.status === 'running').length
  const id = await slowDataset(server.admin, databaseId, 60)
  const asked = await server.admin.post('/api/v1/chart/data', { datasource: { id, type: 'table' }, queries: [{ columns: ['many'], row_limit: 5 }] })
  expect(asked.status).toBe(202)
  for (const attempt of [1, 2]) {
    await using worker = await startRole('worker', server.folder, env, ['--queues', 'queries=1'])
    await until(`attempt ${attempt}`, async () => (await runs()) === attempt, 30_000)
    await worker.kill()
  }
  await using last = await startRole('worker', server.folder, env, ['--queues', 'queries=1'])
  await until('the channel to be told', async () => (await told()).some((one) => one.status === 'error'), 30_000)
  expect((await told()).map((one) => one.status)).toEqual(['running', 'running', 'error'])
  expect((await told()).at(-1)?.errors[0]?.message).toMatch(/vanished/)
  await untilIdle(server, 'queries', 10_000)
  const { broker } = server.running.ctx
  expect(await broker.list('queries', 'dead', { offset: 0, limit: 10 })).toMatchObject([{ name: 'chart.data', error: 'The worker vanished' }])
  expect(last.output()).toMatch(/job:dead/)
}

describe('a job whose every worker vanished says so to whoever waits for it, and is dead', () => {
  test('in the metadata database', () => everyWorkerVanishes('in-process:', 'metadata:'))
  test('in Redis', async () => {
    await using redis = await openRedis()
    await everyWorkerVanishes(redis.url, redis.url)
  })
})
