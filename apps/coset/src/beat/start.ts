import { randomUUID } from 'node:crypto'
import { releaseLease, takeLease } from '@coset/metadata'
import { type Context, handOut, type ScheduleSource } from '@coset/resources'
import type { Log } from '../services/log.ts'
import { announce } from '../worker/presence.ts'

export interface BeatOptions {
  readonly ctx: Context
  readonly log: Log
  readonly sources: readonly ScheduleSource[]
  /** Between two looks at the clock; the lead is lost after three and a third of them. */
  readonly tickMs?: number
}

export interface Beat {
  readonly id: string
  readonly leads: boolean
  close(): Promise<void>
}

const LEASE = 'beat'
const TICK_MS = 3000

/** Hands out what is due while it leads; any number may run, the next takes over when the leader says nothing for ten seconds. */
export const startBeat = async ({ ctx, log, sources, tickMs = TICK_MS }: BeatOptions): Promise<Beat> => {
  const id = randomUUID()
  let leads = false
  let closing = false
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> = Promise.resolve()
  let failing = false

  const lead = async (): Promise<void> => {
    const leading = await takeLease(ctx.metadata, LEASE, id, ctx.clock.now(), (tickMs * 10) / 3)
    if (leading !== leads) log.info({ beat: id }, leading ? 'this beat leads now' : 'another beat leads now')
    leads = leading
    if (!leading) return
    const fresh = await handOut(ctx, sources, (what, error) => log.warn({ err: error }, what))
    if (fresh > 0) log.debug({ jobs: fresh }, 'runs handed out')
  }
  const tick = async (): Promise<void> => {
    try {
      await lead()
      if (failing) log.info('the clock goes on')
      failing = false
    } catch (error) {
      leads = false
      // Told once: the database or the broker may be away for long
      if (!failing) log.warn({ err: error }, 'the clock cannot hand out runs; it tries again')
      failing = true
    }
  }
  const loop = (): void => {
    current = tick().finally(() => {
      if (!closing) timer = setTimeout(loop, tickMs)
    })
  }

  const presence = await announce(ctx, { id, kind: 'beat', queues: {}, running: () => [] }, (error) =>
    log.warn({ err: error }, 'a sign of life could not be given'),
  )
  loop()
  return {
    id,
    get leads() {
      return leads
    },
    close: async () => {
      closing = true
      clearTimeout(timer)
      await current
      if (leads) await releaseLease(ctx.metadata, LEASE, id).catch((error: unknown) => log.warn({ err: error }, 'the lead could not be given back'))
      await presence.end()
    },
  }
}
