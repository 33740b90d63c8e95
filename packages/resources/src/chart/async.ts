import type { AsyncJob } from '@coset/contract'
import { asAppError, NotFound, newUuid, Unavailable } from '@coset/core'
import { NotKept, type QueryContext, runQueryContext, validateQueryContext } from '@coset/query'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { askOf } from '../dataset/index.ts'
import { loadSource, sourceRef } from '../datasource/index.ts'
import { channelOf, publish } from '../events/index.ts'
import { defineJob, type JobDefinition } from '../jobs/definition.ts'
import { enqueue } from '../jobs/queue.ts'
import { readObject } from '../json-text.ts'
import { type Call, Reply } from '../resource.ts'
import { cacheTimeout } from './asking.ts'
import { authorise } from './authorise.ts'

const payload = z.strictObject({
  channel: z.string(),
  job_id: z.string(),
  user_id: z.int32(),
  /** Where the request is kept; its answer's address. */
  key: z.string(),
  parameters: z.record(z.string(), z.string()),
})

const LAG_MS = 30_000
const WITHOUT_TIMEOUT_SECONDS = 86_400
const requestKey = (key: string): string => `chart-request:${key}`

const facts = (job: Pick<z.output<typeof payload>, 'channel' | 'job_id' | 'user_id'>, status: AsyncJob['status'], more: Partial<AsyncJob> = {}): AsyncJob => ({
  channel_id: job.channel,
  job_id: job.job_id,
  user_id: job.user_id,
  status,
  errors: [],
  result_url: null,
  ...more,
})

/** Does this request go to the workers? Answers that are kept are given at once all the same. */
export const goesToWorkers = (ctx: Context, context: QueryContext): boolean =>
  ctx.settings.featureFlags['GLOBAL_ASYNC_QUERIES'] === true &&
  context.resultFormat === 'json' &&
  context.resultType === 'full' &&
  context.customCacheTimeout !== -1

type Asking = Pick<Call<never>, 'ctx' | 'actor' | 'request'>

/** Hands a request to the workers: 202 with the job. `body` is the request as it came. */
export const handOver = async (call: Asking, body: unknown): Promise<Reply> => {
  const { ctx, actor } = call
  const key = `qc-${newUuid().replaceAll('-', '')}`
  const job = {
    channel: channelOf(call),
    job_id: `chart:${actor.id ?? 0}:${newUuid()}`,
    user_id: actor.id ?? 0,
    key,
    parameters: { ...call.request.parameters },
  }
  await ctx.cache.set(requestKey(key), new TextEncoder().encode(JSON.stringify(body)), WITHOUT_TIMEOUT_SECONDS)
  await enqueue(ctx.broker, chartJob, job, { id: job.job_id, priority: 2 })
  return new Reply(JSON.stringify(facts(job, 'pending')), { status: 202, headers: { 'content-type': 'application/json; charset=utf-8' } })
}

const requestOf = async (ctx: Context, key: string): Promise<unknown> => {
  const bytes = await ctx.cache.get(requestKey(key))
  return bytes === undefined ? null : JSON.parse(new TextDecoder().decode(bytes))
}

/** The answer of a job by its key, for whoever may read it by their own right. Throws NotFound when it was lost: the chart is asked again then. */
export const keptRequest = async (ctx: Context, key: string): Promise<unknown> => {
  const body = await requestOf(ctx, key)
  if (body === null) throw new NotFound('The answer was lost; ask for the chart again')
  return { ...readObject(JSON.stringify(body)), force: false }
}

const tellLost = async (ctx: Context, job: z.output<typeof payload>, message: string): Promise<void> => {
  await publish(ctx, job.channel, facts(job, 'error', { errors: [{ message, error_type: 'ASYNC_WORKERS_ERROR', level: 'error', extra: {} }] }))
}

/** A chart request that nobody waits for: its answer goes into the cache, and the channel is told. */
export const chartJob: JobDefinition<z.output<typeof payload>> = defineJob({
  name: 'chart.data',
  queue: 'queries',
  payload,
  timeoutMs: (ctx) => ctx.query.limits.queryTimeoutMs + LAG_MS,
  maxAttempts: 2,
  backoffMs: 100,
  run: async (ctx, job, { signal }) => {
    const actor = await ctx.actors.byId(job.user_id)
    const body = await requestOf(ctx, job.key)
    if (actor === null || body === null) return tellLost(ctx, job, 'The request was lost before a worker took it; ask again')
    await publish(ctx, job.channel, facts(job, 'running'))
    try {
      const asked = validateQueryContext(body)
      const call = { ctx, actor, request: { queryId: job.job_id.slice(0, 64), signal, parameters: job.parameters } }
      const dataset = await ctx.onBehalfOf(actor, () => loadSource(call, sourceRef(asked.datasource.type, asked.datasource.id)))
      const context = await authorise(call, dataset, asked)
      const ask = await askOf(call, dataset, await cacheTimeout({ ctx }, context.formData['slice_id']))
      await ctx.onBehalfOf(actor, () => runQueryContext(ctx.query, ask, context))
      await publish(ctx, job.channel, facts(job, 'done', { result_url: `/api/v1/chart/data/${job.key}` }))
    } catch (thrown) {
      if (signal.reason instanceof Unavailable) throw signal.reason
      const error = asAppError(thrown)
      const message = error.expose ? error.message : 'Something went wrong on the server'
      await publish(ctx, job.channel, facts(job, 'error', { errors: [{ message, error_type: error.code, level: error.level, extra: error.details }] }))
    }
  },
  failed: (ctx, job) => tellLost(ctx, job, 'The worker that asked vanished; ask again'),
})

/** Null when it is not all kept. */
export const kept = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NotKept) return null
    throw error
  }
}
