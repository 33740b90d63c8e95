import { type Actor, decideDataset } from '@coset/access'
import { AppError, isUuid, NotFound } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { datasetFacts, loadDataset } from '../dataset/index.ts'

export type ChartRow = Row<'charts'>

/** By id or UUID. Throws NotFound. */
export const findChart = async (ctx: Context, ref: string | number): Promise<ChartRow> => {
  const text = String(ref)
  const query = ctx.metadata.db.selectFrom('charts').selectAll()
  const row = /^\d{1,9}$/.test(text)
    ? await query.where('id', '=', Number(text)).executeTakeFirst()
    : isUuid(text)
      ? await query.where('uuid', '=', text.toLowerCase()).executeTakeFirst()
      : undefined
  if (row === undefined) throw new NotFound()
  return row
}

const readable = async (ctx: Context, actor: Actor, row: ChartRow): Promise<boolean> => {
  if (actor.isAdmin || row.datasource_id === null) return actor.isAdmin
  try {
    return decideDataset(actor, datasetFacts(await loadDataset(ctx, row.datasource_id))).allowed
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return false
    throw error
  }
}

/** The chart when the actor may read its dataset; unknown and forbidden look alike. Throws NotFound. */
export const visibleChart = async (ctx: Context, actor: Actor, ref: string | number): Promise<ChartRow> => {
  const row = await findChart(ctx, ref)
  if (!(await readable(ctx, actor, row))) throw new NotFound()
  return row
}
