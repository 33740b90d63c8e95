import type { Actor, PictureGrant } from '@coset/access'
import { Forbidden } from '@coset/core'
import type { QueryContext } from '@coset/query'
import type { Context } from '../context.ts'
import { findDashboard } from '../dashboard/repository.ts'
import { type Dataset, datasetRefused } from '../dataset/index.ts'
import { readObject } from '../json-text.ts'
import { whole } from './dashboard-access.ts'
import { allowance, storedContexts } from './guest.ts'
import { allowedBy, fitsInto } from './guest-payload.ts'
import { findChart } from './repository.ts'

const allowedOn = async (ctx: Context, actor: Actor, { kind, id }: PictureGrant, dataset: Dataset, { formData }: QueryContext) => {
  if (kind === 'chart') {
    const row = whole(formData['slice_id']) === id ? await findChart(ctx, id) : null
    return row === null || row.datasource_id !== dataset.row.id ? null : allowedBy(storedContexts(row), dataset, false)
  }
  if (whole(formData['dashboardId']) !== id) return null
  const { json_metadata: metadata } = await findDashboard(ctx, id)
  return (await allowance({ ctx, actor }, dataset, formData, { id, metadata: readObject(metadata) }))?.allowed ?? null
}

/** Refuses whoever looks by the token of a picture what its chart, or a chart on its dashboard, does not ask as it is saved. Throws 403. */
export const refuseBeyondSaved = async (ctx: Context, actor: Actor, dataset: Dataset, context: QueryContext): Promise<void> => {
  if (actor.picture === undefined) return
  const allowed = await allowedOn(ctx, actor, actor.picture, dataset, context)
  if (allowed === null) throw datasetRefused(dataset)
  if (!fitsInto(context, allowed)) throw new Forbidden('The token of a picture asks charts as they are saved')
}
