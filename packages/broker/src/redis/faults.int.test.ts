import { randomUUID } from 'node:crypto'
import { Unavailable } from '@coset/core'
import { until } from '@coset/testing'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import type { Broker, Delivery, NewJob, Outcome } from '../port.ts'
import { openBroker } from '../registry.ts'
import { bullId, bullPrefix, markKey } from './names.ts'

const URL = 'redis://127.0.0.1:6379/10'

const openSite = async () => {
  const prefix = `t${randomUUID().slice(0, 8)}`
  const told: string[] = []
  const broker: Broker = await openBroker({
    url: URL,
    prefix,
    metadata: null as never,
    now: Date.now,
    watch: (state, reason) => told.push(`${state} ${reason}`),
  })
  const client = new Redis(URL)
  const close = async (): Promise<void> => {
    await broker.close()
    client.disconnect()
  }
  return { prefix, broker, client, told, [Symbol.asyncDispose]: close }
}

const job = (id: string): NewJob => ({ queue: 'reports', id, name: 'test.job', payload: {}, maxAttempts: 2, backoffMs: 10 })

test('an id whose enqueuer vanished before it put the job down is accepted from the next, once', async () => {
  await using site = await openSite()
  await site.client.set(markKey(site.prefix, 'reports', 'claimed'), 'somebody', 'PX', 1000)
  const accepted = await Promise.all([site.broker.enqueue([job('claimed'), job('free')]), site.broker.enqueue([job('claimed')])])
  expect(accepted.flat().toSorted()).toEqual(['claimed', 'free'])
  expect((await site.broker.counts('reports')).waiting).toBe(2)
  expect(await site.broker.enqueue([job('claimed'), job('free')])).toEqual([])
})

test('a job that the server holds for lost is taken from its worker, which is told, and runs again', async () => {
  await using site = await openSite()
  const reasons: unknown[] = []
  const attempts: number[] = []
  const handler = async (one: Delivery): Promise<Outcome> => {
    attempts.push(one.attempt)
    if (one.attempt > 1) return { kind: 'done' }
    await new Promise<void>((ended) => one.signal.addEventListener('abort', () => ended(), { once: true }))
    reasons.push(one.signal.reason)
    throw one.signal.reason
  }
  const consumer = await site.broker.consume('reports', { concurrency: 2, visibilityMs: 1000 }, handler)
  await site.broker.enqueue([job('lost')])
  await until('its start', () => attempts.length === 1)
  const lock = `${bullPrefix(site.prefix)}:reports:${bullId('lost')}:lock`
  expect(await site.client.del(lock)).toBe(1)
  await until('its second start', () => attempts.length === 2)
  expect(reasons).toEqual([expect.any(Unavailable)])
  await until('its end', async () => Object.values(await site.broker.counts('reports')).every((n) => n === 0))
  expect(site.told).toEqual([])
  await consumer.close(100)
})
