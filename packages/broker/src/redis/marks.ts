import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import type { NewJob, QueueName } from '../port.ts'
import { markKey } from './names.ts'

/** How long an enqueuer has from its claim to the job; one that vanished in between holds the id no longer. */
const CLAIM_MS = 10_000
const LOOK_MS = 50
const LIVING_SECONDS = 7 * 86_400
const ENDED_SECONDS = 3600
const THERE = 'there'

interface Claims {
  /** To be put down by this enqueuer. */
  readonly won: readonly NewJob[]
  /** Another enqueuer is at it, or vanished over it. */
  readonly open: readonly NewJob[]
}

const answers = async (pipeline: ReturnType<Redis['pipeline']>): Promise<readonly unknown[]> =>
  ((await pipeline.exec()) ?? []).map(([error, answer]) => {
    if (error !== null) throw error
    return answer
  })

const claimOnce = async (client: Redis, prefix: string, jobs: readonly NewJob[]): Promise<Claims> => {
  const own = randomUUID()
  const keyOf = (job: NewJob): string => markKey(prefix, job.queue, job.id)
  await answers(jobs.reduce((line, job) => line.set(keyOf(job), own, 'PX', CLAIM_MS, 'NX'), client.pipeline()))
  const marks = await answers(jobs.reduce((line, job) => line.get(keyOf(job)), client.pipeline()))
  const won = new Map<string, NewJob>()
  for (const [i, job] of jobs.entries()) if (marks[i] === own) won.set(keyOf(job), job)
  return { won: [...won.values()], open: jobs.filter((_, i) => marks[i] !== own && marks[i] !== THERE) }
}

/**
 * Each id is claimed by a mark before its job is put down: the library does not tell whether a job was new. Calls `put` with the jobs that are,
 * and gives them. Ids that another enqueuer claimed are waited for: it may have vanished before it put them down.
 */
export const putNew = async (client: Redis, prefix: string, jobs: readonly NewJob[], put: (fresh: readonly NewJob[]) => Promise<void>): Promise<NewJob[]> => {
  const taken: NewJob[] = []
  for (let left = jobs; left.length > 0; ) {
    const { won, open } = await claimOnce(client, prefix, left)
    if (won.length > 0) {
      await put(won)
      const lasting = client.pipeline()
      for (const { queue, id, delayMs = 0 } of won) lasting.set(markKey(prefix, queue, id), THERE, 'EX', LIVING_SECONDS + Math.ceil(delayMs / 1000))
      await answers(lasting)
      taken.push(...won)
    }
    left = open
    if (left.length > 0) await wait(LOOK_MS)
  }
  return taken
}

/** The id of a job that is over stays taken for a while. */
export const markEnded = async (client: Redis, prefix: string, queue: QueueName, id: string): Promise<void> => {
  await client.set(markKey(prefix, queue, id), THERE, 'EX', ENDED_SECONDS)
}
