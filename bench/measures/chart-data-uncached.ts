import { Agent } from 'node:http'
import pg from 'pg'
import type { Measure } from '../measure.ts'
import { ask } from '../probes/load.ts'
import { mediansInTurns, timed } from '../probes/sampling.ts'
import type { Side } from '../sides/sides.ts'
import { gendersBody, gendersRequest } from './requests.ts'

const ROUNDS = 50
const WARM_UP = 5

/** The SQL that the question becomes. Throws when the answer came from the cache. */
const sqlOf = async (side: Side): Promise<string> => {
  const answer = await side.admin.post('/api/v1/chart/data', gendersBody(side, true))
  const result = answer.status === 200 ? answer.json<{ result: { query: string; is_cached: boolean | null }[] }>().result[0] : undefined
  if (result === undefined || result.is_cached === true) throw new Error(`chart data answered ${answer.status}: ${answer.text}`)
  return result.query
}

export const chartDataUncached: Measure = {
  name: 'chart-data-uncached',
  about: 'Chart data past the cache, beside the same SQL through the bare driver',
  unit: 'ms',
  goal: { of: 'ratio', bound: 'at most', value: 1.15 },
  against: 'the pg driver',
  run: async (context) => {
    const { ours } = await context.sides()
    const sql = await sqlOf(ours)
    const request = gendersRequest(ours, true)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const client = new pg.Client({ connectionString: context.warehouse })
    await client.connect()
    const chartData = (): Promise<number> => timed(() => ask(request, agent))
    const driver = (): Promise<number> => timed(() => client.query(sql))
    try {
      await mediansInTurns(WARM_UP, chartData, driver)
      return await mediansInTurns(ROUNDS, chartData, driver)
    } finally {
      agent.destroy()
      await client.end()
    }
  },
}
