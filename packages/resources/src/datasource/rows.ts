import type { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { columnValues as distinctValues, samplesPage } from '@coset/query'
import { askOf, type Dataset, datasetRefused, drillable, renderFor } from '../dataset/index.ts'
import { type Call, Reply } from '../resource.ts'
import { mayReadSource, refuseSource } from './access.ts'
import { sourceRef } from './kinds.ts'
import { loadSource } from './load.ts'

type Routes = typeof contract.dataset

/** Distinct values of a column, under the asker's row-level rules. */
export const columnValues = async (call: Call<Routes['columnValues']>): Promise<unknown> => {
  const dataset = await loadSource(call, sourceRef(call.params.type, call.params.id, 'type'))
  refuseSource(call.actor, dataset)
  const values = await distinctValues(call.ctx.query, await askOf(call, dataset, null), call.params.column)
  return { result: values.slice(0, call.ctx.settings.filterSelectRowLimit).map((value) => (typeof value === 'bigint' ? String(value) : value)) }
}

const writesSql = (body: Call<Routes['samples']>['body']): boolean =>
  ['where', 'having'].some((clause) => (body?.extras?.[clause] ?? '') !== '') ||
  (body?.filters ?? []).some((filter) => typeof (filter as { col?: unknown }).col !== 'string')

/** Guests see rows of datasets that a dashboard of their token shows, chosen by columns only. Throws 403. */
const refuseGuestSamples = async ({ ctx, actor, query, body }: Call<Routes['samples']>, dataset: Dataset): Promise<void> => {
  if (writesSql(body) || !(await drillable(ctx, actor, query.dashboard_id ?? null, dataset.row.id))) throw datasetRefused(dataset)
}

/** A page of sample rows, or of the rows behind a mark. */
export const samples = async (call: Call<Routes['samples']>): Promise<Reply> => {
  const { ctx, query } = call
  const dataset = await loadSource(call, sourceRef(query.datasource_type, query.datasource_id, 'datasource_type'))
  if (call.actor.kind === 'guest') await refuseGuestSamples(call, dataset)
  else refuseSource(call.actor, dataset)
  const page = await samplesPage(ctx.query, await askOf(call, dataset, null), {
    payload: call.body ?? null,
    force: query.force === 'true',
    page: query.page,
    perPage: query.per_page,
  })
  const bytes = new Uint8Array(page.byteLength + 12)
  bytes.set(new TextEncoder().encode('{"result":'))
  bytes.set(page, 10)
  bytes[page.byteLength + 10] = 0x7d
  return new Reply(bytes.subarray(0, page.byteLength + 11), { headers: { 'content-type': 'application/json; charset=utf-8' } })
}

/** Is this one expression that may stand in a chart's query? */
export const validateExpression = async (call: Call<Routes['validateExpression']>): Promise<unknown> => {
  const { ctx, actor, params, body } = call
  const dataset = await loadSource(call, sourceRef(params.type, params.id, 'type'))
  if (!mayReadSource(actor, dataset)) throw new NotFound()
  try {
    const text = await renderFor(ctx, actor, dataset.database, body.expression, dataset.row, (other) => askOf(call, other, null))
    await ctx.analyzer.expression(text, dataset.model.database.engine.dialect.grammar, body.expression_type)
    return { result: [] }
  } catch (error) {
    return {
      result: [{ line_number: 1, start_column: 0, end_column: body.expression.length, message: error instanceof Error ? error.message : String(error) }],
    }
  }
}
