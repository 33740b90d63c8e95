import { can, decideDataset } from '@coset/access'
import { definitionFor } from '@coset/charts'
import type { contract } from '@coset/contract'
import { BadRequest, Forbidden, NotFound } from '@coset/core'
import { type ChartDataAnswer, type QueryContext, runQueryContext, validateQueryContext } from '@coset/query'
import { writeZipOf } from '../bundle/zip.ts'
import { askOf, type Dataset, datasetFacts, datasetId, loadDataset, refuseDataset } from '../dataset/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { type Call, Reply } from '../resource.ts'
import { reachableThroughDashboard } from './dashboard-access.ts'
import { formDataOf } from './present.ts'
import { type ChartRow, visibleChart } from './repository.ts'

type Routes = typeof contract.chart
type Asking = Call<Routes['data']> | Call<Routes['savedData']> | Call<Routes['warmUpCache']>

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')

const attachment = (name: string, type: string): Record<string, string> => ({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` })

const csvReply = async (call: Asking, answer: ChartDataAnswer): Promise<Reply> => {
  const name = stamp(call.ctx.clock.now())
  const texts = answer.items.map((item) => item.csv ?? new Uint8Array())
  const [only] = texts
  if (texts.length === 1 && only !== undefined) return new Reply(only, { headers: attachment(`${name}.csv`, 'text/csv; charset=utf-8') })
  return new Reply(await writeZipOf(new Map(texts.map((text, i) => [`query_${i + 1}.csv`, text]))), { headers: attachment(`${name}.zip`, 'application/zip') })
}

const cacheTimeout = async (call: Asking, sliceId: unknown): Promise<number | null> => {
  if (typeof sliceId !== 'number') return null
  return (await call.ctx.metadata.db.selectFrom('charts').select('cache_timeout').where('id', '=', sliceId).executeTakeFirst())?.cache_timeout ?? null
}

const authorise = async (call: Asking, dataset: Dataset, formData: Readonly<Record<string, unknown>>): Promise<void> => {
  if (decideDataset(call.actor, datasetFacts(dataset)).allowed) return
  if (await reachableThroughDashboard(call.ctx, call.actor, dataset, formData)) return
  refuseDataset(call.actor, dataset)
}

const run = async (call: Asking, context: QueryContext): Promise<Reply> => {
  if (context.resultFormat !== 'json' && !can(call.actor, { verb: 'can_csv', view: 'Superset' })) throw new Forbidden()
  if (context.resultFormat === 'xlsx')
    throw new BadRequest('result_format xlsx is not available; csv and json are', { fields: { result_format: ['xlsx is not available; csv and json are'] } })
  const dataset = await loadDataset(call.ctx, await datasetId(call.ctx, String(context.datasource.id)))
  await authorise(call, dataset, context.formData)
  const ask = await askOf(call, dataset, await cacheTimeout(call, context.formData['slice_id']))
  const answer = await runQueryContext(call.ctx.query, ask, context)
  return context.resultFormat === 'csv' ? csvReply(call, answer) : new Reply(answer.toJson(), { headers: JSON_HEADERS })
}

/** The request itself, or the `form_data` field of a form post, as browsers send downloads. */
const bodyOf = (body: unknown): unknown => {
  const field = typeof body === 'object' && body !== null && 'form_data' in body && !('queries' in body) ? body.form_data : undefined
  if (typeof field !== 'string') return body
  try {
    return JSON.parse(field)
  } catch (error) {
    throw new BadRequest('Request is not JSON', { cause: error })
  }
}

/** `POST /api/v1/chart/data`. */
export const runChartData = (call: Call<Routes['data']>): Promise<Reply> => run(call, validateQueryContext(bodyOf(call.body)))

const savedContext = (row: ChartRow): JsonObject => {
  const saved = readObject(row.query_context)
  if (Object.keys(saved).length > 0) return saved
  const definition = definitionFor(row.viz_type)
  if (definition === undefined || row.datasource_id === null) throw new BadRequest('Chart has no query context saved. Please save the chart again.')
  const formData = formDataOf(row)
  return { datasource: { id: row.datasource_id, type: 'table' }, form_data: formData, queries: definition.buildQueries(formData) }
}

/** `GET /api/v1/chart/<id>/data/`: the saved query, or the one that the chart's definition builds. */
export const runSavedChart = async (call: Call<Routes['savedData']>): Promise<Reply> => {
  const row = await visibleChart(call.ctx, call.actor, call.params.id)
  const { format, type, force } = call.query
  const body = JSON.parse(JSON.stringify({ ...savedContext(row), result_format: format ?? 'json', result_type: type ?? 'full', force: force === 'true' }))
  return run(call, validateQueryContext(body))
}

/** Runs a chart so that the next one who asks finds its answer in the cache. */
export const warmUp = async (call: Call<Routes['warmUpCache']>): Promise<unknown> => {
  const row = await visibleChart(call.ctx, call.actor, call.body.chart_id)
  if (row.datasource_id === null) throw new NotFound()
  try {
    await run(call, validateQueryContext(JSON.parse(JSON.stringify({ ...savedContext(row), force: true }))))
    return { result: [{ chart_id: row.id, viz_error: null, viz_status: 'success' }] }
  } catch (error) {
    return { result: [{ chart_id: row.id, viz_error: error instanceof Error ? error.message : String(error), viz_status: 'failed' }] }
  }
}
