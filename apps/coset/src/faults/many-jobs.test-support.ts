import { setTimeout as wait } from 'node:timers/promises'
import { defineJob, enqueueAll, type JobDefinition } from '@coset/resources'
import { until } from '@coset/testing'
import { z } from 'zod'
import type { ConfigInput } from '../config/settings.ts'
import { startServer } from '../test-server.ts'
import { startWorker } from '../worker/start.ts'

const COUNT = 10_000
const LIMIT_MS = 55_000

/** Asks for `/health` until it is stopped; gives how long the answers took, in milliseconds. */
const askHealth = (url: string) => {
  const waits: number[] = []
  let stopped = false
  const asking = (async () => {
    while (!stopped) {
      const at = performance.now()
      const answer = await fetch(`${url}/health`)
      if (answer.status !== 200) throw new Error(`/health answered ${answer.status}`)
      waits.push(performance.now() - at)
      await wait(100)
    }
  })()
  return async (): Promise<readonly number[]> => {
    stopped = true
    await asking
    return waits
  }
}

export interface ManyJobs {
  readonly accepted: number
  /** How often jobs ran: 1 alone when each ran once. */
  readonly times: readonly number[]
  readonly healthAnswers: number
}

/** Every one of them ran once. */
export const EACH_ONCE = { accepted: COUNT, times: [1] }

/** Ten thousand jobs at once into a site that is server and worker in one process, whose `/health` is asked meanwhile. Throws when they take too long. */
export const tenThousandJobs = async (broker: string, config: ConfigInput): Promise<ManyJobs> => {
  await using server = await startServer({ config })
  const { ctx, log } = server.running
  const done = new Map<number, number>()
  const definition: JobDefinition = defineJob({
    name: 'test.many',
    queue: 'maintenance',
    payload: z.int(),
    timeoutMs: () => 5000,
    maxAttempts: 2,
    backoffMs: 10,
    run: async (_ctx, number) => {
      done.set(number, (done.get(number) ?? 0) + 1)
    },
  }) as JobDefinition
  const started = performance.now()
  const health = askHealth(server.url)
  const jobs = Array.from({ length: COUNT }, (_, i) => ({ definition, payload: i, options: { id: `many-${i}` } }))
  const ids = await enqueueAll(ctx.broker, jobs)
  const accepted = performance.now()
  const worker = await startWorker({ ctx, log, definitions: [definition], queues: new Map([['maintenance', 32]]), visibilityMs: 30_000, tracing: null })
  await until('every job', () => done.size === COUNT, LIMIT_MS - (accepted - started))
  const ended = performance.now()
  await until('an empty queue', async () => Object.values(await ctx.broker.counts('maintenance')).every((n) => n === 0))
  const waits = await health()
  await worker.close(1000)
  const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1)
  process.stdout.write(
    `${broker}: ${COUNT} jobs accepted in ${seconds(started, accepted)} s, done in ${seconds(accepted, ended)} s more; /health took ${Math.max(...waits).toFixed(0)} ms at most\n`,
  )
  return { accepted: new Set(ids).size, times: [...new Set(done.values())], healthAnswers: waits.length }
}
