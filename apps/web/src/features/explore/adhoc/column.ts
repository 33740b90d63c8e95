import { type AdhocColumn, isAdhocColumn, type QueryColumn } from '@coset/chart-kit'
import type { Dataset, DatasetColumn } from '../types.ts'

/** A column written in SQL; without a label the expression names it. */
export function sqlColumn(sqlExpression: string, label = ''): AdhocColumn {
  return { label: label.trim() === '' ? sqlExpression : label.trim(), sqlExpression, expressionType: 'SQL' }
}

export function findColumn(dataset: Dataset, name: unknown): DatasetColumn | undefined {
  return typeof name === 'string' ? dataset.columns.find((column) => column.column_name === name) : undefined
}

/** The text that people read for a column of a control. */
export function columnText(dataset: Dataset, column: QueryColumn): string {
  if (isAdhocColumn(column)) return column.label || column.sqlExpression
  return findColumn(dataset, column)?.verbose_name || column
}

export type FieldType = 'number' | 'text' | 'time' | 'boolean' | 'sql'

export function columnType(column: DatasetColumn): FieldType {
  if (column.is_dttm || column.type_generic === 2) return 'time'
  if (column.type_generic === 0) return 'number'
  return column.type_generic === 3 ? 'boolean' : 'text'
}

/** Whether a control with this filter offers the column. */
export function columnFits(column: DatasetColumn, filter: 'temporal' | 'numeric' | 'groupable' | 'any' | undefined): boolean {
  if (filter === 'temporal') return columnType(column) === 'time'
  if (filter === 'numeric') return columnType(column) === 'number'
  return filter === 'groupable' ? column.groupby : true
}
