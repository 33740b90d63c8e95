import { Agent } from 'node:http'
import pg from 'pg'
import { ask, type LoadRequest } from './load.ts'
import { mediansInTurns, timed } from './sampling.ts'

export interface BesideDriver {
  /** Connection URI of the warehouse. */
  readonly warehouse: string
  readonly request: LoadRequest
  /** What the server runs for the request. */
  readonly sql: string
  readonly warmUp: number
  readonly rounds: number
}

/** Median milliseconds of a request over one kept connection (ours), in turns with its SQL through a bare `pg` connection (theirs). */
export const besideDriver = async ({ warehouse, request, sql, warmUp, rounds }: BesideDriver) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const client = new pg.Client({ connectionString: warehouse })
  await client.connect()
  const chartData = (): Promise<number> => timed(() => ask(request, agent))
  const driver = (): Promise<number> => timed(() => client.query(sql))
  try {
    await mediansInTurns(warmUp, chartData, driver)
    return await mediansInTurns(rounds, chartData, driver)
  } finally {
    agent.destroy()
    await client.end()
  }
}
