import { QUEUES } from '@coset/broker'
import type { Context } from '@coset/resources'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const registry = new Registry()
let collecting = false

const jobs = new Gauge({ name: 'coset_jobs', help: 'Jobs by queue and state', labelNames: ['queue', 'state'], registers: [registry] })
const up = new Gauge({ name: 'coset_broker_up', help: '1 when the broker answers', registers: [registry] })
const requests = new Histogram({
  name: 'coset_http_request_seconds',
  help: 'Answer times by route and status class',
  labelNames: ['route', 'status'],
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  registers: [registry],
})

/** One answered request; `route` is the contract's name or path pattern, never what the client typed. */
export const countRequest = (route: string, status: number, seconds: number): void => {
  requests.observe({ route, status: `${Math.floor(status / 100)}xx` }, seconds)
}

const readQueues = async (ctx: Context): Promise<void> => {
  try {
    for (const queue of QUEUES) {
      const counts = await ctx.broker.counts(queue)
      for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count)
    }
    up.set(1)
  } catch {
    // The scrape itself tells that the broker is away
    jobs.reset()
    up.set(0)
  }
}

/** What Prometheus reads: the process, its requests, and the queues of jobs. */
export const exposition = async (ctx: Context): Promise<string> => {
  if (!collecting) collectDefaultMetrics({ register: registry })
  collecting = true
  await readQueues(ctx)
  return registry.metrics()
}
