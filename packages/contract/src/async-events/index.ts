import { z } from 'zod'
import { okAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const guard = { verb: 'can_list', view: 'AsyncEventsRestApi' } as const
const base = '/api/v1/async_event'

/** What a client that does not wait is told. */
export const asyncJob = z.object({
  channel_id: z.string(),
  job_id: z.string(),
  user_id: z.int32().nullable(),
  status: z.enum(['pending', 'running', 'error', 'done']),
  errors: z.array(z.unknown()),
  result_url: z.string().nullable(),
  /** Of a run of SQL Lab (`job_id` is `query:` and the editor's name of it): rows read so far, and how many of them can be looked at. */
  partial: z.object({ rows: z.int32(), shown: z.int32() }).optional(),
})
export type AsyncJob = z.output<typeof asyncJob>

/** News of work that nobody waits for. */
export const asyncEventRoutes = {
  list: route({
    name: 'asyncEvent.events',
    method: 'GET',
    path: `${base}/`,
    summary: 'Events of the asker’s channel after an id, at most a hundred',
    guard,
    query: z.looseObject({ last_id: z.string().max(40).optional() }),
    output: z.object({ result: z.array(asyncJob.extend({ id: z.string() })) }),
  }),
  stream: route({
    name: 'asyncEvent.stream',
    method: 'GET',
    path: `${base}/stream`,
    summary: 'The same as server-sent events, as they happen; goes on after `Last-Event-ID`',
    guard,
    query: z.looseObject({ last_id: z.string().max(40).optional() }),
    output: z.unknown().describe('text/event-stream'),
  }),
  cancel: route({
    name: 'asyncEvent.cancel',
    method: 'DELETE',
    path: `${base}/:job_id`,
    summary: 'Stop work of one’s own that nobody waits for',
    guard,
    params: z.object({ job_id: z.string().min(1).max(100) }),
    output: okAnswer,
  }),
} as const
