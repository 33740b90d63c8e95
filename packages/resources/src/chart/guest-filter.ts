import { readFilters } from '@coset/chart-kit/dashboard'
import type { Dataset } from '../dataset/index.ts'
import type { JsonObject } from '../json-text.ts'
import type { Allowed } from './guest-payload.ts'

/** The conditions that a filter's own settings write as SQL, as clients join them. */
const ownSql = (adhoc: readonly unknown[]): string =>
  adhoc
    .flatMap((item) => {
      const filter = (typeof item === 'object' && item !== null ? item : {}) as { expressionType?: unknown; sqlExpression?: unknown }
      return filter.expressionType === 'SQL' && typeof filter.sqlExpression === 'string' ? [`(${filter.sqlExpression})`] : []
    })
    .join(' AND ')

/** What may be asked for the choices of a filter of the dashboard: its column, its edges, the metric that it sorts by. Null: it reads another dataset. */
export const filterAllowance = (metadata: JsonObject, filterId: unknown, dataset: Dataset): Allowed | null => {
  const filter = readFilters(metadata).find((one) => one.id === filterId)
  const targets = (filter?.targets ?? []).filter((target) => target.datasetId === dataset.row.id)
  if (filter === undefined || targets.length === 0) return null
  const names = targets.flatMap((target) => target.column?.name ?? [])
  const metrics = [filter.sortMetric, filter.controlValues?.['sortMetric']].filter((metric) => typeof metric === 'string')
  const order = [...names, ...metrics].map((name) => `name ${name}`)
  return {
    columns: new Set(names.map((name) => `name ${name}`)),
    metrics: new Set([
      ...metrics.map((name) => `name ${name}`),
      ...names.flatMap((name) => ['MIN', 'MAX', 'COUNT'].map((aggregate) => `${aggregate} of ${name}`)),
    ]),
    order: new Set(order),
    where: new Set(['', ownSql(filter.adhoc_filters ?? [])]),
    having: new Set(['']),
    layers: new Set(),
    timeColumns: new Set(dataset.model.columns.filter((column) => column.isTemporal).map((column) => column.name)),
    rawRows: false,
  }
}
