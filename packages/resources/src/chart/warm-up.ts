import type { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { validateQueryContext } from '@coset/query'
import { visibleDataset } from '../dataset/index.ts'
import type { Call } from '../resource.ts'
import { savedContext } from './asking.ts'
import { answerChart } from './data.ts'
import { type ChartRow, visibleChart } from './repository.ts'

type OneChart = Call<typeof contract.chart.warmUpCache>
type OneTable = Call<typeof contract.dataset.warmUpCache>

interface Warmed {
  readonly chart_id: number
  readonly viz_error: string | null
  readonly viz_status: 'success' | 'failed'
}

const warm = async (call: OneChart | OneTable, row: ChartRow): Promise<Warmed> => {
  try {
    await answerChart(call, validateQueryContext(JSON.parse(JSON.stringify({ ...savedContext(row), force: true }))))
    return { chart_id: row.id, viz_error: null, viz_status: 'success' }
  } catch (error) {
    return { chart_id: row.id, viz_error: error instanceof Error ? error.message : String(error), viz_status: 'failed' }
  }
}

/** Runs a chart so that the next one who asks finds its answer in the cache. */
export const warmUp = async (call: OneChart): Promise<unknown> => {
  const row = await visibleChart(call.ctx, call.actor, call.body.chart_id)
  if (row.datasource_id === null) throw new NotFound()
  return { result: [await warm(call, row)] }
}

const unknownTable = (cause?: unknown): NotFound => new NotFound('The provided table was not found in the provided database', { cause })

/** Runs every chart of a table that the asker may see. Throws 404 when there is no such table for them. */
export const warmUpTable = async (call: OneTable): Promise<unknown> => {
  const { ctx, actor, body } = call
  const datasets = await ctx.metadata.db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select('datasets.id')
    .where('databases.database_name', '=', body.db_name)
    .where('datasets.table_name', '=', body.table_name)
    .orderBy('datasets.id')
    .execute()
  const [first] = datasets
  if (first === undefined) throw unknownTable()
  const dataset = await visibleDataset(ctx, actor, String(first.id)).catch((error: unknown) => {
    throw error instanceof NotFound ? unknownTable(error) : error
  })
  const charts = await ctx.metadata.db.selectFrom('charts').select('id').where('datasource_id', '=', dataset.row.id).orderBy('id').execute()
  const result: Warmed[] = []
  // One after the other: nobody waits for it
  for (const { id } of charts) result.push(await warm(call, await visibleChart(ctx, actor, id)))
  return { result }
}
