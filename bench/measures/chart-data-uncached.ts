import type { Measure } from '../measure.ts'
import { besideDriver } from '../probes/beside-driver.ts'
import type { Side } from '../sides/sides.ts'
import { gendersBody, gendersRequest } from './requests.ts'

const ROUNDS = 100
/** Until the server's code is compiled, as it is where people work: a start costs more than the answer. */
const WARM_UP = 200

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
    return await besideDriver({ warehouse: context.warehouse, request, sql, warmUp: WARM_UP, rounds: ROUNDS })
  },
}
