import { hostname } from 'node:os'
import type { Context } from '@coset/resources'

const BEAT_MS = 5000

export interface PresenceFacts {
  readonly id: string
  readonly kind: 'worker' | 'beat' | 'server'
  /** Queue → how many at once. */
  readonly queues: Readonly<Record<string, number>>
  /** Names and ids of the jobs in hand, asked at each sign of life. */
  readonly running: () => readonly { readonly name: string; readonly id: string; readonly since: number }[]
}

export interface Presence {
  /** Signs off. */
  end(): Promise<void>
}

/** Signs of life of a process in the metadata database, for administrators. `report` hears when one could not be given. */
export const announce = async (ctx: Context, facts: PresenceFacts, report: (error: unknown) => void): Promise<Presence> => {
  const { db } = ctx.metadata
  const started = ctx.clock.now()
  const sign = async (): Promise<void> => {
    const alive = { seen_on: ctx.clock.now(), running: JSON.stringify(facts.running().slice(0, 100)) }
    const { numUpdatedRows } = await db.updateTable('workers').set(alive).where('id', '=', facts.id).executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) return
    await db
      .insertInto('workers')
      .values({ id: facts.id, kind: facts.kind, host: hostname(), pid: process.pid, queues: JSON.stringify(facts.queues), started_on: started, ...alive })
      .execute()
  }
  await sign()
  const timer = setInterval(() => void sign().catch(report), BEAT_MS)
  return {
    end: async () => {
      clearInterval(timer)
      await db.deleteFrom('workers').where('id', '=', facts.id).execute().catch(report)
    },
  }
}
