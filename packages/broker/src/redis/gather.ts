import type { NewJob } from '../port.ts'

type Put = (jobs: readonly NewJob[]) => Promise<readonly string[]>

interface Call {
  readonly jobs: readonly NewJob[]
  readonly resolve: (ids: readonly string[]) => void
  readonly reject: (error: unknown) => void
}

const keyOf = ({ queue, id }: Pick<NewJob, 'queue' | 'id'>): string => `${queue} ${id}`

/** Of jobs of the same name the first counts, as if the calls had come one after the other. */
const withoutTwins = (calls: readonly Call[]): readonly (readonly NewJob[])[] => {
  const seen = new Set<string>()
  return calls.map(({ jobs }) =>
    jobs.filter((job) => {
      const fresh = !seen.has(keyOf(job))
      seen.add(keyOf(job))
      return fresh
    }),
  )
}

/**
 * Calls that come in the same turn, or while earlier ones are under way, go out together: the way to the server is made once for all of them.
 * `put` gives back the ids of those that were new; a call hears of its own. When it fails all of them hear why.
 */
export const gather = (put: Put): Put => {
  let waiting: Call[] = []
  let busy = false

  const flush = async (): Promise<void> => {
    const calls = waiting
    waiting = []
    const own = withoutTwins(calls)
    try {
      // Ids are told by queue, since two queues may have the same
      const queues = [...new Set(own.flat().map((job) => job.queue))]
      const accepted = new Set<string>()
      for (const queue of queues) for (const id of await put(own.flat().filter((job) => job.queue === queue))) accepted.add(keyOf({ queue, id }))
      for (const [i, call] of calls.entries()) call.resolve((own[i] ?? []).filter((job) => accepted.has(keyOf(job))).map((job) => job.id))
    } catch (error) {
      for (const call of calls) call.reject(error)
    }
  }

  const run = async (): Promise<void> => {
    while (waiting.length > 0) await flush()
    busy = false
  }

  return (jobs) =>
    new Promise((resolve, reject) => {
      waiting.push({ jobs, resolve, reject })
      if (busy) return
      busy = true
      setImmediate(() => void run())
    })
}
