import { type Layout, writeLayout } from '@coset/chart-kit/dashboard'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { saveOver } from '../../shared/history/conflict.tsx'
import { layoutWords } from '../../shared/history/layout-words.ts'
import { ownWords } from '../../shared/history/mine.ts'
import type { ChartInfo, DashboardInfo } from './model/types.ts'
import type { Snapshot } from './use-editing.ts'

export { publishOver } from '../../shared/history/publish.ts'

/** Saves an arrangement and its title over the one it was made from; asks when somebody else saved meanwhile. Throws ApiError. */
export const saveArrangement = (dashboard: DashboardInfo, before: Layout, { layout, title, readOn }: Snapshot, charts: ReadonlyMap<number, ChartInfo>) => {
  const body = { dashboard_title: title, position_json: writeLayout(layout) }
  const names = Object.fromEntries([...charts.values()].map((chart) => [`chart:${chart.id}`, chart.slice_name]))
  const mine = (): readonly string[] => [
    ...ownWords({ ...dashboard }, body, { dashboard_title: t('Title') }),
    ...layoutWords(writeLayout(before), body.position_json, names),
  ]
  return saveOver({ kind: 'dashboard', id: dashboard.id, readOn, mine }, (expected) =>
    api.put(`/api/v1/dashboard/${dashboard.id}`, { body: { ...body, ...expected } }),
  )
}
