import { Unavailable } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import type { Tidings } from '../once-a-change.ts'
import type { Broker, QueueName } from '../port.ts'
import { countRows, REMEMBERED_MS, viewOf } from './rows.ts'

/** Who hears of changes that workers should know at once. */
export interface Tellers {
  readonly waiting: (queue: QueueName, id: string) => Promise<void>
  readonly cancelled: (queue: QueueName, id: string) => Promise<void>
}

export type Ask = <T>(call: () => Promise<T>) => Promise<T>

/** What administrators do with jobs in the metadata database. */
export const administration = (
  { db }: Pick<Metadata, 'db'>,
  now: () => number,
  ask: Ask,
  tell: Tellers,
): Pick<Broker, 'cancel' | 'counts' | 'list' | 'retry' | 'discard'> => {
  const change = (queue: QueueName, id: string, state: string, set: object) =>
    db.updateTable('jobs').set(set).where('queue', '=', queue).where('id', '=', id).where('state', '=', state).executeTakeFirst()

  return {
    cancel: (queue, id) =>
      ask(async () => {
        const gone = await change(queue, id, 'waiting', { state: 'done', visible_at: now() + REMEMBERED_MS })
        if (gone.numUpdatedRows > 0n) return true
        const told = await change(queue, id, 'running', { cancelled: 1 })
        await tell.cancelled(queue, id)
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
        await tell.waiting(queue, id)
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

/** Runs calls to the database; a fault is told once and becomes Unavailable. */
export const createAsk =
  (tidings: Tidings): Ask =>
  async (call) => {
    try {
      const answer = await call()
      tidings.back()
      return answer
    } catch (error) {
      tidings.lost(error)
      throw new Unavailable('The queue of jobs does not answer', { cause: error })
    }
  }
