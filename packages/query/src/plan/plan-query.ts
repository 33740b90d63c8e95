import { BadRequest } from '@coset/core'
import { columnLabel, metricLabel } from '../query-object.ts'
import { datasetColumnSql, momentSql, requireDatasetColumns, type Selected, selectColumn, timeColumn } from './columns.ts'
import { planFilters } from './filters.ts'
import { selectMetric } from './metrics.ts'
import { planOrder } from './order.ts'
import { derived, labelled, type PlanContext, queryError } from './plan-context.ts'
import { planSeriesLimit } from './series-limit.ts'
import { havingClause, whereClause, whereConditions } from './where.ts'

export interface Plan {
  readonly sql: string
  /** Labels of the result's columns, by position. */
  readonly labels: readonly string[]
}

const distinctLabels = (items: readonly Selected[]): Selected[] => {
  const seen = new Set<string>()
  return items.filter((item) => !seen.has(item.label) && seen.add(item.label))
}

const timestampItem = (plan: PlanContext): Selected | null => {
  if (!plan.query.isTimeseries) return null
  const column = timeColumn(plan)
  if (column === null) throw queryError('Datetime column not provided as part table configuration and is required by this type of chart')
  return { label: '__timestamp', sql: momentSql(plan, datasetColumnSql(plan, column), column, plan.query.extras.timeGrain) }
}

/** Throws BadRequest when two columns or metrics carry the same label, or a series column is not among the columns. */
export const checkLabels = (plan: PlanContext): void => {
  const { query } = plan
  const labels = [...(query.metrics ?? []).map(metricLabel), ...query.columns.map(columnLabel)]
  const twice = [...new Set(labels.filter((label, i) => labels.indexOf(label) !== i))]
  if (twice.length > 0) {
    throw new BadRequest(
      `Duplicate column/metric labels: ${twice.map((label) => `"${label}"`).join(', ')}. Please make sure all columns and metrics have a unique label.`,
    )
  }
  const known = new Set(query.columns.map(columnLabel))
  const unknown = query.seriesColumns.map(columnLabel).filter((label) => !known.has(label))
  if (unknown.length > 0)
    throw new BadRequest(`The following entries in \`series_columns\` are missing in \`columns\`: ${unknown.map((label) => `"${label}"`).join(', ')}.`)
}

/** The SQL of one query and the labels of what it returns. Throws BadRequest for requests that cannot be planned. */
export const planQuery = (plan: PlanContext): Plan => {
  const { query, dialect } = plan
  checkLabels(plan)
  requireDatasetColumns(plan)
  if ((query.metrics ?? []).length === 0 && query.columns.length === 0) throw queryError('Empty query?')
  const order = planOrder(plan)
  const grouped = query.metrics !== null || order.hasMetric
  const columns = query.columns.map((column) => selectColumn(plan, column, grouped))
  const timestamp = timestampItem(plan)
  const filters = planFilters(plan)
  const limit = grouped ? planSeriesLimit(plan, columns, filters) : null
  const shown = limit === null ? columns : columns.map(limit.replace)
  const metrics = grouped ? (query.metrics ?? []).map((metric) => selectMetric(plan, metric)) : []
  const items = distinctLabels([...(timestamp === null ? [] : [timestamp]), ...shown, ...metrics])
  const keys = grouped ? [...shown, ...(timestamp === null ? [] : [timestamp])].map((item) => item.sql) : []
  const others = limit !== null && query.groupOthers
  // Labels that a column of an aggregate in ORDER BY would be taken for get another name in SQL; results are named by position
  const written = (item: Selected): Selected => ({ ...item, label: order.reserved.has(item.label) ? `${item.label}__` : item.label })
  const list = [...items.map(written).map((item) => labelled(dialect, item.sql, item.label)), ...(others ? [] : order.hidden)]
  const body =
    `SELECT ${list.join(', ')}\nFROM ${plan.sql.source}${limit?.join ?? ''}` +
    whereClause(plan, [...whereConditions(plan, filters, plan.range), ...(limit?.conditions ?? [])], query.applyFetchValuesPredicate) +
    (keys.length === 0 ? '' : `\nGROUP BY ${[...new Set(keys)].join(', ')}`) +
    havingClause(plan, filters)
  const page = { limit: plan.rowLimit, offset: query.rowOffset, ordered: order.clause !== '' }
  const sql = plan.sql.prelude + (others ? body : dialect.paginate(body + order.clause, page))
  if (!query.isRowcount) return { sql, labels: items.map((item) => item.label) }
  if (!plan.dataset.database.engine.capabilities.subqueries) throw queryError('The database cannot count the rows of a query')
  return { sql: `SELECT ${labelled(dialect, 'COUNT(*)', 'rowcount')}\nFROM ${derived(dialect, sql, 'rowcount_qry')}`, labels: ['rowcount'] }
}
