import type { ChartDefinition, QueryResult } from './definition.ts'
import { readFlag } from './form-data.ts'
import type { FormData } from './query-object.ts'

/** Rows that a server gives: where a query names no limit, and at most. */
export interface RowLimits {
  readonly row_limit: number
  readonly sql_max_row: number
}

export interface CutRows {
  /** How many rows there are of those that the query found. */
  readonly rows: number
  /** No row limit of a chart brings more. */
  readonly most: boolean
}

/** Whether a row limit cut what a chart shows: a result holds as many rows as it may. Null for charts that page, for single numbers, and where all rows are there. */
export function cutRows(definition: ChartDefinition, formData: FormData, results: readonly QueryResult[], limits: RowLimits): CutRows | null {
  if (definition.category === 'KPI' || readFlag(formData, 'server_pagination')) return null
  const queries = definition.buildQueries(formData)
  const cut = results.flatMap((result, i): CutRows[] => {
    const query = queries[i]
    if (query === undefined || query['is_rowcount'] === true) return []
    const limit = Math.min(Number(query['row_limit'] ?? 0) || limits.row_limit, limits.sql_max_row)
    const rows = result.sql_rowcount ?? result.rowcount
    return limit > 1 && rows >= limit ? [{ rows, most: limit >= limits.sql_max_row }] : []
  })
  return cut[0] ?? null
}
