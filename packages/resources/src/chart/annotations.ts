import type { contract } from '@coset/contract'
import { AppError, BadRequest } from '@coset/core'
import { type AnnotationLayer, plainOf, type QueryContext, runQueryContext, validateQueryContext } from '@coset/query'
import { askOf } from '../dataset/index.ts'
import { loadSource, sourceRef } from '../datasource/index.ts'
import type { JsonObject } from '../json-text.ts'
import type { Call } from '../resource.ts'
import { savedContext } from './asking.ts'
import { authorise } from './authorise.ts'
import { visibleChart } from './repository.ts'

type Asking = Pick<Call<typeof contract.chart.data>, 'ctx' | 'actor' | 'request'>

const COLUMNS = ['start_dttm', 'end_dttm', 'short_descr', 'long_descr', 'json_metadata'] as const

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const told = (name: string, why: string): BadRequest => new BadRequest(`Error: The annotation layer "${name}" cannot be shown: ${why}`)

const nativeLayer = async ({ ctx }: Asking, { name, layer }: AnnotationLayer): Promise<unknown> => {
  const id = Number(layer['value'])
  const known = Number.isInteger(id) ? await ctx.metadata.db.selectFrom('annotation_layers').select('id').where('id', '=', id).executeTakeFirst() : undefined
  if (known === undefined) throw told(name, 'there is no such layer of annotations')
  const records = await ctx.metadata.db.selectFrom('annotations').select(COLUMNS).where('layer_id', '=', id).orderBy('id').execute()
  return { columns: COLUMNS, records }
}

/** A chart's request under the layer's own time range and grain; its own layers are left out, so that two charts cannot call each other for ever. */
const overridden = (context: JsonObject, overrides: unknown): JsonObject => {
  const { time_grain_sqla: grain, time_range: range } = isObject(overrides) ? overrides : {}
  const queries = Array.isArray(context['queries']) ? context['queries'].filter(isObject).slice(0, 1) : []
  return {
    ...context,
    queries: queries.map(({ annotation_layers: _, ...query }) => ({
      ...query,
      ...(typeof range === 'string' ? { time_range: range } : {}),
      ...(typeof grain === 'string' ? { extras: { ...(isObject(query['extras']) ? query['extras'] : {}), time_grain_sqla: grain } } : {}),
    })),
  }
}

const chartLayer = async (call: Asking, { name, layer }: AnnotationLayer): Promise<unknown> => {
  try {
    const row = await visibleChart(call.ctx, call.actor, Number(layer['value']))
    const context: QueryContext = validateQueryContext(JSON.parse(JSON.stringify(overridden(savedContext(row), layer['overrides']))))
    const dataset = await loadSource(call, sourceRef(context.datasource.type, context.datasource.id))
    await authorise(call, dataset, context)
    const answer = await runQueryContext(call.ctx.query, await askOf(call, dataset, row.cache_timeout), {
      ...context,
      resultFormat: 'json',
      resultType: 'full',
    })
    const [item] = answer.items
    return { records: item === undefined ? [] : (JSON.parse(new TextDecoder().decode(plainOf(item.json))) as { data: unknown }).data }
  } catch (error) {
    if (error instanceof AppError && error.status === 404) throw told(name, `there is no chart ${String(layer['value'])}, or you may not see it`)
    if (error instanceof AppError && error.status === 403) throw told(name, 'you have no access to the data of its chart')
    throw error
  }
}

/** What the layers of a query show, by their names; charts are asked as the asker. Throws BadRequest that names the layer. */
export const annotationsOf = async (call: Asking, layers: readonly AnnotationLayer[]): Promise<Readonly<Record<string, unknown>>> => {
  const found: [string, unknown][] = []
  for (const layer of layers) found.push([layer.name, layer.sourceType === 'NATIVE' ? await nativeLayer(call, layer) : await chartLayer(call, layer)])
  return Object.fromEntries(found)
}
