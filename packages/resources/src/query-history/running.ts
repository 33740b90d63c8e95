import type { Context } from '../context.ts'

/** How often a run asks whether somebody stopped it on another server. */
const ASK_MS = 1_500
/** How often a run shows that its process still lives. */
const SIGN_MS = 15_000
/** A run whose process said nothing for so long has lost it. */
const LOST_MS = 120_000
/** A run that no worker began for so long never will. */
const FORGOTTEN_MS = 86_400_000

const registries = new WeakMap<object, Map<number, AbortController>>()

const registryOf = (ctx: Context): Map<number, AbortController> => {
  const known = registries.get(ctx.metadata) ?? new Map<number, AbortController>()
  registries.set(ctx.metadata, known)
  return known
}

/** Gives the work a signal that aborts when the run is stopped, here or by another server's hand, or when `outer` aborts. */
export const whileRunning = async <T>(ctx: Context, queryId: number, outer: AbortSignal | null, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const controller = new AbortController()
  const registry = registryOf(ctx)
  registry.set(queryId, controller)
  const { db } = ctx.metadata
  let signed = ctx.clock.now()
  const look = async (): Promise<void> => {
    const now = ctx.clock.now()
    if (now - signed > SIGN_MS) {
      signed = now
      await db.updateTable('queries').set({ changed_on: now }).where('id', '=', queryId).where('status', '=', 'running').execute()
    }
    const row = await db.selectFrom('queries').select('status').where('id', '=', queryId).executeTakeFirst()
    if (row === undefined || row.status === 'stopped') controller.abort()
  }
  // A metadata database that is away for a moment leaves the run as it is
  const timer = setInterval(() => void look().catch(() => undefined), ASK_MS)
  const signal = outer === null ? controller.signal : AbortSignal.any([controller.signal, outer])
  try {
    return await work(signal)
  } finally {
    clearInterval(timer)
    registry.delete(queryId)
  }
}

/** Stops a run of this process at once; others learn it from the run's row. */
export const stopHere = (ctx: Context, queryId: number): void => registryOf(ctx).get(queryId)?.abort()

/** Runs whose process vanished, and those that no worker ever began, have failed. */
export const failLostRuns = async (ctx: Context): Promise<void> => {
  const now = ctx.clock.now()
  const lost = (status: string, before: number, told: string) =>
    ctx.metadata.db
      .updateTable('queries')
      .set({ status: 'failed', end_time: now, changed_on: now, error_message: told })
      .where('status', '=', status)
      .where('changed_on', '<', before)
      .execute()
  await lost('running', now - LOST_MS, 'The process that ran this query vanished; run it again')
  await lost('pending', now - FORGOTTEN_MS, 'No worker began this query; run it again')
}
