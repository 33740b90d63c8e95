import type { Measure } from '../measure.ts'
import type { Side } from '../sides/sides.ts'
import { gendersBody, gendersRequest } from './requests.ts'
import { throughput } from './throughput.ts'

const mustBeCached = async (side: Side): Promise<void> => {
  for (const first of [true, false]) {
    const answer = await side.admin.post('/api/v1/chart/data', gendersBody(side, false))
    if (answer.status !== 200) throw new Error(`${side.url} answered ${answer.status}: ${answer.text}`)
    const cached = answer.json<{ result: { is_cached: boolean | null }[] }>().result[0]?.is_cached === true
    if (!first && !cached) throw new Error(`${side.url} does not cache the answer`)
  }
}

export const chartDataCached: Measure = {
  name: 'chart-data-cached',
  about: 'Chart data from the cache, 16 connections',
  unit: 'requests/s',
  goal: { of: 'ratio', bound: 'at least', value: 20 },
  against: 'the reference',
  run: async (context) => {
    const sides = await context.sides()
    await mustBeCached(sides.ours)
    if (sides.theirs !== null) await mustBeCached(sides.theirs)
    return throughput(sides, (side) => gendersRequest(side, false))
  },
}
