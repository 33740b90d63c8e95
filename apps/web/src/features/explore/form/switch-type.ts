import {
  asList,
  type ChartDefinition,
  type Control,
  columnLabel,
  distinct,
  type FormData,
  isColumn,
  isMetric,
  metricLabel,
  type QueryColumn,
  type QueryMetric,
} from '@coset/chart-kit'
import { columnFits, findColumn } from '../adhoc/column.ts'
import type { Dataset } from '../types.ts'
import { controlsOf, isEmpty, isVisible } from './controls.ts'
import { readyForm } from './start.ts'

const isMetricKind = ({ kind }: Control): boolean => kind === 'metric' || kind === 'metrics'
const isColumnKind = ({ kind }: Control): boolean => kind === 'column' || kind === 'columns'

interface Pool {
  readonly metrics: readonly QueryMetric[]
  readonly columns: readonly QueryColumn[]
}

function poolOf(definition: ChartDefinition, formData: FormData): Pool {
  const shown = controlsOf(definition).filter((control) => isVisible(control, formData))
  const values = (accept: (control: Control) => boolean): readonly unknown[] => shown.filter(accept).flatMap((control) => asList(formData[control.key]))
  return { metrics: distinct(values(isMetricKind).filter(isMetric), metricLabel), columns: distinct(values(isColumnKind).filter(isColumn), columnLabel) }
}

function accepts(control: Control, column: QueryColumn, dataset: Dataset): boolean {
  if (typeof column !== 'string') return control.columnFilter !== 'temporal' && control.columnFilter !== 'numeric'
  const known = findColumn(dataset, column)
  return known === undefined || columnFits(known, control.columnFilter)
}

/** Gives each control of a kind what is left of the pool: required ones first, then lists; single optional ones stay empty. */
function hand<T>(
  controls: readonly Control[],
  pool: readonly T[],
  fits: (control: Control, item: T) => boolean,
  many: (control: Control) => boolean,
): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {}
  let left = [...pool]
  const first = (control: Control): T | undefined => left.find((item) => fits(control, item))
  for (const control of controls.filter((one) => one.required === true)) {
    const item = first(control)
    if (item === undefined) continue
    given[control.key] = many(control) ? [item] : item
    left = left.filter((other) => other !== item)
  }
  const list = controls.find((control) => many(control) && control.required === true) ?? controls.find(many)
  if (list !== undefined) {
    const more = left.filter((item) => fits(list, item))
    if (more.length > 0) given[list.key] = [...asList(given[list.key]), ...more]
  }
  return given
}

/**
 * The form of another chart type over the same fields: keys that both types know as the same kind stay, metrics and dimensions move
 * to where they fit, settings that only the old type has go. Filters, grain and limits stay.
 */
export function switchType(before: ChartDefinition, after: ChartDefinition, formData: FormData, dataset: Dataset): FormData {
  const old = new Map(controlsOf(before).map((control) => [control.key, control]))
  const next = controlsOf(after)
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(formData)) if (!old.has(key)) kept[key] = value
  for (const control of next) {
    const was = old.get(control.key)
    const moved = isMetricKind(control) || isColumnKind(control)
    if (was?.kind === control.kind && !moved && !isEmpty(formData[control.key]) && inChoices(control, formData[control.key]))
      kept[control.key] = formData[control.key]
    if (moved) delete kept[control.key]
  }
  const form = readyForm(after, { ...kept, viz_type: after.vizType }, dataset)
  const shown = next.filter((control) => isVisible(control, form))
  const pool = poolOf(before, formData)
  const same = keepSame(old, shown, formData, dataset)
  const leftMetrics = without(pool.metrics, same, metricLabel, isMetric)
  const leftColumns = without(pool.columns, same, columnLabel, isColumn)
  const open = shown.filter((control) => isEmpty(same[control.key]) || control.kind === 'columns' || control.kind === 'metrics')
  const metrics = hand(
    open.filter((control) => isMetricKind(control) && isEmpty(same[control.key])),
    leftMetrics,
    () => true,
    ({ kind }) => kind === 'metrics',
  )
  const columns = hand(
    open.filter((control) => isColumnKind(control) && isEmpty(same[control.key])),
    leftColumns,
    (control, column) => accepts(control, column, dataset),
    ({ kind }) => kind === 'columns',
  )
  return { ...form, ...same, ...metrics, ...columns }
}

function inChoices(control: Control, value: unknown): boolean {
  if (control.choices === undefined || control.freeForm === true) return true
  return asList(value).every((item) => control.choices?.some((choice) => choice.value === item))
}

/** Field controls that stand in both types under the same key and kind keep their value. */
function keepSame(old: ReadonlyMap<string, Control>, shown: readonly Control[], formData: FormData, dataset: Dataset): Readonly<Record<string, unknown>> {
  const same: Record<string, unknown> = {}
  for (const control of shown) {
    const value = formData[control.key]
    const was = old.get(control.key)
    if (!(isMetricKind(control) || isColumnKind(control)) || was?.kind !== control.kind || isEmpty(value) || !isVisible(was, formData)) continue
    if (isMetricKind(control) || asList(value).every((item) => isColumn(item) && accepts(control, item, dataset))) same[control.key] = value
  }
  return same
}

function without<T>(pool: readonly T[], used: Readonly<Record<string, unknown>>, label: (item: T) => string, is: (item: unknown) => item is T): readonly T[] {
  const taken = new Set(Object.values(used).flatMap((value) => asList(value).filter(is).map(label)))
  return pool.filter((item) => !taken.has(label(item)))
}
