import type { Actor } from '@coset/access'
import { NotFound } from '@coset/core'
import { formDataOf, visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { openDashboard } from '../dashboard/index.ts'
import { loadDataset } from '../dataset/index.ts'
import { hintsOf } from './chart.ts'

/** What a page is told that is photographed. Throws NotFound where the looker may not see the object. */
export const pictureFacts = async (ctx: Context, actor: Actor): Promise<Readonly<Record<string, unknown>>> => {
  const { picture } = actor
  if (picture === undefined) throw new NotFound()
  if (picture.kind === 'dashboard') return { kind: 'dashboard', id: (await openDashboard(ctx, actor, picture.id)).id }
  const row = await visibleChart(ctx, actor, picture.id)
  return { kind: 'chart', id: row.id, name: row.slice_name, form_data: formDataOf(row), dataset: hintsOf(await loadDataset(ctx, row.datasource_id ?? 0)) }
}
