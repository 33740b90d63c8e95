import { Agent } from 'node:http'
import { bearerClient, temporaryFolder, tokensOf } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { ask, type LoadRequest } from '../probes/load.ts'
import { mediansInTurns, timed } from '../probes/sampling.ts'
import { startCoset } from '../sides/coset.ts'
import type { Side } from '../sides/sides.ts'
import { connectWarehouse } from '../sides/warehouse.ts'
import { gendersBody, gendersRequest } from './requests.ts'

const REDIS = process.env['COSET_BENCH_REDIS'] ?? 'redis://127.0.0.1:6379/13'
const ROUNDS = 300
const WARM_UP = 50

export const answerTimeRedis: Measure = {
  name: 'answer-time-redis',
  about: 'Server’s time for chart data from a cache in Redis: median over one kept connection, less that of /health',
  unit: 'ms',
  goal: { of: 'ours', bound: 'at most', value: 1.5 },
  against: null,
  run: async (context) => {
    using folder = temporaryFolder()
    await using coset = await startCoset(folder.path, { examples: false, settings: { COSET_CACHE_URL: REDIS, COSET_CACHE_DEFAULT_TIMEOUT: '600' } })
    const admin = await bearerClient(coset.url, 'admin', 'admin')
    await connectWarehouse(admin, context.warehouse)
    const { access } = await tokensOf(coset.url, 'admin', 'admin')
    const side: Side = { url: coset.url, admin, token: access, datasetId: 1, dashboard: '', charts: 0 }
    const first = await admin.post('/api/v1/chart/data', gendersBody(side, true))
    const second = await admin.post('/api/v1/chart/data', gendersBody(side, false))
    if (second.json<{ result: { is_cached: boolean }[] }>().result[0]?.is_cached !== true) throw new Error(`not cached: ${first.text} ${second.text}`)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const health: LoadRequest = { url: `${coset.url}/health`, method: 'GET', headers: {} }
    const answer = (): Promise<number> => timed(() => ask(gendersRequest(side, false), agent))
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
