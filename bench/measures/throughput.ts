import type { Figures } from '../measure.ts'
import { type LoadRequest, requestsPerSecond } from '../probes/load.ts'
import { mediansInTurns } from '../probes/sampling.ts'
import type { Side, Sides } from '../sides/sides.ts'

const SECONDS = 5
const ROUNDS = 2
const WARM_UP_SECONDS = 2

/** Answers per second of both servers to one request: two turns of five seconds each, after a warm-up. */
export const throughput = async ({ ours, theirs }: Sides, requestOf: (side: Side) => LoadRequest): Promise<Figures> => {
  await requestsPerSecond(requestOf(ours), WARM_UP_SECONDS)
  if (theirs !== null) await requestsPerSecond(requestOf(theirs), WARM_UP_SECONDS)
  return mediansInTurns(ROUNDS, () => requestsPerSecond(requestOf(ours), SECONDS), theirs === null ? null : () => requestsPerSecond(requestOf(theirs), SECONDS))
}
