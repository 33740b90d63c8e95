import { jobDefinitions, scheduleSources } from '@coset/resources'
import { type Beat, startBeat } from '../beat/start.ts'
import type { Process } from '../context.ts'
import { parseQueues } from '../worker/queues.ts'
import { startWorker, type Worker } from '../worker/start.ts'

/** How long a closing worker waits for its jobs before it gives them back. */
export const GRACE_MS = 20_000

/** A worker of this process; `queues` as in the setting `workerQueues`. */
export const workerOf = ({ ctx, log, config, tracing }: Process, queues: string, concurrency?: number): Promise<Worker> =>
  startWorker({
    ctx,
    log,
    definitions: jobDefinitions,
    queues: parseQueues(queues, concurrency),
    visibilityMs: config.workerVisibilitySeconds * 1000,
    tracing,
  })

/** A beat of this process. */
export const beatOf = ({ ctx, log }: Process): Promise<Beat> => startBeat({ ctx, log, sources: scheduleSources })
