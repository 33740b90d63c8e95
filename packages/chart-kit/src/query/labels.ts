import type { QueryColumn, QueryMetric } from '../query-object.ts'

/** The result column of a metric: its label, else `AGG(column)`, else its expression. */
export function metricLabel(metric: QueryMetric): string {
  if (typeof metric === 'string') return metric
  if (metric.label) return metric.label
  if (metric.expressionType === 'SQL') return String(metric['sqlExpression'] ?? '')
  const column = metric['column']
  const name = typeof column === 'object' && column !== null && 'column_name' in column ? String(column.column_name) : ''
  const aggregate = metric['aggregate']
  return typeof aggregate === 'string' && aggregate !== '' ? `${aggregate}(${name})` : name
}

/** The result column of a dimension. */
export function columnLabel(column: QueryColumn): string {
  return typeof column === 'string' ? column : column.label || column.sqlExpression
}

/** Keeps the first of each label. */
export function distinct<T>(items: readonly T[], label: (item: T) => string): readonly T[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const key = label(item)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
