import { Agent } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { ask } from '../probes/load.ts'
import { openSlowSide, SLOW_MS, SLOW_POOL } from '../sides/slow.ts'

const CLIENTS = SLOW_POOL
const WARM_UP_MS = 4_000
const MEASURED_MS = 10_000

export interface ManyClients {
  readonly perSecond: number
  /** Milliseconds within which 95 of 100 answers came. */
  readonly late: number
}

interface Answered {
  readonly at: number
  readonly took: number
}

/** Two hundred clients that do not walk in step, each asking anew as soon as it is answered, no question twice. */
export const manyClients = async (warehouse: string): Promise<ManyClients> => {
  await using side = await openSlowSide(warehouse)
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const from = performance.now() + WARM_UP_MS
  const answered: Answered[] = []
  let number = 0
  const client = async (_: unknown, index: number): Promise<void> => {
    await wait((index * SLOW_MS) / CLIENTS)
    for (let start = performance.now(); start < from + MEASURED_MS; start = performance.now()) {
      number += 1
      await ask(side.request(number), agent)
      answered.push({ at: performance.now(), took: performance.now() - start })
    }
  }
  try {
    await Promise.all(Array.from({ length: CLIENTS }, client))
    if (side.source.executions() !== number) throw new Error(`${number} questions became ${side.source.executions()} executions`)
    const counted = answered.filter(({ at }) => at >= from && at < from + MEASURED_MS)
    const times = counted.map(({ took }) => took).toSorted((a, b) => a - b)
    return { perSecond: (counted.length * 1000) / MEASURED_MS, late: times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN }
  } finally {
    agent.destroy()
  }
}
