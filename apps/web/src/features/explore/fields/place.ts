import { asList, type ChartDefinition, type Control, columnLabel, controlsOf, type FormData, isColumn, isMetric, metricLabel } from '@coset/chart-kit'
import { columnFits, columnType } from '../adhoc/column.ts'
import { type AdhocFilter, OPERATORS, simpleFilter, timeFilter } from '../adhoc/filter.ts'
import { defaultAggregate, simpleMetric } from '../adhoc/metric.ts'
import { isEmpty, isVisible } from '../form/controls.ts'
import type { Field } from '../types.ts'

const nameOf = (field: Field): string => (field.kind === 'metric' ? field.metric.metric_name : field.column.column_name)

/** Whether a control takes a field; columns may become metrics, saved metrics never become columns or filters. */
export function takes(control: Control, field: Field): boolean {
  if (control.kind === 'metric' || control.kind === 'metrics') return true
  if (field.kind === 'metric') return false
  if (control.kind === 'filters') return field.column.filterable
  if (control.kind === 'order_by') return true
  return (control.kind === 'column' || control.kind === 'columns') && columnFits(field.column, control.columnFilter)
}

function has(value: unknown, label: string): boolean {
  return asList(value).some((item) => (isMetric(item) && metricLabel(item) === label) || (isColumn(item) && columnLabel(item) === label))
}

/** The control that a field goes to when one adds it without saying where: empty required ones first, then lists, then single ones. */
export function fittingControl(definition: ChartDefinition, formData: FormData, field: Field): Control | undefined {
  const shown = controlsOf(definition).filter((control) => isVisible(control, formData))
  const wantsMetric = field.kind === 'metric' || columnType(field.column) === 'number'
  const kinds = (...names: readonly string[]): readonly Control[] => shown.filter((control) => names.includes(control.kind) && takes(control, field))
  const metrics = kinds('metric', 'metrics')
  const columns =
    field.kind === 'metric' ? [] : kinds('column', 'columns').filter((control) => control.kind === 'column' || !has(formData[control.key], nameOf(field)))
  const inOrder =
    wantsMetric && !shown.some((control) => control.key === 'all_columns') ? [...metrics, ...columns] : [...columns, ...(columns.length === 0 ? metrics : [])]
  const empty = (control: Control): boolean => isEmpty(formData[control.key])
  return (
    inOrder.find((control) => control.required === true && empty(control)) ??
    inOrder.find((control) => control.kind === 'metrics' || control.kind === 'columns') ??
    inOrder.find(empty) ??
    inOrder[0]
  )
}

/** The item that a field becomes in a control. */
export function itemFor(control: Control, field: Field): unknown {
  if (control.kind === 'metric' || control.kind === 'metrics')
    return field.kind === 'metric' ? field.metric.metric_name : simpleMetric(field.column, defaultAggregate(field.column))
  if (field.kind === 'metric') return undefined
  if (control.kind === 'order_by') return orderItem(field.column.column_name, true)
  if (control.kind === 'filters') return columnType(field.column) === 'time' ? timeFilter(field.column.column_name) : emptyFilter(field.column.column_name)
  return field.column.column_name
}

function emptyFilter(column: string): AdhocFilter {
  const operator = OPERATORS.find(({ id }) => id === 'IS_NOT_NULL')
  return operator === undefined ? {} : simpleFilter(column, operator, undefined)
}

/** One order of a raw query as saved charts keep it: JSON text of column and direction. */
export function orderItem(column: string, ascending: boolean): string {
  return `[${JSON.stringify(column)}, ${ascending}]`
}

/** The control's value with the field added; lists grow (never twice the same), single ones are replaced. Undefined when it does not fit. */
export function addField(control: Control, value: unknown, field: Field): unknown {
  if (!takes(control, field)) return undefined
  const item = itemFor(control, field)
  if (control.kind === 'metric' || control.kind === 'column') return item
  const label = isMetric(item) && control.kind === 'metrics' ? metricLabel(item) : isColumn(item) ? columnLabel(item) : ''
  if (label !== '' && has(value, label)) return value
  return [...asList(value), item]
}
