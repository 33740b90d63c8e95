import { QUEUES, type QueueName } from '@coset/broker'
import { BadRequest, NotFound } from '@coset/core'
import { jobOverview, jobsIn } from '@coset/resources'
import type { Process } from '../context.ts'
import { write } from './output.ts'
import { startProcess } from './start-process.ts'

const within = async (work: (running: Process) => Promise<void>): Promise<void> => {
  const running = await startProcess()
  try {
    await work(running)
  } finally {
    await running.close()
  }
}

const queueOf = (name: string): QueueName => {
  const queue = QUEUES.find((one) => one === name)
  if (queue === undefined) throw new BadRequest(`There is no queue "${name}"; there are ${QUEUES.join(', ')}`)
  return queue
}

const STATES = ['waiting', 'delayed', 'running', 'dead'] as const

/** `coset jobs list [queue]`: counts of every queue, or the jobs of one. */
export const listJobsCommand = (name: string | undefined, options: { readonly state: string }): Promise<void> =>
  within(async ({ ctx }) => {
    if (name === undefined) {
      const { broker, queues, workers } = await jobOverview(ctx)
      write(`Broker: ${broker}`)
      for (const { queue, counts } of queues) write(`${queue.padEnd(12)} ${STATES.map((state) => `${state} ${counts[state]}`).join('  ')}`)
      for (const one of workers) write(`${one.kind.padEnd(7)} ${one.host} ${one.pid} ${one.alive ? 'alive' : 'silent'} ${one.running.length} running`)
      return
    }
    const state = STATES.find((one) => one === options.state)
    if (state === undefined) throw new BadRequest(`There is no state "${options.state}"; there are ${STATES.join(', ')}`)
    if (!ctx.broker.lists.includes(state)) throw new BadRequest(`The ${ctx.broker.kind} broker cannot name its ${state} jobs`)
    for (const job of await jobsIn(ctx, queueOf(name), state, 0, 200))
      write(`${job.id}  ${job.name}  ${job.attempts}/${job.max_attempts}  ${new Date(job.enqueued_at).toISOString()}  ${job.error ?? ''}`)
  })

const told = async (done: Promise<boolean>, sentence: string): Promise<void> => {
  if (!(await done)) throw new NotFound('There is no such job in that state')
  write(sentence)
}

/** `coset jobs retry <queue> <id>`: a failed job waits again. */
export const retryJobCommand = (queue: string, id: string): Promise<void> =>
  within(({ ctx }) => told(ctx.broker.retry(queueOf(queue), id), `${id} waits again`))

/** `coset jobs cancel <queue> <id>`: a waiting job goes away, a running one is stopped. */
export const cancelJobCommand = (queue: string, id: string): Promise<void> =>
  within(({ ctx }) => told(ctx.broker.cancel(queueOf(queue), id), `${id} is cancelled`))
