import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { AppError } from '@coset/core'
import type { Context } from '../context.ts'
import { visibleDatabase } from '../database/index.ts'
import { keep, recall } from '../key-values.ts'
import { presentFacts } from '../query-history/present.ts'
import { findByClientId, findByResultsKey, type QueryRow } from '../query-history/repository.ts'
import { type Handler, handle, Reply } from '../resource.ts'
import { bootstrap } from './bootstrap.ts'
import { estimate } from './estimate.ts'
import { answerHead, execute, isOpen } from './execute.ts'
import { exportRun, exportStreaming } from './export.ts'
import { formatted } from './format.ts'
import { findResult, firstRows } from './kept-results.ts'
import { refuseLostAccess } from './lost-access.ts'
import { partialText } from './partial.ts'
import { noPartialRows, partialRowsOver, resultsGone, unknownResults } from './refusals.ts'
import { recordsText, type SqlResult } from './result.ts'
import { pageText } from './results-page.ts'
import { createTableSchema, deleteTableSchema, setExpanded } from './table-schemas.ts'
import { activateTab, createTab, deleteQuery, deleteTab, jsonField, migrateQuery, ownTab, presentTab, updateTab } from './tabs.ts'
import { faultsOf } from './validate.ts'

const routes = contract.sqllab
const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

/** A run with its first rows. */
const answer = async (ctx: Context, row: QueryRow, result: SqlResult, most: number): Promise<Reply> => {
  const head = JSON.stringify(await answerHead(ctx, row, result))
  const more = result.rowCount > most ? ',"displayLimitReached":true' : ''
  return new Reply(`${head.slice(0, -1)}${more},"data":${recordsText(result, most)}}`, { headers: JSON_HEADERS })
}

const runOf = (found: Promise<QueryRow>): Promise<QueryRow> =>
  found.catch((error: unknown) => {
    throw error instanceof AppError && error.status === 404 ? unknownResults() : error
  })

/** The run behind a key, when its rows may still be read by the asker. Throws 403 and 404. */
const runOfKey = async (ctx: Context, actor: Actor, key: string): Promise<QueryRow> => {
  const row = await runOf(findByResultsKey(ctx, actor, key))
  await refuseLostAccess(ctx, actor, row)
  return row
}

const runs: readonly Handler[] = [
  handle(routes.bootstrap, async ({ ctx, actor }) => ({ result: await bootstrap(ctx, actor) })),
  handle(routes.execute, async (call) => {
    const { row, result, queued } = await execute(call)
    if (result === null) {
      const [query] = await presentFacts(call.ctx, [row])
      return queued ? new Reply(JSON.stringify({ query }), { status: 202, headers: JSON_HEADERS }) : { query }
    }
    const { displayMaxRow } = call.ctx.settings.sqllab
    return answer(call.ctx, row, result, Math.min(call.body.previewRows ?? displayMaxRow, displayMaxRow))
  }),
  handle(routes.estimate, async (call) => ({ result: await estimate(call) })),
  handle(routes.formatSql, async (call) => ({ result: await formatted(call) })),
  handle(routes.results, async ({ ctx, actor, q }) => {
    const row = await runOfKey(ctx, actor, q.key)
    const kept = await findResult(ctx, q.key)
    if (kept === null) throw resultsGone()
    const { displayMaxRow } = ctx.settings.sqllab
    const most = q.rows === null || q.rows === undefined || q.rows < 1 ? displayMaxRow : Math.min(q.rows, displayMaxRow)
    return answer(ctx, row, await firstRows(kept, most), most)
  }),
  handle(routes.resultsPage, async ({ ctx, actor, q }) => {
    await runOfKey(ctx, actor, q.key)
    return new Reply(await pageText(ctx, q), { headers: JSON_HEADERS })
  }),
  handle(routes.partialRows, async ({ ctx, actor, q }) => {
    const row = await runOf(findByClientId(ctx, actor, q.client_id))
    await refuseLostAccess(ctx, actor, row)
    if (!isOpen(row)) throw partialRowsOver()
    const text = await partialText(ctx, row)
    if (text === null) throw noPartialRows()
    return new Reply(text, { headers: JSON_HEADERS })
  }),
  handle(routes.export, (call) => exportRun(call, call.params.client_id)),
  handle(routes.exportStreaming, (call) => exportStreaming(call, call.body)),
  handle(routes.createPermalink, async ({ ctx, actor, body }) => {
    const key = await keep(ctx, 'sqllab_permalink', body, actor.id, null)
    return { key, url: `/sqllab/p/${key}/` }
  }),
  handle(routes.getPermalink, async ({ ctx, params }) => {
    const { value } = await recall(ctx, 'sqllab_permalink', params.key, null)
    return { catalog: null, schema: null, templateParams: null, autorun: false, ...(value as object) }
  }),
  handle(contract.database.validateSql, async (call) => {
    const { ctx, actor, body } = call
    const database = await visibleDatabase(call, call.params.id)
    const script = {
      database,
      sql: body.sql,
      catalog: body.catalog || null,
      schema: body.schema || null,
      templateParams: body.template_params ?? null,
      request: call.request,
    }
    return { result: await faultsOf(ctx, actor, script) }
  }),
]

const tabRoutes = contract.tabState
const tabs: readonly Handler[] = [
  handle(tabRoutes.create, async ({ ctx, actor, body }) => ({ id: await createTab(ctx, actor, body.queryEditor) })),
  handle(tabRoutes.get, async ({ ctx, actor, params }) => presentTab(ctx, await ownTab(ctx, actor, params.id))),
  handle(tabRoutes.update, async ({ ctx, actor, params, body }) => {
    await updateTab(ctx, actor, params.id, body)
    return params.id
  }),
  handle(tabRoutes.delete, async ({ ctx, actor, params }) => {
    await deleteTab(ctx, actor, params.id)
    return 'OK'
  }),
  handle(tabRoutes.activate, async ({ ctx, actor, params }) => {
    await activateTab(ctx, actor, params.id)
    return params.id
  }),
  handle(tabRoutes.migrateQuery, async ({ ctx, actor, params, body }) => {
    await migrateQuery(ctx, actor, params.id, jsonField('queryId', body.queryId))
    return params.id
  }),
  handle(tabRoutes.deleteQuery, async ({ ctx, actor, params }) => {
    await deleteQuery(ctx, actor, params.id, params.client_id)
    return 'OK'
  }),
]

const tableRoutes = contract.tableSchema
const tables: readonly Handler[] = [
  handle(tableRoutes.create, async ({ ctx, actor, body }) => ({ id: await createTableSchema(ctx, actor, body.table) })),
  handle(tableRoutes.delete, async ({ ctx, actor, params }) => {
    await deleteTableSchema(ctx, actor, params.id)
    return 'OK'
  }),
  handle(tableRoutes.expanded, async ({ ctx, actor, params, body }) => ({ id: params.id, expanded: await setExpanded(ctx, actor, params.id, body.expanded) })),
]

export const sqllabHandlers: readonly Handler[] = [...runs, ...tabs, ...tables]

export { sqlLabJob } from './execute.ts'
export { runSelect, type SelectedRows } from './run-select.ts'
