import type { Actor } from '@coset/access'
import type { BodyOf, contract } from '@coset/contract'
import { type AppError, newKey, newUuid } from '@coset/core'
import type { NewRow, RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import type { QueryExtra } from '../query-history/present.ts'
import type { QueryRow } from '../query-history/repository.ts'
import type { CheckedScript, Script } from './check.ts'
import { type CreateAs, selectMade } from './create-as.ts'
import { keepResult } from './kept-results.ts'
import type { RunOutcome } from './run.ts'
import { type SqlRequest, templateParameters } from './template.ts'

export type ExecuteBody = BodyOf<typeof contract.sqllab.execute>
/** A run's request, whoever carries it out. */
export interface Asking {
  readonly ctx: Context
  readonly actor: Actor
  readonly body: ExecuteBody
  readonly request: SqlRequest
}

/** The row of a run that begins. */
export const newRow = (call: Asking, script: Script, target: CreateAs | null, limit: number): NewRow<'queries'> => {
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

/** Changes a run’s row; whoever polls learns of it. */
export const change = async (ctx: Context, id: number, patch: RowPatch<'queries'>): Promise<void> => {
  await ctx.metadata.db
    .updateTable('queries')
    .set({ ...patch, changed_on: ctx.clock.now() })
    .where('id', '=', id)
    .execute()
}

/** What clients read of a checked script. */
export const extraOf = (checked: CheckedScript): QueryExtra => {
  const parameters = templateParameters(checked.script.templateParams)
  return {
    tables: checked.statements.flatMap((statement) => statement.tables),
    ...(Object.keys(parameters).length === 0 ? {} : { template_params: parameters }),
  }
}

/** What became of a run that did not succeed. */
export const recordFailure = async (ctx: Context, row: QueryRow, error: AppError): Promise<void> => {
  const status = error.code === 'SQLLAB_TIMEOUT_ERROR' ? 'timed_out' : error.code === 'QUERY_STOPPED' ? 'stopped' : 'failed'
  const message = error.expose ? error.message : 'Something went wrong on the server'
  const errors = [{ message, error_type: error.code, level: error.level, extra: error.details }]
  await change(ctx, row.id, { status, error_message: message, end_time: ctx.clock.now(), extra_json: JSON.stringify({ errors }) })
}

/** Keeps the rows of a run under a key and tells how it went. */
export const recordSuccess = async (ctx: Context, row: QueryRow, checked: CheckedScript, outcome: RunOutcome, target: CreateAs | null): Promise<void> => {
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
export const touchSavedQuery = async (ctx: Context, row: QueryRow, rows: number): Promise<void> => {
  const { sql_editor_id: editor, user_id: user } = row
  if (user === null || editor === null || !/^\d{1,9}$/.test(editor)) return
  const { db } = ctx.metadata
  const tab = await db.selectFrom('tab_states').select('saved_query_id').where('id', '=', Number(editor)).where('user_id', '=', user).executeTakeFirst()
  if (typeof tab?.saved_query_id !== 'number') return
  await db.updateTable('saved_queries').set({ last_run: ctx.clock.now(), rows }).where('id', '=', tab.saved_query_id).where('created_by', '=', user).execute()
}
