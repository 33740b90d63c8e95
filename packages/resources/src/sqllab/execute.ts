import type { Actor } from '@coset/access'
import { type AppError, asAppError, BadRequest, Cancelled, EngineFailure, NotFound, Timeout, Unavailable } from '@coset/core'
import type { Engine } from '@coset/engines'
import { insertRow } from '@coset/metadata'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel, findDatabase } from '../database/index.ts'
import { ticketOf } from '../dataset/index.ts'
import { channelOf } from '../events/index.ts'
import { defineJob, type JobDefinition } from '../jobs/definition.ts'
import { enqueue } from '../jobs/queue.ts'
import { presentFacts } from '../query-history/present.ts'
import { findRun, loadQuery, type QueryRow } from '../query-history/repository.ts'
import { whileRunning } from '../query-history/running.ts'
import type { Call } from '../resource.ts'
import { checkScript, type Script } from './check.ts'
import { type CreateAs, createAs, temporaryName } from './create-as.ts'
import { type SqlLabPayload, sqlLabPayload } from './job-payload.ts'
import { rowLimit } from './limits.ts'
import { type Watch, watchRun } from './partial.ts'
import { type Asking, change, type ExecuteBody, extraOf, newRow, recordFailure, recordSuccess, touchSavedQuery } from './record.ts'
import { refusal } from './refusals.ts'
import { noRows, type SqlResult } from './result.ts'
import { type RunOutcome, runScript } from './run.ts'

/** A run that has ended, or was put into the workers' queue; `result` is null then, and when the row is that of an earlier run of the same name. */
export interface Ran {
  readonly row: QueryRow
  readonly result: SqlResult | null
  readonly queued: boolean
}

const UNFINISHED = new Set(['pending', 'running', 'timed_out'])

/** The person's own run of that name while it lasts; a name that is taken otherwise is refused. */
const earlierRun = async (ctx: Context, actor: Actor, clientId: string | null | undefined): Promise<QueryRow | null> => {
  if (!clientId) return null
  const row = await ctx.metadata.db.selectFrom('queries').selectAll().where('client_id', '=', clientId).executeTakeFirst()
  if (row === undefined) return null
  if (row.user_id === actor.id && UNFINISHED.has(row.status)) return row
  throw new BadRequest('The client_id belongs to another run; choose a new one', { fields: { client_id: ['Belongs to another run.'] } })
}

/** The database of a request's body. Throws 404 `DATABASE_NOT_FOUND_ERROR`. */
export const databaseForScript = (ctx: Context, id: number): Promise<DatabaseRow> =>
  findDatabase(ctx, id).catch((error: unknown) => {
    throw error instanceof NotFound ? refusal('There is no database with this id', 'DATABASE_NOT_FOUND_ERROR', {}, 404) : error
  })

const targetOf = (body: ExecuteBody, forced: string | null, actor: Actor, now: number): CreateAs | null =>
  body.select_as_cta !== true
    ? null
    : {
        method: body.ctas_method?.toUpperCase() === 'VIEW' ? 'VIEW' : 'TABLE',
        name: body.tmp_table_name || temporaryName(actor.id, now),
        schema: forced === '' ? null : forced,
      }

const refuseCreation = (database: DatabaseRow, target: CreateAs): void => {
  if (target.method === 'VIEW' ? database.allow_cvas : database.allow_ctas) return
  const what = target.method === 'VIEW' ? 'CREATE VIEW AS' : 'CREATE TABLE AS'
  throw refusal(
    `The database ${database.database_name} does not allow ${what}; its administrator can switch that on`,
    target.method === 'VIEW' ? 'INVALID_CVAS_QUERY_ERROR' : 'INVALID_CTAS_QUERY_ERROR',
  )
}

/** What a check or the database said, as clients of SQL Lab know it. */
const told = (error: AppError, engine: Engine): AppError => {
  if (error instanceof Timeout) return refusal('The query took longer than SQL Lab allows and was stopped', 'SQLLAB_TIMEOUT_ERROR', {}, 408)
  if (error instanceof Cancelled) return refusal('The query was stopped', 'QUERY_STOPPED', {}, 400)
  if (!(error instanceof EngineFailure)) return error
  // The field's clients know an unknown table of PostgreSQL by this name only
  const code = error.code === 'TABLE_DOES_NOT_EXIST_ERROR' && engine.id === 'postgresql' ? 'GENERIC_DB_ENGINE_ERROR' : error.code
  return refusal(error.message, code, { engine_name: engine.label, ...error.details }, error.status)
}

/** A run with all that carrying it out needs. */
interface Prepared {
  readonly call: Asking
  readonly script: Script
  readonly target: CreateAs | null
  readonly row: QueryRow
  /** A worker began it before and vanished. */
  readonly again: boolean
  /** Begins to let its first rows be looked at; absent where its rows are waited for. */
  readonly watch?: () => Watch
}

const refuseSecondWrite = ({ again, row }: Prepared, mutates: boolean): void => {
  if (again && mutates && row.start_running_time !== null)
    throw refusal(
      'The worker that ran this script vanished. It writes, so it is not run again by itself: look at what it left',
      'GENERIC_BACKEND_ERROR',
      {},
      500,
    )
}

const watched = async (begin: Prepared['watch'], work: (watch: Watch | null) => Promise<RunOutcome>): Promise<RunOutcome> => {
  const watch = begin?.() ?? null
  try {
    return await work(watch)
  } finally {
    await watch?.close()
  }
}

const runRow = async (prepared: Prepared, signal: AbortSignal): Promise<SqlResult> => {
  const { call, script, row, target } = prepared
  const { ctx, actor } = call
  const checked = await checkScript(ctx, actor, script)
  const made = target === null ? checked.statements : createAs(checked.statements, target, checked.engine.dialect)
  if (target !== null) refuseCreation(script.database, target)
  const limit = rowLimit(
    call.body.queryLimit,
    ctx.settings.sqlMaxRow,
    checked.statements.at(-1)?.limit ?? null,
    call.body.keepLimit === true ? 'holds' : 'replaced',
  )
  const mutates = checked.mutates || target !== null
  refuseSecondWrite(prepared, mutates)
  const carryOut = (watch: Watch | null): Promise<RunOutcome> =>
    runScript(
      ctx,
      { ...checked, statements: made, mutates },
      {
        ...(watch === null ? {} : { onReading: watch.onReading }),
        limit,
        ticket: { ...ticketOf(actor, call.request), id: row.client_id },
        signal,
        timeoutMs: call.body.runAsync === true ? ctx.settings.sqllab.longTimeoutMs : ctx.settings.sqllab.timeoutMs,
        onStatement: (place, count, text) =>
          change(ctx, row.id, {
            status: 'running',
            executed_sql: text,
            limit: limit.limit,
            progress: Math.floor((100 * place) / count),
            extra_json: JSON.stringify(extraOf(checked)),
            ...(place === 0 || mutates ? { start_running_time: ctx.clock.now() } : {}),
          }),
      },
    )
  // What a script writes is not there before it has ended
  const ran = await watched(mutates ? undefined : prepared.watch, carryOut)
  // Some engines answer a creation with a count
  const outcome = target === null ? ran : { ...ran, result: noRows }
  await recordSuccess(ctx, row, checked, outcome, target)
  await touchSavedQuery(ctx, row, outcome.result.rowCount)
  return outcome.result
}

const perform = async (prepared: Prepared, outer: AbortSignal | null): Promise<SqlResult> => {
  const { call, script, row } = prepared
  try {
    return await whileRunning(call.ctx, row.id, outer, (signal) => runRow(prepared, signal))
  } catch (thrown) {
    if (outer?.reason instanceof Unavailable) {
      await change(call.ctx, row.id, { status: 'pending' })
      throw outer.reason
    }
    const error = told(asAppError(thrown), databaseModel(call.ctx, script.database).engine)
    await recordFailure(call.ctx, row, error)
    throw error
  }
}

const scriptOf = ({ body, request }: Asking, database: DatabaseRow): Script => ({
  database,
  sql: body.sql,
  catalog: body.catalog || null,
  schema: body.schema || null,
  templateParams: body.templateParams ?? null,
  request,
})

/** Puts a run into the workers' queue; its row says when that is not possible. */
const handOver = async ({ ctx, actor, body, request }: Asking, row: QueryRow, channel: string | null): Promise<void> => {
  const payload = { query_id: row.id, user_id: actor.id ?? 0, body, channel, request: { queryId: request.queryId, parameters: { ...request.parameters } } }
  try {
    await enqueue(ctx.broker, sqlLabJob, payload, { id: `sqllab:${row.id}`, priority: 2 })
  } catch (error) {
    const refused = refusal(
      'The workers cannot be reached; run the query without waiting in the background, or try again later',
      'ASYNC_WORKERS_ERROR',
      {},
      503,
    )
    await recordFailure(ctx, row, refused)
    throw asAppError(error).status === 503 ? refused : error
  }
}

type ExecuteCall = Asking & { readonly request: Pick<Call<never>['request'], 'channel'> }

/**
 * Runs a script for a person and keeps its rows under a key; refused and failed ones stay in the history too. An ended connection stops the run.
 * With `runAsync` a worker carries it out, and only its row is given.
 */
export const execute = async (call: ExecuteCall): Promise<Ran> => {
  const { ctx, actor, body } = call
  const earlier = await earlierRun(ctx, actor, body.client_id)
  if (earlier !== null) return { row: earlier, result: null, queued: false }
  const database = await databaseForScript(ctx, body.database_id)
  const script = scriptOf(call, database)
  const target = targetOf(body, database.force_ctas_schema, actor, ctx.clock.now())
  const { limit } = rowLimit(body.queryLimit, ctx.settings.sqlMaxRow, null)
  const id = await insertRow(ctx.metadata.db, ctx.metadata.kind, 'queries', newRow(call, script, target, limit))
  const row = await loadQuery(ctx, id)
  if (body.runAsync === true) {
    await handOver(call, row, actor.id === null ? null : channelOf(call))
    return { row, result: null, queued: true }
  }
  const result = await perform({ call, script, target, row, again: false }, call.request.signal)
  return { row: await loadQuery(ctx, id), result, queued: false }
}

const OPEN = new Set(['pending', 'running'])

/** Does a worker still have to do with it? */
export const isOpen = (row: Pick<QueryRow, 'status'>): boolean => OPEN.has(row.status)

const gone = (): AppError => refusal('The worker that ran this query vanished; run it again', 'ASYNC_WORKERS_ERROR', {}, 500)

/** A run that nobody waits for. Its row tells how it went: the job itself succeeds whenever the row does. */
export const sqlLabJob: JobDefinition<SqlLabPayload> = defineJob({
  name: 'sqllab.run',
  queue: 'queries',
  payload: sqlLabPayload,
  timeoutMs: (ctx) => ctx.settings.sqllab.longTimeoutMs + 60_000,
  maxAttempts: 2,
  backoffMs: 100,
  run: async (ctx, { query_id, user_id, body, channel = null, request }, { signal, attempt }) => {
    const row = await findRun(ctx, query_id)
    const actor = await ctx.actors.byId(user_id)
    if (row === null || !OPEN.has(row.status)) return
    if (actor === null) return recordFailure(ctx, row, refusal('The account that asked for this does not exist any more', 'GENERIC_BACKEND_ERROR', {}, 403))
    const call: Asking = { ctx, actor, body, request: { ...request, signal } }
    const database = await databaseForScript(ctx, body.database_id)
    const target = row.select_as_cta ? targetOf({ ...body, tmp_table_name: row.tmp_table_name }, row.tmp_schema_name, actor, ctx.clock.now()) : null
    const prepared: Prepared = { call, script: scriptOf(call, database), target, row, again: attempt > 1, watch: () => watchRun(ctx, row, channel) }
    await ctx
      .onBehalfOf(actor, () => perform(prepared, signal))
      .catch((error: unknown) => {
        // What the database or a check said is told by the row; only a worker that must end gives the run to another
        if (error instanceof Unavailable) throw error
      })
  },
  failed: async (ctx, { query_id }) => {
    const row = await findRun(ctx, query_id)
    if (row !== null && OPEN.has(row.status)) await recordFailure(ctx, row, gone())
  },
})

/** The members of a run's answer beside its rows; the rows of `result` may be fewer than the run's. */
export const answerHead = async (ctx: Context, row: QueryRow, result: SqlResult): Promise<Record<string, unknown>> => {
  const [facts] = await presentFacts(ctx, [row])
  return {
    query_id: row.id,
    status: row.status,
    columns: result.columns,
    selected_columns: result.columns,
    expanded_columns: [],
    // Clients of the field read UNKNOWN here where rows were cut; which limit it was stands in `limitedBy`
    query: facts?.limitedBy === null ? facts : { ...facts, limitingFactor: 'UNKNOWN' },
  }
}
