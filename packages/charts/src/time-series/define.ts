import type { ChartDefinition } from '@coset/chart-kit'
import { type Flavour, timeSeriesModel } from './model.ts'
import { type FamilyPanel, familyPanel } from './panel.ts'
import { timeSeriesQueries } from './query.ts'

export type FamilyMember = Pick<ChartDefinition, 'vizType' | 'name' | 'description' | 'tags'> & {
  readonly flavour: Flavour
  readonly panel: FamilyPanel
  /** How well it suits fields with a time and without, 0–1. */
  readonly suits: readonly [number, number]
}

/** A chart of the family over an axis: they share query and model and differ in marks and settings. */
export function defineTimeSeries({ flavour, panel, suits, ...member }: FamilyMember): ChartDefinition {
  return {
    ...member,
    category: 'Evolution',
    behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
    controls: familyPanel(panel),
    buildQueries: timeSeriesQueries,
    transform: (input) => timeSeriesModel(input, flavour),
    suits: ({ metrics, temporal, dimensions }) => (metrics === 0 ? 0.05 : temporal ? suits[0] : dimensions > 0 ? suits[1] : 0.1),
  }
}
