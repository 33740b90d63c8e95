import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { bearerClient, temporaryFolder, until } from '@coset/testing'
import { afterAll, expect, test } from 'vitest'
import { removeSite } from '../../../../packages/broker/src/rabbitmq/remove-site.test-support.ts'
import { ADMIN_PASSWORD, writeWarehouse } from '../test-server.ts'
import { openDoor } from './door.test-support.ts'
import { startLoad } from './load.test-support.ts'
import { logLines, startRole } from './role.test-support.ts'
import { made } from './slow-work.test-support.ts'

const PREFIX = `t${randomUUID().slice(0, 8)}`
const OUTAGE_MS = 4000
const MOST_TOLD = 8

afterAll(() => removeSite('amqp://guest:guest@127.0.0.1:5672', [PREFIX]))

test('a RabbitMQ whose door is shut under load and opened: everything is accepted, nothing is lost, work goes on within 10 s', async () => {
  await using door = await openDoor(5672)
  using folder = temporaryFolder()
  const url = `amqp://guest:guest@127.0.0.1:${door.port}`
  const env = { COSET_ADMIN_PASSWORD: ADMIN_PASSWORD, COSET_BROKER_URL: url, COSET_BROKER_PREFIX: PREFIX, COSET_CACHE_URL: 'metadata:' }
  await using server = await startRole('serve', folder.path, env, ['--no-all-in-one'])
  await using worker = await startRole('worker', folder.path, env, ['--queues', 'queries=3'])
  const admin = await bearerClient(server.name, 'admin', ADMIN_PASSWORD)
  const databaseId = await made(admin, '/api/v1/database/', { database_name: 'Warehouse', sqlalchemy_uri: `sqlite:///${writeWarehouse(folder.path)}` })
  const work = startLoad(admin, databaseId)
  await until('some runs', () => work.accepted.length > 20, 20_000)
  for (let i = 0; i < 2; i++) {
    await door.shut()
    const before = work.accepted.length
    await wait(OUTAGE_MS)
    expect(work.accepted.length).toBeGreaterThan(before)
    await door.open()
    const waiting = await work.open()
    await until('the work to go on', async () => (await work.open()).every((name) => !waiting.includes(name)), 10_000)
  }
  await work.stop()
  await until('every accepted run', async () => (await work.open()).length === 0, 10_000)
  expect(work.refused).toEqual([])
  expect(door.passing, 'one connection a process').toBe(2)
  for (const role of [server, worker]) {
    const told = logLines(role.output()).filter((line) => line.level >= 40)
    expect(told.length, told.map((line) => line.msg).join('\n')).toBeLessThanOrEqual(MOST_TOLD)
    expect(role.output()).not.toContain('guest:guest')
  }
})
