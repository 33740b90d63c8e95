import type { Actor } from '@coset/access'
import type { BodyOf, contract } from '@coset/contract'
import { type AppError, asAppError, BadRequest, Cancelled, EngineFailure, NotFound, newKey, newUuid, Timeout } from '@coset/core'
import type { Engine } from '@coset/engines'
import { insertRow, type NewRow, type RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel, findDatabase } from '../database/index.ts'
import { ticketOf } from '../dataset/index.ts'
import { presentFacts, type QueryExtra } from '../query-history/present.ts'
import { loadQuery, type QueryRow } from '../query-history/repository.ts'
import { whileRunning } from '../query-history/running.ts'
import type { Call } from '../resource.ts'
import { type CheckedScript, checkScript, type Script } from './check.ts'
import { type CreateAs, createAs, selectMade, temporaryName } from './create-as.ts'
import { keepResult } from './kept-results.ts'
import { rowLimit } from './limits.ts'
import { refusal } from './refusals.ts'
import { noRows, type SqlResult } from './result.ts'
import { type RunOutcome, runScript } from './run.ts'
import { templateParameters } from './template.ts'

type Body = BodyOf<typeof contract.sqllab.execute>
type Asking = Pick<Call<typeof contract.sqllab.execute>, 'ctx' | 'actor' | 'body' | 'request'>

/** A run that has ended; `result` is null when the row is that of an earlier run of the same name. */
export interface Ran {
  readonly row: QueryRow
  readonly result: SqlResult | null
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

const targetOf = (body: Body, forced: string | null, actor: Actor, now: number): CreateAs | null =>
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

const newRow = (call: Asking, script: Script, target: CreateAs | null, limit: number): NewRow<'queries'> => {
  const { body, actor, ctx } = call
  const now = ctx.clock.now()
  return {
    client_id: body.client_id || newKey(10),
    database_id: script.database.id,
    user_id: actor.id,
    status: 'pending',
    tab_name: body.tab ?? null,
    sql_editor_id: body.sql_editor_id ?? null,
    catalog: script.catalog,
    schema: script.schema,
    tmp_table_name: target?.name ?? null,
    tmp_schema_name: target?.schema ?? null,
    sql: body.sql,
    select_sql: null,
    executed_sql: null,
    error_message: null,
    tracking_url: null,
    extra_json: null,
    limit,
    rows: null,
    progress: 0,
    limiting_factor: 'UNKNOWN',
    ctas_method: target?.method ?? null,
    results_key: null,
    select_as_cta: target !== null,
    select_as_cta_used: false,
    start_time: now,
    start_running_time: null,
    end_time: null,
    end_result_backend_time: null,
    changed_on: now,
  }
}

const change = async (ctx: Context, id: number, patch: RowPatch<'queries'>): Promise<void> => {
  await ctx.metadata.db
    .updateTable('queries')
    .set({ ...patch, changed_on: ctx.clock.now() })
    .where('id', '=', id)
    .execute()
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

const extraOf = (checked: CheckedScript): QueryExtra => {
  const parameters = templateParameters(checked.script.templateParams)
  return {
    tables: checked.statements.flatMap((statement) => statement.tables),
    ...(Object.keys(parameters).length === 0 ? {} : { template_params: parameters }),
  }
}

const recordFailure = async (ctx: Context, row: QueryRow, error: AppError): Promise<void> => {
  const status = error.code === 'SQLLAB_TIMEOUT_ERROR' ? 'timed_out' : error.code === 'QUERY_STOPPED' ? 'stopped' : 'failed'
  const message = error.expose ? error.message : 'Something went wrong on the server'
  const errors = [{ message, error_type: error.code, level: error.level, extra: error.details }]
  await change(ctx, row.id, { status, error_message: message, end_time: ctx.clock.now(), extra_json: JSON.stringify({ errors }) })
}

const recordSuccess = async (ctx: Context, row: QueryRow, checked: CheckedScript, outcome: RunOutcome, target: CreateAs | null): Promise<void> => {
  const { result } = outcome
  const now = ctx.clock.now()
  const key = result.columns.length === 0 ? null : newUuid()
  const seconds = checked.script.database.cache_timeout ?? 0
  const kept = key !== null && (await keepResult(ctx, key, result, seconds > 0 ? seconds : ctx.settings.sqllab.resultsSeconds))
  await change(ctx, row.id, {
    status: 'success',
    progress: 100,
    rows: result.rowCount,
    limiting_factor: outcome.limitedBy ?? 'NOT_LIMITED',
    results_key: kept ? key : null,
    end_time: now,
    end_result_backend_time: ctx.clock.now(),
    extra_json: JSON.stringify({ ...extraOf(checked), columns: result.columns }),
    ...(target === null ? {} : { select_as_cta_used: true, select_sql: selectMade(target, checked.engine.dialect, row.limit ?? ctx.settings.sqlMaxRow) }),
  })
}

/** The saved query behind the tab of a run learns when it ran last. */
const touchSavedQuery = async (ctx: Context, row: QueryRow, rows: number): Promise<void> => {
  const { sql_editor_id: editor, user_id: user } = row
  if (user === null || editor === null || !/^\d{1,9}$/.test(editor)) return
  const { db } = ctx.metadata
  const tab = await db.selectFrom('tab_states').select('saved_query_id').where('id', '=', Number(editor)).where('user_id', '=', user).executeTakeFirst()
  if (typeof tab?.saved_query_id !== 'number') return
  await db.updateTable('saved_queries').set({ last_run: ctx.clock.now(), rows }).where('id', '=', tab.saved_query_id).where('created_by', '=', user).execute()
}

const runRow = async (call: Asking, script: Script, row: QueryRow, target: CreateAs | null, signal: AbortSignal): Promise<SqlResult> => {
  const { ctx, actor } = call
  const checked = await checkScript(ctx, actor, script)
  const made = target === null ? checked.statements : createAs(checked.statements, target, checked.engine.dialect)
  if (target !== null) refuseCreation(script.database, target)
  const limit = rowLimit(call.body.queryLimit, ctx.settings.sqlMaxRow, checked.statements.at(-1)?.limit ?? null)
  const mutates = checked.mutates || target !== null
  const ran = await runScript(
    ctx,
    { ...checked, statements: made, mutates },
    {
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
  // Some engines answer a creation with a count
  const outcome = target === null ? ran : { ...ran, result: noRows }
  await recordSuccess(ctx, row, checked, outcome, target)
  await touchSavedQuery(ctx, row, outcome.result.rowCount)
  return outcome.result
}

/**
 * Runs a script for a person and keeps its rows under a key; refused and failed ones stay in the history too. An ended connection stops the run
 * unless the client asked not to wait for it.
 */
export const execute = async (call: Asking): Promise<Ran> => {
  const { ctx, actor, body } = call
  const earlier = await earlierRun(ctx, actor, body.client_id)
  if (earlier !== null) return { row: earlier, result: null }
  const database = await databaseForScript(ctx, body.database_id)
  const script: Script = {
    database,
    sql: body.sql,
    catalog: body.catalog || null,
    schema: body.schema || null,
    templateParams: body.templateParams ?? null,
    request: call.request,
  }
  const target = targetOf(body, database.force_ctas_schema, actor, ctx.clock.now())
  const { limit } = rowLimit(body.queryLimit, ctx.settings.sqlMaxRow, null)
  const id = await insertRow(ctx.metadata.db, ctx.metadata.kind, 'queries', newRow(call, script, target, limit))
  const row = await loadQuery(ctx, id)
  // Where workers take over runs of `runAsync`, the run is put into their queue here and answered with 202 and its row
  const outer = body.runAsync === true ? null : call.request.signal
  try {
    const result = await whileRunning(ctx, id, outer, (signal) => runRow(call, script, row, target, signal))
    return { row: await loadQuery(ctx, id), result }
  } catch (thrown) {
    const error = told(asAppError(thrown), databaseModel(ctx, database).engine)
    await recordFailure(ctx, row, error)
    throw error
  }
}

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
