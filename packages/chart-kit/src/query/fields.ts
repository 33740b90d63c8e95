import { asList, isColumn, isMetric } from '../form-data.ts'
import type { FormData, QueryColumn, QueryMetric } from '../query-object.ts'
import { columnLabel, distinct, metricLabel } from './labels.ts'

type Target = 'columns' | 'metrics' | 'orderby' | 'groupby'
export type Aliases = Readonly<Record<string, Target>>

const BASE_ALIASES: Aliases = {
  metric: 'metrics',
  metric_2: 'metrics',
  secondary_metric: 'metrics',
  x: 'metrics',
  y: 'metrics',
  size: 'metrics',
  all_columns: 'columns',
  series: 'groupby',
  order_by_cols: 'orderby',
  columns: 'columns',
  groupby: 'groupby',
  metrics: 'metrics',
  orderby: 'orderby',
}

export interface QueryFields {
  readonly columns: readonly QueryColumn[]
  readonly metrics: readonly QueryMetric[] | undefined
  readonly orderby: readonly (readonly [QueryColumn | QueryMetric, boolean])[] | undefined
}

function orderItem(value: unknown): readonly [QueryColumn | QueryMetric, boolean] | undefined {
  let item = value
  if (typeof value === 'string') {
    try {
      item = JSON.parse(value)
    } catch {
      return undefined
    }
  }
  return Array.isArray(item) && item.length === 2 && typeof item[1] === 'boolean' ? [item[0], item[1]] : undefined
}

/** Gathers columns, metrics and order from every control that names them, in the order of the form data. */
export function gatherFields(formData: FormData, aliases: Aliases = {}): QueryFields {
  const all: Aliases = { ...BASE_ALIASES, ...aliases }
  const mode = formData['query_mode']
  const columns: QueryColumn[] = []
  const metrics: QueryMetric[] = []
  let orderby: (readonly [QueryColumn | QueryMetric, boolean])[] | undefined
  for (const [key, value] of Object.entries(formData)) {
    const target = Object.hasOwn(all, key) ? all[key] : undefined
    if (target === undefined || value === undefined) continue
    if (mode === 'aggregate' && target === 'columns') continue
    if (mode === 'raw' && (target === 'groupby' || target === 'metrics')) continue
    if (target === 'orderby') orderby = [...(orderby ?? []), ...orderItems(value)]
    else if (target === 'metrics') metrics.push(...asList(value).filter(isMetric))
    else columns.push(...asList(value).filter(isColumn))
  }
  return {
    columns: distinct(columns, columnLabel),
    metrics: mode === 'raw' ? undefined : distinct(metrics, metricLabel),
    orderby,
  }
}

function orderItems(value: unknown): (readonly [QueryColumn | QueryMetric, boolean])[] {
  return asList(value)
    .map(orderItem)
    .filter((item) => item !== undefined)
}
