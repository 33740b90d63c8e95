import type { Metadata } from '@coset/metadata'
import { checkJob } from '../check-job.ts'
import { onceAChange } from '../once-a-change.ts'
import type { Broker, BrokerWatcher, JobState, QueueName } from '../port.ts'
import { administration, createAsk } from './administration.ts'
import { type Loop, startLoop } from './consumer.ts'
import { put } from './rows.ts'

export interface InProcessOptions {
  readonly metadata: Metadata
  readonly now: () => number
  readonly watch: BrokerWatcher
}

const STATES: readonly JobState[] = ['waiting', 'delayed', 'running', 'dead']

/** Jobs in the metadata database: a restart loses none, and other processes on the same database may take them too. */
export const inProcessBroker = ({ metadata, now, watch }: InProcessOptions): Broker => {
  const { db } = metadata
  const loops = new Map<QueueName, Set<Loop>>()
  const each = (queue: QueueName, tell: (loop: Loop) => void): void => {
    for (const loop of loops.get(queue) ?? []) tell(loop)
  }
  const tidings = onceAChange(watch)
  const ask = createAsk(tidings)
  return {
    kind: 'in-process',
    lists: STATES,
    enqueue: async (jobs) => {
      jobs.forEach(checkJob)
      const accepted = await ask(() => put(metadata, jobs, now()))
      for (const queue of new Set(jobs.map((job) => job.queue))) each(queue, (loop) => loop.wake())
      return accepted
    },
    consume: async (queue, options, handler) => {
      const loop = startLoop({ metadata, now, tidings }, queue, options, handler)
      const there = loops.get(queue) ?? new Set()
      loops.set(queue, there.add(loop))
      return {
        close: async (graceMs) => {
          await loop.close(graceMs)
          there.delete(loop)
        },
      }
    },
    ...administration(metadata, now, ask, {
      waiting: async (queue) => each(queue, (loop) => loop.wake()),
      cancelled: async (queue, id) => each(queue, (loop) => loop.abort(id)),
    }),
    ping: () =>
      ask(async () => {
        await db.selectFrom('jobs').select('id').limit(1).execute()
      }),
    close: async () => {
      await Promise.all([...loops.values()].flatMap((set) => [...set]).map((loop) => loop.close(0)))
      loops.clear()
    },
  }
}
