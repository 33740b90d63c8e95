import { Agent } from 'node:http'
import type { Measure } from '../measure.ts'
import { ask } from '../probes/load.ts'
import { openSlowSide } from '../sides/slow.ts'

const CLIENTS = 100

export const identicalQueries: Measure = {
  name: 'identical-queries',
  about: '100 clients with one question at once: how often the source is asked',
  unit: 'executions',
  goal: { of: 'ours', bound: 'at most', value: 1 },
  against: null,
  run: async (context) => {
    await using side = await openSlowSide(context.warehouse)
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
    try {
      await Promise.all(Array.from({ length: CLIENTS }, () => ask(side.request(1), agent)))
      return { ours: side.source.executions(), theirs: null }
    } finally {
      agent.destroy()
    }
  },
}
