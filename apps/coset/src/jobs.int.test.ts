import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBroker, type QueueName } from '@coset/broker'
import { fixedClock } from '@coset/core'
import { openMetadata } from '@coset/metadata'
import { defineJob, handOut, type JobDefinition, type Schedule } from '@coset/resources'
import { startProcess, temporaryFolder, until } from '@coset/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { startServer } from './test-server.ts'
import { startWorker } from './worker/start.ts'

const quick = (name: string, run: JobDefinition['run'], more: Partial<JobDefinition> = {}): JobDefinition =>
  defineJob({ name, queue: 'maintenance', payload: z.unknown(), timeoutMs: () => 5000, maxAttempts: 2, backoffMs: 50, run, ...more })

const workerOf = async (server: Awaited<ReturnType<typeof startServer>>, definitions: readonly JobDefinition[]) =>
  startWorker({
    ctx: server.running.ctx,
    log: server.running.log,
    definitions,
    queues: new Map<QueueName, number>([['maintenance', 2]]),
    visibilityMs: 5000,
    tracing: null,
  })

test('jobs end, are tried again, and are dead with a sentence that holds no secret', async () => {
  await using server = await startServer()
  const { ctx } = server.running
  const ran: string[] = []
  const failed: string[] = []
  const bad = quick('test.bad', async () => Promise.reject(new Error('password hunter2 at /srv/x')), {
    failed: async (_ctx, _payload, error) => {
      failed.push(error.message)
    },
  })
  const slow = quick(
    'test.slow',
    (_ctx, _payload, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    {
      timeoutMs: () => 100,
      maxAttempts: 1,
    },
  )
  const good = quick('test.good', async (_ctx, payload) => {
    ran.push(String(payload))
  })
  const picky = quick('test.picky', async () => undefined, { payload: z.strictObject({ id: z.int() }) })
  const worker = await workerOf(server, [bad, slow, good, picky])
  const job = (name: string, payload: unknown, maxAttempts = 1) => ({
    queue: 'maintenance' as const,
    id: `${name}-1`,
    name,
    payload,
    maxAttempts,
    backoffMs: 20,
  })
  await ctx.broker.enqueue([job('test.bad', 1, 2), job('test.slow', 1), job('test.good', 'payload'), job('test.picky', { id: 'x' }), job('test.unknown', 1)])
  await until('four dead ones', async () => (await ctx.broker.counts('maintenance')).dead === 4)
  expect(ran).toEqual(['payload'])
  expect(failed).toEqual(['password hunter2 at /srv/x'])
  const { result } = (await server.admin.get('/api/v1/job/maintenance?state=dead')).json<{ result: { name: string; error: string; attempts: number }[] }>()
  expect(Object.fromEntries(result.map((one) => [one.name, [one.attempts, one.error]]))).toEqual({
    'test.bad': [2, 'Something went wrong on the server'],
    'test.slow': [1, 'The job took longer than it may'],
    'test.picky': [1, 'The job carries a payload that this version does not understand'],
    'test.unknown': [1, 'No worker here knows jobs of the name test.unknown'],
  })
  const overview = (await server.admin.get('/api/v1/job/')).json<{ result: { workers: { kind: string; alive: boolean }[] } }>()
  expect(overview.result.workers.map((one) => [one.kind, one.alive])).toEqual([['worker', true]])
  await worker.close(100)
})

test('administrators retry, discard and cancel; others and unknown jobs are refused', async () => {
  await using server = await startServer()
  const { ctx } = server.running
  let fail = true
  const worker = await workerOf(server, [
    quick('test.job', async () => {
      if (fail) throw new Error('no')
    }),
  ])
  await ctx.broker.enqueue(['a', 'b'].map((id) => ({ queue: 'maintenance', id, name: 'test.job', payload: {} }) as const))
  await until('two dead', async () => (await ctx.broker.counts('maintenance')).dead === 2)
  const gamma = await server.person('gamma')
  for (const [client, status] of [
    [gamma, 403],
    [server.nobody, 401],
  ] as const) {
    expect((await client.get('/api/v1/job/')).status).toBe(status)
    expect((await client.post('/api/v1/job/maintenance/a/retry', {})).status).toBe(status)
  }
  expect((await server.admin.post('/api/v1/job/nonsense/a/retry', {})).status).toBe(404)
  expect((await server.admin.post('/api/v1/job/maintenance/unknown/retry', {})).status).toBe(404)
  fail = false
  expect((await server.admin.post('/api/v1/job/maintenance/a/retry', {})).status).toBe(200)
  expect((await server.admin.delete('/api/v1/job/maintenance/b')).status).toBe(200)
  await until('none left', async () => Object.values(await ctx.broker.counts('maintenance')).every((n) => n === 0))
  await ctx.broker.enqueue([{ queue: 'maintenance', id: 'later', name: 'test.job', payload: {}, delayMs: 60_000 }])
  expect((await server.admin.post('/api/v1/job/maintenance/later/cancel', {})).status).toBe(200)
  await worker.close(100)
})

const ORIGIN = Date.UTC(2026, 0, 1, 0, 0, 30)

test('runs are handed out once, missed ones are made up for once, and a clock that jumps back repeats nothing', async () => {
  using folder = temporaryFolder()
  const metadata = await openMetadata(`sqlite:///${join(folder.path, 'x.db')}`)
  const broker = await openBroker({ url: 'in-process:', prefix: 'x', metadata, now: Date.now, watch: () => undefined })
  const schedule: Schedule = {
    name: 'report:1',
    crontab: '*/5 * * * *',
    timezone: 'Europe/Berlin',
    since: ORIGIN,
    definition: quick('test.report', async () => undefined),
    payload: (runAt) => ({ runAt }),
  }
  const broken = { ...schedule, name: 'report:2', crontab: 'nonsense' }
  const reports: string[] = []
  const at = (ms: number) =>
    handOut({ metadata, broker, clock: fixedClock(ORIGIN + ms) } as never, [async () => [schedule, broken]], (what) => reports.push(what))
  const MINUTE = 60_000
  expect(await at(0)).toBe(0)
  expect(await at(4 * MINUTE)).toBe(0)
  expect(await Promise.all([at(5 * MINUTE), at(5 * MINUTE)]).then((both) => both.reduce((a, b) => a + b))).toBe(1)
  expect(await at(6 * MINUTE)).toBe(0)
  expect(await at(-600 * MINUTE)).toBe(0)
  expect(await at(300 * MINUTE)).toBe(1)
  expect(await at(301 * MINUTE)).toBe(0)
  expect(reports.every((what) => what.includes('report:2'))).toBe(true)
  const ids = (await broker.list('maintenance', 'waiting', { offset: 0, limit: 10 })).map((one) => one.id)
  expect(ids.toSorted()).toEqual([`report:1@${ORIGIN + 4.5 * MINUTE}`, `report:1@${ORIGIN + 299.5 * MINUTE}`])
  await broker.close()
  await metadata.close()
})

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

test('worker, beat and the command of jobs are processes of their own, healthy and ended in order', async () => {
  using folder = temporaryFolder()
  const start = (args: readonly string[], port: number) =>
    startProcess([MAIN, ...args], {
      env: { COSET_DATA_DIR: folder.path, COSET_HEALTH_PORT: String(port), COSET_LOAD_EXAMPLES: 'false' },
      cwd: folder.path,
    })
  await using beat = start(['beat'], 0)
  await beat.waitFor(/Beat \S+ watches the clock/)
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  await using worker = start(['worker', '--queues', 'maintenance=2'], port)
  await worker.waitFor(/Worker \S+ takes maintenance=2/)
  const health = await fetch(`http://127.0.0.1:${port}/health`)
  expect(await health.json()).toMatchObject({ status: 'ok', role: 'worker' })
  await until('the first maintenance to end', async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    return metrics.includes('coset_jobs{queue="maintenance",state="waiting"} 0') && metrics.includes('coset_broker_up 1')
  })
  await using list = start(['jobs', 'list'], 0)
  expect(await list.ended()).toBe(0)
  expect(list.output()).toMatch(/Broker: in-process/)
  expect(list.output()).toMatch(/worker\s.*alive/)
  await using wrong = start(['jobs', 'retry', 'maintenance', 'nothing'], 0)
  expect(await wrong.ended()).toBe(1)
  expect(wrong.output()).toMatch(/There is no such job/)
  expect(await worker.stop()).toBe(0)
  expect(await beat.stop()).toBe(0)
})
