import { isRecord, metricLabel, type QueryMetric } from '@coset/chart-kit'
import type { Dataset, DatasetColumn } from '../types.ts'
import { columnType } from './column.ts'
import { randomName } from './random-name.ts'

export const AGGREGATES = ['AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN', 'SUM'] as const
export type Aggregate = (typeof AGGREGATES)[number]

/** `AGG(column)` as saved charts keep it. An empty label gets the usual one. */
export function simpleMetric(column: DatasetColumn, aggregate: Aggregate, label = ''): QueryMetric {
  const own = label.trim()
  const usual = `${aggregate}(${column.column_name})`
  return {
    expressionType: 'SIMPLE',
    column: { ...column },
    aggregate,
    sqlExpression: null,
    datasourceWarning: false,
    hasCustomLabel: own !== '' && own !== usual,
    label: own === '' ? usual : own,
    optionName: randomName('metric'),
  }
}

/** A metric in SQL as saved charts keep it. */
export function sqlMetric(sqlExpression: string, label = ''): QueryMetric {
  const own = label.trim()
  return {
    expressionType: 'SQL',
    sqlExpression,
    column: null,
    aggregate: null,
    datasourceWarning: false,
    hasCustomLabel: own !== '' && own !== sqlExpression,
    label: own === '' ? sqlExpression : own,
    optionName: randomName('metric'),
  }
}

/** What a column becomes where a metric is wanted. */
export function defaultAggregate(column: DatasetColumn): Aggregate {
  return columnType(column) === 'number' ? 'SUM' : 'COUNT_DISTINCT'
}

export function metricText(dataset: Dataset, metric: QueryMetric): string {
  const label = metricLabel(metric)
  if (typeof metric !== 'string') return label
  return dataset.metrics.find((saved) => saved.metric_name === metric)?.verbose_name || label
}

export interface MetricParts {
  readonly mode: 'saved' | 'simple' | 'sql'
  readonly saved: string | null
  readonly column: string | null
  readonly aggregate: Aggregate | null
  readonly sql: string
  /** Empty where the metric has the usual label. */
  readonly label: string
}

const EMPTY: MetricParts = { mode: 'saved', saved: null, column: null, aggregate: null, sql: '', label: '' }

const asAggregate = (value: unknown): Aggregate | null => AGGREGATES.find((aggregate) => aggregate === value) ?? null

/** A metric taken apart for its editor; nothing gives the empty editor. */
export function metricParts(dataset: Dataset, metric: QueryMetric | undefined): MetricParts {
  if (metric === undefined) return { ...EMPTY, mode: dataset.metrics.length > 0 ? 'saved' : 'simple' }
  if (typeof metric === 'string') return { ...EMPTY, saved: metric }
  const label = metric['hasCustomLabel'] === true ? (metric.label ?? '') : ''
  if (metric.expressionType === 'SQL') return { ...EMPTY, mode: 'sql', sql: String(metric['sqlExpression'] ?? ''), label }
  const column = metric['column']
  const name = isRecord(column) && typeof column['column_name'] === 'string' ? column['column_name'] : null
  const aggregate = asAggregate(metric['aggregate'])
  return { ...EMPTY, mode: 'simple', column: name, aggregate, sql: name === null ? '' : `${aggregate ?? 'SUM'}(${name})`, label }
}

/** The metric that an editor's parts mean; undefined while something is missing. Keeps the saved column object where it can. */
export function metricOf(dataset: Dataset, parts: MetricParts, before?: QueryMetric): QueryMetric | undefined {
  if (parts.mode === 'saved') return parts.saved ?? undefined
  if (parts.mode === 'sql') return parts.sql.trim() === '' ? undefined : sqlMetric(parts.sql.trim(), parts.label)
  if (parts.column === null || parts.aggregate === null) return undefined
  const known = dataset.columns.find((column) => column.column_name === parts.column) ?? savedColumn(before, parts.column)
  return known === undefined ? undefined : simpleMetric(known, parts.aggregate, parts.label)
}

function savedColumn(metric: QueryMetric | undefined, name: string): DatasetColumn | undefined {
  if (metric === undefined || typeof metric === 'string' || !isRecord(metric['column']) || metric['column']['column_name'] !== name) return undefined
  return metric['column'] as unknown as DatasetColumn
}
