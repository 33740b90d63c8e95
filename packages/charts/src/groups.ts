import {
  columnLabel,
  type FormData,
  metricLabel,
  type QueryColumn,
  type QueryFilter,
  type QueryResult,
  readColumns,
  readMetrics,
  readText,
} from '@coset/chart-kit'
import { cellLabel, grainOf, kindOf, numeric, type Row, sameValue, timeOf } from './cells.ts'

export interface Grouped {
  readonly row: Row
  /** One label for each dimension. */
  readonly labels: readonly string[]
  readonly value: number | null
}

/** Rows of dimensions and one metric, with readable labels. */
export function groupedRows(formData: FormData, result: QueryResult, dimensions: readonly QueryColumn[], metric: string): readonly Grouped[] {
  const time = timeOf(readText(formData, 'date_format', 'smart_date'), grainOf(formData), result, dimensions.map(columnLabel))
  const columns = dimensions.map((column) => ({ name: columnLabel(column), kind: kindOf(result, columnLabel(column)) }))
  return result.data.map((row) => ({
    row,
    labels: columns.map(({ name, kind }) => cellLabel(row[name], kind, time)),
    value: numeric(row[metric]),
  }))
}

/** What a click on the row's mark keeps: each dimension at the row's value. */
export function rowFilters(dimensions: readonly QueryColumn[], row: Row): readonly QueryFilter[] {
  return dimensions.map((column) => sameValue(columnLabel(column), row[columnLabel(column)]))
}

export function dimensionsOf(formData: FormData, key = 'groupby'): readonly QueryColumn[] {
  return readColumns(formData, key)
}

export function metricOf(formData: FormData, key = 'metric'): string {
  return readMetrics(formData, key).map(metricLabel)[0] ?? ''
}
