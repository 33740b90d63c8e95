import {
  asList,
  type ChartDefinition,
  type Control,
  columnLabel,
  controlsOf,
  distinct,
  type FormData,
  isColumn,
  isMetric,
  metricLabel,
  type QueryColumn,
  type QueryMetric,
} from '@coset/chart-kit'
import { columnFits, columnType, findColumn } from '../adhoc/column.ts'
import type { Dataset } from '../types.ts'
import { isEmpty, isVisible, missingControls, same } from './controls.ts'
import { readyForm } from './start.ts'

const isMetricKind = ({ kind }: Control): boolean => kind === 'metric' || kind === 'metrics'
const isColumnKind = ({ kind }: Control): boolean => kind === 'column' || kind === 'columns'

const STRAY_METRICS = ['metric', 'metrics', 'metric_2', 'secondary_metric', 'x', 'y', 'size']
const STRAY_COLUMNS = ['x_axis', 'groupby', 'columns', 'all_columns', 'series', 'entity']
/** Keys that put fields into queries even where no control shows them, as in charts of unknown types. */
const STRAY: ReadonlySet<string> = new Set([...STRAY_METRICS, ...STRAY_COLUMNS, 'order_by_cols', 'orderby'])

interface Pool {
  readonly metrics: readonly QueryMetric[]
  readonly columns: readonly QueryColumn[]
}

function poolOf(definition: ChartDefinition, formData: FormData): Pool {
  const shown = controlsOf(definition).filter((control) => isVisible(control, formData))
  const known = new Set(controlsOf(definition).map(({ key }) => key))
  const values = (accept: (control: Control) => boolean, stray: readonly string[]): readonly unknown[] => [
    ...shown.filter(accept).flatMap((control) => asList(formData[control.key])),
    ...stray.filter((key) => !known.has(key)).flatMap((key) => asList(formData[key])),
  ]
  return {
    metrics: distinct(values(isMetricKind, STRAY_METRICS).filter(isMetric), metricLabel),
    columns: distinct(values(isColumnKind, STRAY_COLUMNS).filter(isColumn), columnLabel),
  }
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
  for (const [key, value] of Object.entries(formData)) if (!old.has(key) && !STRAY.has(key)) kept[key] = value
  for (const control of next) {
    const was = old.get(control.key)
    const moved = isMetricKind(control) || isColumnKind(control)
    const value = formData[control.key]
    const chosen = was?.kind === control.kind && !isEmpty(value) && !same(value, was.default)
    if (chosen && !moved && inChoices(control, value)) kept[control.key] = value
    if (moved) delete kept[control.key]
  }
  const form = readyForm(after, { ...kept, viz_type: after.vizType }, dataset)
  const shown = next.filter((control) => isVisible(control, form))
  const pool = poolOf(before, formData)
  const stays = keepSame(old, shown, formData, dataset)
  const leftMetrics = without(pool.metrics, stays, metricLabel, isMetric)
  const leftColumns = without(pool.columns, stays, columnLabel, isColumn)
  const open = shown.filter((control) => isEmpty(stays[control.key]) || control.kind === 'columns' || control.kind === 'metrics')
  const metrics = hand(
    open.filter((control) => isMetricKind(control) && isEmpty(stays[control.key])),
    leftMetrics,
    () => true,
    ({ kind }) => kind === 'metrics',
  )
  const columns = hand(
    open.filter((control) => isColumnKind(control) && isEmpty(stays[control.key])),
    leftColumns,
    (control, column) => accepts(control, column, dataset),
    ({ kind }) => kind === 'columns',
  )
  return withAxis(after, withNeeded(after, { ...form, ...stays, ...metrics, ...columns }, pool, dataset), pool, dataset)
}

function inChoices(control: Control, value: unknown): boolean {
  if (control.choices === undefined || control.freeForm === true) return true
  return asList(value).every((item) => control.choices?.some((choice) => choice.value === item))
}

/** Field controls that stand in both types under the same key and kind keep their value. */
function keepSame(old: ReadonlyMap<string, Control>, shown: readonly Control[], formData: FormData, dataset: Dataset): Readonly<Record<string, unknown>> {
  const stays: Record<string, unknown> = {}
  for (const control of shown) {
    const value = formData[control.key]
    const was = old.get(control.key)
    if (!(isMetricKind(control) || isColumnKind(control)) || was?.kind !== control.kind || isEmpty(value) || !isVisible(was, formData)) continue
    if (isMetricKind(control) || asList(value).every((item) => isColumn(item) && accepts(control, item, dataset))) stays[control.key] = value
  }
  return stays
}

function without<T>(pool: readonly T[], used: Readonly<Record<string, unknown>>, label: (item: T) => string, is: (item: unknown) => item is T): readonly T[] {
  const taken = new Set(Object.values(used).flatMap((value) => asList(value).filter(is).map(label)))
  return pool.filter((item) => !taken.has(label(item)))
}

const isTime = (column: QueryColumn, dataset: Dataset): boolean => {
  const known = findColumn(dataset, column)
  return known !== undefined && columnType(known) === 'time'
}

/** True for charts that show categories as well as they show time, by their own word. */
function likesCategories({ suits }: ChartDefinition): boolean {
  return suits({ metrics: 1, dimensions: 1, temporal: false }) >= suits({ metrics: 1, dimensions: 1, temporal: true })
}

/** What a needed column control gets: a time that was chosen, else a chosen category or the dataset's main time, as the chart prefers. */
function neededColumn(definition: ChartDefinition, control: Control, pool: Pool, dataset: Dataset): QueryColumn | undefined {
  const fitting = pool.columns.filter((column) => accepts(control, column, dataset))
  const time = fitting.find((column) => isTime(column, dataset))
  if (time !== undefined) return time
  const main = control.key === 'x_axis' ? (dataset.main_dttm_col ?? undefined) : undefined
  return likesCategories(definition) ? (fitting[0] ?? main) : (main ?? fitting[0])
}

/** Fills needed controls that are still empty: columns move there from optional lists, metrics come from the dataset. */
function withNeeded(definition: ChartDefinition, form: FormData, pool: Pool, dataset: Dataset): FormData {
  let filled: FormData = form
  for (const control of missingControls(definition, form)) {
    if (isMetricKind(control)) {
      const metric = pool.metrics[0] ?? dataset.metrics[0]?.metric_name
      if (metric !== undefined) filled = { ...filled, [control.key]: control.kind === 'metrics' ? [metric] : metric }
    }
    if (!isColumnKind(control)) continue
    const column = neededColumn(definition, control, pool, dataset)
    if (column === undefined) continue
    filled = { ...withoutColumn(definition, filled, columnLabel(column)), [control.key]: control.kind === 'columns' ? [column] : column }
  }
  return filled
}

function withoutColumn(definition: ChartDefinition, form: FormData, label: string): FormData {
  const lists = controlsOf(definition).filter((control) => control.kind === 'columns' && control.required !== true && Array.isArray(form[control.key]))
  return { ...form, ...Object.fromEntries(lists.map(({ key }) => [key, asList(form[key]).filter((item) => !isColumn(item) || columnLabel(item) !== label)])) }
}

/** Tables show the axis of the chart before as their first dimension. */
function withAxis(definition: ChartDefinition, form: FormData, pool: Pool, dataset: Dataset): FormData {
  const list = controlsOf(definition).find((control) => control.kind === 'columns' && isVisible(control, form))
  const axis = pool.columns.find((column) => isTime(column, dataset))
  if (definition.category !== 'Table' || list === undefined || axis === undefined || !accepts(list, axis, dataset)) return form
  const shown = controlsOf(definition).some(
    (control) => isColumnKind(control) && asList(form[control.key]).some((item) => isColumn(item) && columnLabel(item) === columnLabel(axis)),
  )
  return shown ? form : { ...form, [list.key]: [axis, ...asList(form[list.key])] }
}
