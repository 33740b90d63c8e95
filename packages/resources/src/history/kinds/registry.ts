import type { HistoryKind, TrashKind } from '../snapshot.ts'
import { chartKind } from './chart.ts'
import { dashboardKind } from './dashboard.ts'
import { databaseKind } from './database.ts'
import { datasetKind } from './dataset.ts'
import { reportKind } from './report.ts'
import { roleKind } from './role.ts'
import { savedQueryKind } from './saved-query.ts'
import { annotationKind, annotationLayerKind, cssTemplateKind, ruleKind, themeKind } from './small.ts'

/** Every kind that history knows. */
export const KINDS: Readonly<Record<TrashKind, HistoryKind>> = {
  dashboard: dashboardKind,
  chart: chartKind,
  dataset: datasetKind,
  saved_query: savedQueryKind,
  report: reportKind,
  role: roleKind,
  database: databaseKind,
  rls: ruleKind,
  annotation_layer: annotationLayerKind,
  annotation: annotationKind,
  css_template: cssTemplateKind,
  theme: themeKind,
}

export const historyKinds: readonly HistoryKind[] = Object.values(KINDS)
