import type { Process } from '../context.ts'
import { beatOf, GRACE_MS, workerOf } from '../roles/background.ts'
import { serveHealth } from '../roles/health.ts'
import { exposition } from '../services/metrics.ts'
import { write } from './output.ts'
import { startProcess } from './start-process.ts'
import { untilSignal } from './until-signal.ts'

const health = async ({ ctx, config, log }: Process, facts: () => Readonly<Record<string, unknown>>) => {
  if (config.healthPort === 0) return null
  const server = await serveHealth({
    host: config.host,
    port: config.healthPort,
    log,
    check: async () => {
      await ctx.metadata.db.selectFrom('settings').select('name').limit(1).execute()
      await ctx.broker.ping()
      return facts()
    },
    metrics: () => exposition(ctx),
  })
  write(`Health at http://${config.host}:${config.healthPort}/health`)
  return server
}

/** `coset worker`: carries out jobs until a signal ends it. */
export const workerCommand = async (options: { readonly queues?: string; readonly concurrency?: string }): Promise<void> => {
  const running = await startProcess()
  const worker = await workerOf(
    running,
    options.queues ?? running.config.workerQueues,
    options.concurrency === undefined ? undefined : Number(options.concurrency),
  )
  const server = await health(running, () => ({ role: 'worker', id: worker.id, running: worker.running }))
  write(`Worker ${worker.id} takes ${options.queues ?? running.config.workerQueues}`)
  untilSignal(async () => {
    server?.close()
    await worker.close(GRACE_MS)
    await running.close()
  })
}

/** `coset beat`: hands out what is due by the clock until a signal ends it. */
export const beatCommand = async (): Promise<void> => {
  const running = await startProcess()
  const beat = await beatOf(running)
  const server = await health(running, () => ({ role: 'beat', id: beat.id, leads: beat.leads }))
  write(`Beat ${beat.id} watches the clock`)
  untilSignal(async () => {
    server?.close()
    await beat.close()
    await running.close()
  })
}
