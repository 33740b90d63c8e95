import type { Measure } from '../measure.ts'
import { openCeleryRoundTrips, openOurRoundTrips } from '../probes/round-trips.ts'
import { inTurns } from '../probes/sampling.ts'

const REDIS = process.env['COSET_BENCH_REDIS'] ?? 'redis://127.0.0.1:6379/13'
const PYTHON = process.env['COSET_BENCH_PYTHON'] ?? ''
const CONCURRENCY = 4
const IN_FLIGHT = 200
const SECONDS = 5
const ROUNDS = 2
const WARM_UP_SECONDS = 2

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export const jobRoundTrips: Measure = {
  name: 'job-round-trips',
  about: 'Trivial jobs through Redis to a worker of four and back, 200 under way',
  unit: 'jobs/s',
  goal: { of: 'ratio', bound: 'at least', value: 10 },
  against: 'Celery',
  run: async () => {
    await using opened = new AsyncDisposableStack()
    const ours = opened.use(await openOurRoundTrips(REDIS, CONCURRENCY))
    const theirs = PYTHON === '' ? null : opened.use(await openCeleryRoundTrips(PYTHON, REDIS, CONCURRENCY))
    for (const side of [ours, theirs]) await side?.perSecond(IN_FLIGHT, WARM_UP_SECONDS)
    const found = await inTurns(ROUNDS, () => ours.perSecond(IN_FLIGHT, SECONDS), theirs === null ? null : () => theirs.perSecond(IN_FLIGHT, SECONDS))
    return { ours: mean(found.ours), theirs: theirs === null ? null : mean(found.theirs) }
  },
}
