import { definitionFor } from '@coset/charts'
import type { contract } from '@coset/contract'
import { BadRequest } from '@coset/core'
import { type JsonObject, readObject } from '../json-text.ts'
import type { Call } from '../resource.ts'
import { formDataOf } from './present.ts'
import type { ChartRow } from './repository.ts'

type Asking = Pick<Call<typeof contract.chart.data>, 'ctx' | 'actor'>

/** The chart's own cache time-out. */
export const cacheTimeout = async (call: Pick<Asking, 'ctx'>, sliceId: unknown): Promise<number | null> => {
  if (typeof sliceId !== 'number') return null
  return (await call.ctx.metadata.db.selectFrom('charts').select('cache_timeout').where('id', '=', sliceId).executeTakeFirst())?.cache_timeout ?? null
}

/** The stored query of a chart, or the one that its definition builds; null when there is neither. */
export const chartQuestion = (row: ChartRow): JsonObject | null => {
  const saved = readObject(row.query_context)
  if (Object.keys(saved).length > 0) return saved
  const definition = definitionFor(row.viz_type)
  if (definition === undefined || row.datasource_id === null) return null
  const formData = formDataOf(row)
  return { datasource: { id: row.datasource_id, type: 'table' }, form_data: formData, queries: definition.buildQueries(formData) }
}

/** As {@link chartQuestion}. Throws BadRequest when there is none. */
export const savedContext = (row: ChartRow): JsonObject => {
  const question = chartQuestion(row)
  if (question === null) throw new BadRequest('Chart has no query context saved. Please save the chart again.')
  return question
}
