import type { Context } from '../context.ts'

/** How often a run asks whether somebody stopped it on another server. */
const ASK_MS = 1_500

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
  const stopped = async (): Promise<void> => {
    const row = await ctx.metadata.db.selectFrom('queries').select('status').where('id', '=', queryId).executeTakeFirst()
    if (row === undefined || row.status === 'stopped') controller.abort()
  }
  // A metadata database that is away for a moment leaves the run as it is
  const timer = setInterval(() => void stopped().catch(() => undefined), ASK_MS)
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
