import { Agent } from 'node:http'
import { ask } from '../probes/load.ts'
import { mediansInTurns, timed } from '../probes/sampling.ts'
import type { BigSide, BigSite } from '../sides/big-site.ts'
import { listRequest } from './requests.ts'

const WARM_UP = 3
const ROUNDS = 15

/** Median milliseconds of a page of a list over one kept connection, in turns. Throws when a page is empty. */
export const listTime = async ({ ours, theirs }: BigSite, kind: 'chart' | 'dashboard') => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const asking = async (side: BigSide): Promise<() => Promise<number>> => {
    const request = listRequest(side, kind)
    const answer = await fetch(request.url, { headers: request.headers })
    const { count, result } = (await answer.json()) as { count: number; result: unknown[] }
    if (result.length !== 25 || count < 1000) throw new Error(`${side.url} lists ${count} ${kind}s`)
    return () => timed(() => ask(request, agent))
  }
  try {
    const [our, their] = [await asking(ours), await asking(theirs)]
    await mediansInTurns(WARM_UP, our, their)
    return await mediansInTurns(ROUNDS, our, their)
  } finally {
    agent.destroy()
  }
}
