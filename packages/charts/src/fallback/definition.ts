import { baseQuery, type ChartDefinition, panel } from '@coset/chart-kit'
import { tableModel } from '../table/model.ts'

/** Stands in for a chart type that is not here: asks what the form data name and shows the answer as a table. */
export function fallbackDefinition(vizType: string): ChartDefinition {
  return {
    vizType,
    name: vizType,
    category: 'Other',
    description: `There is no picture for "${vizType}" yet; its data is shown as a table.`,
    tags: [],
    behaviours: ['DRILL_TO_DETAIL'],
    controls: [{ group: 'Data', label: 'Query', controls: [panel.metrics, panel.groupby, panel.adhocFilters, panel.rowLimit()] }],
    buildQueries: (formData) => [baseQuery(formData, { columns: 'columns', entity: 'columns' })],
    transform: (input) => tableModel(input, `There is no picture for "${vizType}"; its data as a table`),
    suits: () => 0,
  }
}
