import { Unavailable } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import { checkJob } from '../check-job.ts'
import type { Broker, BrokerWatcher, JobState, QueueName } from '../port.ts'
import { type Loop, startLoop } from './consumer.ts'
import { countRows, put, REMEMBERED_MS, viewOf } from './rows.ts'

export interface InProcessOptions {
  readonly metadata: Metadata
  readonly now: () => number
  readonly watch: BrokerWatcher
}

const STATES: readonly JobState[] = ['waiting', 'delayed', 'running', 'dead']

type Ask = <T>(call: () => Promise<T>) => Promise<T>

const administration = (
  { db }: Pick<Metadata, 'db'>,
  now: () => number,
  ask: Ask,
  each: (queue: QueueName, tell: (loop: Loop) => void) => void,
): Pick<Broker, 'cancel' | 'counts' | 'list' | 'retry' | 'discard'> => {
  const change = (queue: QueueName, id: string, state: string, set: object) =>
    db.updateTable('jobs').set(set).where('queue', '=', queue).where('id', '=', id).where('state', '=', state).executeTakeFirst()

  return {
    cancel: (queue, id) =>
      ask(async () => {
        const gone = await change(queue, id, 'waiting', { state: 'done', visible_at: now() + REMEMBERED_MS })
        if (gone.numUpdatedRows > 0n) return true
        const told = await change(queue, id, 'running', { cancelled: 1 })
        each(queue, (loop) => loop.abort(id))
        return told.numUpdatedRows > 0n
      }),
    counts: (queue) => ask(() => countRows(db, queue, now())),
    list: (queue, state, { offset, limit }) =>
      ask(async () => {
        const at = now()
        const named = db.selectFrom('jobs').selectAll().where('queue', '=', queue)
        const found =
          state === 'waiting' || state === 'delayed'
            ? named.where('state', '=', 'waiting').where('run_at', state === 'delayed' ? '>' : '<=', at)
            : named.where('state', '=', state)
        return (await found.orderBy('created_on', 'desc').orderBy('id').offset(offset).limit(limit).execute()).map((row) => viewOf(row, at))
      }),
    retry: (queue, id) =>
      ask(async () => {
        const back = await change(queue, id, 'dead', { state: 'waiting', attempts: 0, run_at: now(), visible_at: null, worker: null, cancelled: 0 })
        each(queue, (loop) => loop.wake())
        return back.numUpdatedRows > 0n
      }),
    discard: (queue, id) =>
      ask(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('jobs')
          .where('queue', '=', queue)
          .where('id', '=', id)
          .where('state', '=', 'dead')
          .executeTakeFirstOrThrow()
        return numDeletedRows > 0n
      }),
  }
}

/** Jobs in the metadata database: a restart loses none, and other processes on the same database may take them too. */
export const inProcessBroker = ({ metadata, now, watch }: InProcessOptions): Broker => {
  const { db } = metadata
  const loops = new Map<QueueName, Set<Loop>>()
  let lost = false
  const each = (queue: QueueName, tell: (loop: Loop) => void): void => {
    for (const loop of loops.get(queue) ?? []) tell(loop)
  }
  const report = (error: unknown): void => {
    if (!lost) watch('lost', error instanceof Error ? error.message : String(error))
    lost = true
  }
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      const answer = await call()
      if (lost) watch('back', '')
      lost = false
      return answer
    } catch (error) {
      report(error)
      throw new Unavailable('The queue of jobs does not answer', { cause: error })
    }
  }
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
      const loop = startLoop({ metadata, now, report }, queue, options, handler)
      const there = loops.get(queue) ?? new Set()
      loops.set(queue, there.add(loop))
      return {
        close: async (graceMs) => {
          await loop.close(graceMs)
          there.delete(loop)
        },
      }
    },
    ...administration(metadata, now, ask, each),
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
