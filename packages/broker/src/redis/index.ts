import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { checkJob } from '../check-job.ts'
import { onceAChange } from '../once-a-change.ts'
import { type Broker, type BrokerWatcher, type JobState, type JobView, type NewJob, QUEUES, type QueueName } from '../port.ts'
import { ask, commandClient, patientClient } from './connection.ts'
import { type Hand, type JobData, startConsumer } from './consume.ts'
import { gather } from './gather.ts'
import { markEnded, putNew } from './marks.ts'
import { bullId, bullPrefix, cancelChannel, idOf } from './names.ts'

export interface RedisBrokerOptions {
  readonly url: string
  readonly prefix: string
  readonly watch: BrokerWatcher
}

/** Made on first use, when the connection stands: the library asks the server at once. */
interface Queues {
  of(name: QueueName): Queue<JobData>
  close(): Promise<void>
}

const lazyQueues = (client: Redis, prefix: string): Queues => {
  const made = new Map<QueueName, Queue<JobData>>()
  return {
    of: (name) => {
      const known = made.get(name)
      if (known !== undefined) return known
      const queue = new Queue<JobData>(name, { connection: client, prefix: bullPrefix(prefix), skipWaitingForReady: true })
      // Each failed call says so itself; without a listener the process would end
      queue.on('error', () => undefined)
      made.set(name, queue)
      return queue
    },
    close: async () => {
      await Promise.all([...made.values()].map((queue) => queue.close()))
    },
  }
}

const STATES: readonly JobState[] = ['waiting', 'delayed', 'running', 'dead']
const DEAD_SECONDS = 30 * 86_400
/** Commands of one round trip: none of them may wait longer than a command may take. */
const AT_ONCE = 500
const REPORT_MS = 10_000

const put = async (queues: Queues, jobs: readonly NewJob[]): Promise<void> => {
  for (const queue of QUEUES) {
    const some = jobs.filter((job) => job.queue === queue)
    if (some.length === 0) continue
    await queues.of(queue).addBulk(
      some.map(({ id, name, payload, priority = 5, delayMs = 0, maxAttempts = 1, backoffMs = 1000 }) => ({
        name,
        data: { payload: payload ?? null, maxAttempts, backoffMs },
        opts: {
          jobId: bullId(id),
          priority: priority + 1,
          delay: delayMs,
          attempts: maxAttempts,
          backoff: { type: 'custom' },
          removeOnComplete: { count: 0 },
          removeOnFail: { age: DEAD_SECONDS },
        },
      })),
    )
  }
}

const enqueue = async (client: Redis, queues: Queues, prefix: string, jobs: readonly NewJob[]): Promise<readonly string[]> => {
  const accepted: string[] = []
  for (let at = 0; at < jobs.length; at += AT_ONCE) {
    const taken = await putNew(client, prefix, jobs.slice(at, at + AT_ONCE), (fresh) => put(queues, fresh))
    accepted.push(...taken.map((job) => job.id))
  }
  return accepted
}

const BULL_STATES: Readonly<Record<JobState, readonly ('waiting' | 'prioritized' | 'delayed' | 'active' | 'failed')[]>> = {
  waiting: ['waiting', 'prioritized'],
  delayed: ['delayed'],
  running: ['active'],
  dead: ['failed'],
}

type Found = Awaited<ReturnType<Queue<JobData>['getJobs']>>[number]

const viewOf = (queue: QueueName, state: JobState, job: Found): JobView => ({
  queue,
  id: idOf(job.id ?? ''),
  name: job.name,
  state,
  attempts: job.attemptsMade + job.stalledCounter + (state === 'running' ? 1 : 0),
  maxAttempts: job.data.maxAttempts,
  priority: Math.max(0, (job.opts.priority ?? 1) - 1),
  enqueuedAt: job.timestamp,
  at: state === 'delayed' ? job.timestamp + job.delay : ((state === 'dead' ? job.finishedOn : job.processedOn) ?? null),
  error: job.failedReason ?? null,
})

const administration = (
  client: Redis,
  queues: Queues,
  prefix: string,
  told: (id: string) => Promise<unknown>,
): Pick<Broker, 'cancel' | 'counts' | 'list' | 'retry' | 'discard'> => {
  const find = (queue: QueueName, id: string) => queues.of(queue).getJob(bullId(id))
  const dead = async (queue: QueueName, id: string) => {
    const job = await find(queue, id)
    return job !== undefined && (await job.getState()) === 'failed' ? job : null
  }
  return {
    cancel: (queue, id) =>
      ask(client, async () => {
        const job = await find(queue, id)
        const state = await job?.getState()
        if (job === undefined || state === 'failed' || state === 'completed' || state === 'unknown') return false
        // A job that a worker took in this very moment cannot be removed; its worker is told
        if (state !== 'active' && (await queues.of(queue).remove(bullId(id))) === 1) return true
        await told(`${queue} ${id}`)
        return true
      }),
    counts: (queue) =>
      ask(client, async () => {
        const found = await queues.of(queue).getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed')
        const of = (state: JobState): number => BULL_STATES[state].reduce((sum, name) => sum + (found[name] ?? 0), 0)
        return { waiting: of('waiting'), delayed: of('delayed'), running: of('running'), dead: of('dead') }
      }),
    list: (queue, state, { offset, limit }) =>
      ask(client, async () => {
        const jobs = await queues.of(queue).getJobs([...BULL_STATES[state]], offset, offset + limit - 1, false)
        return jobs.filter((job) => job !== undefined).map((job) => viewOf(queue, state, job))
      }),
    retry: (queue, id) =>
      ask(client, async () => {
        const job = await dead(queue, id)
        if (job === null) return false
        await client.hdel(`${bullPrefix(prefix)}:${queue}:${bullId(id)}`, 'stc')
        await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
        return true
      }),
    discard: (queue, id) =>
      ask(client, async () => {
        const job = await dead(queue, id)
        if (job === null) return false
        await job.remove()
        return true
      }),
  }
}

/** Jobs in Redis, by BullMQ. The server must not evict keys (`maxmemory-policy noeviction`) and should keep an append-only file. */
export const redisBroker = ({ url, prefix, watch }: RedisBrokerOptions): Broker => {
  const tidings = onceAChange(watch)
  const client = commandClient(url, tidings)
  const queues = lazyQueues(client, prefix)
  const enqueueTogether = gather((jobs) => ask(client, () => enqueue(client, queues, prefix, jobs)))
  const hands = new Map<QueueName, Set<Hand>>()
  let ear: Redis | null = null
  let reported = Number.NEGATIVE_INFINITY
  // The command client tells when the server is away; other faults are told with the return, and not all of them
  const report = (error: unknown): void => {
    if (client.status !== 'ready' || performance.now() - reported < REPORT_MS) return
    reported = performance.now()
    tidings.lost(error)
    client.ping().then(tidings.back, tidings.lost)
  }
  const listen = async (): Promise<void> => {
    if (ear !== null) return
    ear = patientClient(url)
    ear.on('message', (_channel: string, text: string) => {
      const [queue = '', ...rest] = text.split(' ')
      for (const hand of hands.get(queue as QueueName) ?? []) hand.abort(rest.join(' '))
    })
    await ear.subscribe(cancelChannel(prefix))
  }
  return {
    kind: 'redis',
    lists: STATES,
    enqueue: async (jobs) => {
      jobs.forEach(checkJob)
      return enqueueTogether(jobs)
    },
    consume: async (queue, options, handler) => {
      await listen()
      const ended = (id: string): Promise<void> => markEnded(client, prefix, queue, id)
      const consumer = startConsumer({ url, prefix }, queue, options, handler, ended, report)
      const there = hands.get(queue) ?? new Set()
      hands.set(queue, there.add(consumer))
      return {
        close: async (graceMs) => {
          await consumer.close(graceMs)
          there.delete(consumer)
        },
      }
    },
    ...administration(client, queues, prefix, (text) => client.publish(cancelChannel(prefix), text)),
    ping: () => ask(client, async () => void (await client.ping())),
    close: async () => {
      await queues.close()
      ear?.disconnect()
      client.disconnect()
    },
  }
}
