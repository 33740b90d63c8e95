import type { ChartDefinition } from '@coset/chart-kit'
import { tableControls } from './controls.ts'
import { tableModel } from './model.ts'
import { tableQueries } from './query.ts'

export const table: ChartDefinition = {
  vizType: 'table',
  name: 'Table',
  category: 'Table',
  description: 'Rows and columns, as they are stored or grouped; sorted, searched and paged in place.',
  tags: ['Additive', 'Business', 'Pattern', 'Featured', 'Report', 'Sequential', 'Tabular'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY', 'EXPORT_CURRENT_VIEW'],
  controls: tableControls,
  buildQueries: tableQueries,
  transform: (input) => tableModel(input),
  suits: ({ metrics, dimensions }) => (dimensions >= 3 ? 0.9 : dimensions > 0 && metrics > 0 ? 0.6 : 0.4),
}
