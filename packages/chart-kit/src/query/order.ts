import { readMetrics } from '../form-data.ts'
import type { FormData, QueryMetric, QueryObject } from '../query-object.ts'

/**
 * The order a query needs for its row limit to keep what matters: a valid own order, else the metric that ranks series,
 * else the first metric; descending unless the form says otherwise. Undefined when nothing can order.
 */
export function normalOrder(formData: FormData, query: QueryObject): QueryObject['orderby'] {
  const [first] = query.orderby ?? []
  if (first !== undefined && first[0] !== '' && first[0] !== null) return query.orderby
  const by: QueryMetric | undefined = query.series_limit_metric ?? readMetrics(formData, 'legacy_order_by')[0] ?? query.metrics?.[0]
  return by === undefined ? query.orderby : [[by, !(query.order_desc ?? true)]]
}
