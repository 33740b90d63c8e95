import { can } from '@coset/access'
import type { contract } from '@coset/contract'
import { BadRequest, Forbidden, readDigits } from '@coset/core'
import { type AnnotationLayer, type ChartDataAnswer, type QueryContext, runQueryContext, streamTable, validateQueryContext } from '@coset/query'
import { askOf } from '../dataset/index.ts'
import { loadSource, sourceRef } from '../datasource/index.ts'
import { type Call, Reply } from '../resource.ts'
import { annotationsOf } from './annotations.ts'
import { cacheTimeout, savedContext } from './asking.ts'
import { goesToWorkers, handOver, kept, keptRequest } from './async.ts'
import { authorise } from './authorise.ts'
import { fileReply, safeFileName, stamp, streamReply } from './download.ts'
import { visibleChart } from './repository.ts'

type Routes = typeof contract.chart
type Asking =
  | Call<Routes['data']>
  | Call<Routes['asyncData']>
  | Call<Routes['savedData']>
  | Call<Routes['warmUpCache']>
  | Call<typeof contract.dataset.warmUpCache>

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const

const jsonReply = async (answer: ChartDataAnswer, gzip: boolean): Promise<Reply> => {
  const { etag } = answer
  const headers = { ...JSON_HEADERS, vary: 'accept-encoding', ...(etag === null ? {} : { etag, 'cache-control': 'private, no-cache' }) }
  if (!gzip) return new Reply(answer.toJson(), { headers })
  return new Reply(await answer.toGzip(), { headers: { ...headers, 'content-encoding': 'gzip' } })
}

const ARROW = 'application/vnd.apache.arrow.stream'

const arrowReply = (answer: ChartDataAnswer): Reply => {
  const [item] = answer.items
  if (answer.items.length !== 1 || item?.file === null || item === undefined)
    throw new BadRequest('Arrow answers carry the rows of one query; ask each query alone', { fields: { queries: ['one query only'] } })
  return new Reply(item.file.plain(), { headers: { 'content-type': ARROW, vary: 'accept' } })
}

const wantsArrow = (call: Asking, context: QueryContext): boolean => context.resultFormat === 'json' && (call.request.accept ?? '').includes(ARROW)

/** Answers a question of the caller's. `body`: the request as it came, where it may go to the workers. */
export const answerChart = async (
  call: Asking,
  asked: QueryContext,
  options: { readonly fileName?: string | undefined; readonly body?: unknown } = {},
): Promise<Reply> => {
  const wanted: QueryContext = wantsArrow(call, asked) ? { ...asked, resultFormat: 'arrow' } : asked
  const { resultFormat } = wanted
  if ((resultFormat === 'csv' || resultFormat === 'xlsx') && !can(call.actor, { verb: 'can_csv', view: 'Superset' })) throw new Forbidden()
  const dataset = await loadSource(call, sourceRef(wanted.datasource.type, wanted.datasource.id))
  const context = await authorise(call, dataset, wanted)
  const own = await askOf(call, dataset, await cacheTimeout(call, context.formData['slice_id']))
  const ticket = call.actor.picture === undefined ? own.ticket : { ...own.ticket, lane: 'scheduled' as const }
  const ask = { ...own, ticket, annotations: (layers: readonly AnnotationLayer[]) => annotationsOf(call, layers) }
  if (resultFormat === 'json') {
    const away =
      options.body !== undefined &&
      call.actor.kind !== 'guest' &&
      call.actor.viewer === null &&
      call.actor.picture === undefined &&
      goesToWorkers(call.ctx, context)
    const answer = away && context.force ? null : await kept(() => runQueryContext(call.ctx.query, away ? { ...ask, onlyKept: true } : ask, context))
    return answer === null ? handOver(call, options.body) : jsonReply(answer, call.request.gzip)
  }
  const patient = { ...ask, ticket: { ...ask.ticket, lane: 'export' as const } }
  if (resultFormat === 'arrow') return arrowReply(await runQueryContext(call.ctx.query, patient, context))
  const name = options.fileName ?? stamp(call.ctx.clock.now())
  const table = await streamTable(call.ctx.query, patient, context)
  return table === null ? fileReply(await runQueryContext(call.ctx.query, patient, context), resultFormat, name) : streamReply(table, resultFormat, name)
}

/** The request itself, or the `form_data` field of a form post, as browsers send downloads. */
const bodyOf = (body: unknown): unknown => {
  const field = typeof body === 'object' && body !== null && 'form_data' in body && !('queries' in body) ? body.form_data : undefined
  if (typeof field !== 'string') return body
  try {
    return readDigits(field)
  } catch (error) {
    throw new BadRequest('Request is not JSON', { cause: error })
  }
}

const fileNameOf = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'filename' in body ? safeFileName(body.filename) : undefined

/** `POST /api/v1/chart/data`. */
export const runChartData = async (call: Call<Routes['data']>): Promise<Reply> => {
  const body = bodyOf(call.body)
  return answerChart(call, validateQueryContext(body), { fileName: fileNameOf(call.body), body })
}

/** `GET /api/v1/chart/data/<key>`: what a worker put into the cache; where it is gone, it is asked again. */
export const runKeptRequest = async (call: Call<Routes['asyncData']>): Promise<Reply> =>
  answerChart(call, validateQueryContext(await keptRequest(call.ctx, call.params.cache_key)))

/** `GET /api/v1/chart/<id>/data/`: the saved query, or the one that the chart's definition builds. */
export const runSavedChart = async (call: Call<Routes['savedData']>): Promise<Reply> => {
  const row = await visibleChart(call.ctx, call.actor, call.params.id)
  const { format, type, force } = call.query
  const body = JSON.parse(JSON.stringify({ ...savedContext(row), result_format: format ?? 'json', result_type: type ?? 'full', force: force === 'true' }))
  return answerChart(call, validateQueryContext(body))
}
