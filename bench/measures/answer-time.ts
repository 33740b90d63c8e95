import { Agent } from 'node:http'
import type { Measure } from '../measure.ts'
import { ask, type LoadRequest } from '../probes/load.ts'
import { mediansInTurns, timed } from '../probes/sampling.ts'
import { gendersBody, gendersRequest } from './requests.ts'

const ROUNDS = 300
const WARM_UP = 50

export const answerTime: Measure = {
  name: 'answer-time',
  about: 'Server’s time for chart data from the cache: median over one kept connection, less that of /health',
  unit: 'ms',
  goal: { of: 'ours', bound: 'at most', value: 1 },
  against: null,
  run: async (context) => {
    const { ours } = await context.sides()
    for (let round = 0; round < 2; round += 1) await ours.admin.post('/api/v1/chart/data', gendersBody(ours, false))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const health: LoadRequest = { url: `${ours.url}/health`, method: 'GET', headers: {} }
    const answer = (): Promise<number> => timed(() => ask(gendersRequest(ours, false), agent))
    const nothing = (): Promise<number> => timed(() => ask(health, agent))
    try {
      await mediansInTurns(WARM_UP, answer, nothing)
      const found = await mediansInTurns(ROUNDS, answer, nothing)
      return { ours: found.ours - (found.theirs ?? 0), theirs: null, note: `${found.ours.toFixed(2)} ms with the way there and back` }
    } finally {
      agent.destroy()
    }
  },
}
