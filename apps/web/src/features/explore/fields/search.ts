import type { Dataset, DatasetColumn, DatasetMetric } from '../types.ts'

function matches(texts: readonly (string | null | undefined)[], words: string): boolean {
  return texts.some((text) => text?.toLowerCase().includes(words) === true)
}

/** Metrics and columns whose name, label, description or SQL holds the words. */
export function matchingFields(dataset: Dataset, search: string): { readonly metrics: readonly DatasetMetric[]; readonly columns: readonly DatasetColumn[] } {
  const words = search.trim().toLowerCase()
  if (words === '') return { metrics: dataset.metrics, columns: dataset.columns }
  return {
    metrics: dataset.metrics.filter((metric) => matches([metric.metric_name, metric.verbose_name, metric.description, metric.expression], words)),
    columns: dataset.columns.filter((column) => matches([column.column_name, column.verbose_name, column.description, column.expression], words)),
  }
}
