import {
  type DatasetHints,
  displayName,
  type FormData,
  isRecord,
  metricFormat,
  metricLabel,
  OFFSET_SEPARATOR,
  type QueryResult,
  readFlag,
  readMetrics,
  readText,
} from '@coset/chart-kit'
import { formatNumber, toMoment, writeExact, zoneOf } from '@coset/core'
import { type ColumnKind, grainOf, isTimed, kindOf, numeric, type Row, timeOf } from '../cells.ts'
import { tableDimensions } from './query.ts'

export interface TableColumn {
  /** Key of the value in a row. */
  readonly key: string
  readonly label: string
  /** The heading over this and its neighbours, for columns of a time comparison. */
  readonly group?: string
  readonly kind: ColumnKind
  readonly align: 'left' | 'right' | 'center'
  /** px, when the person set one. */
  readonly width?: number
  readonly format: (value: unknown) => string
  /** The greatest size in the column, when bars stand behind its numbers. */
  readonly bar?: { readonly most: number; readonly least: number; readonly centred: boolean; readonly signed: boolean }
  readonly wraps: boolean
  /** A click filters the dashboard. */
  readonly dimension: boolean
}

/** What a missing value reads in tables. */
export const NO_VALUE = '–'

type Settings = Readonly<Record<string, unknown>>

function settingsOf(formData: FormData, key: string): Settings {
  const all = formData['column_config']
  const own = isRecord(all) && Object.hasOwn(all, key) ? all[key] : undefined
  return isRecord(own) ? own : {}
}

const whole = formatNumber(',.2~f')
const tiny = formatNumber('.3~g')

/** Exact and grouped: a table is where people look up the number. */
function exact(value: unknown): string {
  const number = numeric(value)
  return number !== null && number !== 0 && Math.abs(number) < 0.01 ? tiny(value) : whole(value)
}

/** As the database says it, without the noise of binary fractions. */
function asStored(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(12))) : String(value)
}

interface Scope {
  readonly formData: FormData
  readonly dataset: DatasetHints
  readonly result: QueryResult
  readonly metrics: ReadonlySet<string>
}

function numberText(key: string, own: Settings, scope: Scope): (value: unknown) => string {
  const { dataset, result, metrics } = scope
  if (key.startsWith('%') && metrics.has(key.slice(1))) return formatNumber(readText(own, 'd3NumberFormat', ',.2%'))
  const base = metrics.has(key) ? key : ([...metrics].find((metric) => key.startsWith(`${metric}${OFFSET_SEPARATOR}`)) ?? key)
  const format = readText(own, 'd3NumberFormat')
  const custom = format !== '' || own['currencyFormat'] || Object.hasOwn(dataset.columnFormats, base) || Object.hasOwn(dataset.currencyFormats, base)
  const plain = custom ? metricFormat(base, { dataset, format, currency: own['currencyFormat'], result }) : metrics.has(base) ? exact : asStored
  const small = readText(own, 'd3SmallNumberFormat')
  if (small === '') return plain
  const smallFormat = metricFormat(base, { dataset, format: small, currency: own['currencyFormat'], result })
  return (value) => (Math.abs(numeric(value) ?? 1) < 1 ? smallFormat(value) : plain(value))
}

/** Moments as they are stored: a date where every one is a midnight. */
function wholeMoment(key: string, result: QueryResult): string {
  const dates = result.data.every((row) => (toMoment(row[key])?.getTime() ?? 0) % 86_400_000 === 0)
  return dates ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S'
}

function momentPattern(key: string, own: Settings, { formData, result }: Scope): string {
  const pattern = readText(own, 'd3TimeFormat', readText(formData, 'table_timestamp_format', 'smart_date'))
  return pattern === 'smart_date' && grainOf(formData) === undefined ? wholeMoment(key, result) : pattern
}

/** The zone of a column's times, where it is not that of the data; its heading names it. */
function columnZone(key: string, kind: ColumnKind, own: Settings, scope: Scope): string | null {
  if (kind !== 'temporal') return null
  const grain = grainOf(scope.formData)
  return zoneOf(momentPattern(key, own, scope), grain, isTimed(scope.result, [key], grain))
}

function textOf(key: string, kind: ColumnKind, own: Settings, scope: Scope): (value: unknown) => string {
  let format: (value: unknown) => string
  if (kind === 'numeric') format = numberText(key, own, scope)
  else if (kind === 'temporal') {
    const grain = grainOf(scope.formData)
    format = timeOf(momentPattern(key, own, scope), grain, scope.result, [key], { namesZone: false })
  } else format = (value) => (typeof value === 'object' ? writeExact(value) : String(value))
  return (value) => (value === null || value === undefined ? NO_VALUE : format(value))
}

function barOf(key: string, own: Settings, scope: Scope): TableColumn['bar'] {
  const { formData, metrics, result } = scope
  const isMetric = metrics.has(key) || (key.startsWith('%') && metrics.has(key.slice(1)))
  const wanted = typeof own['showCellBars'] === 'boolean' ? own['showCellBars'] : readFlag(formData, 'show_cell_bars', true) && isMetric
  if (!wanted) return undefined
  const values = result.data.map((row) => numeric(row[key]) ?? 0)
  let most = 0
  let least = 0
  for (const value of values) {
    if (value > most) most = value
    if (value < least) least = value
  }
  return {
    most,
    least,
    centred: readFlag(own, 'alignPositiveNegative', readFlag(formData, 'align_pn')),
    signed: readFlag(own, 'colorPositiveNegative', readFlag(formData, 'color_pn', true)),
  }
}

function aligned(own: Settings, kind: ColumnKind): TableColumn['align'] {
  const align = own['horizontalAlign']
  if (align === 'left' || align === 'right' || align === 'center') return align
  return kind === 'numeric' ? 'right' : 'left'
}

function makeColumn(key: string, scope: Scope, more: Partial<TableColumn> = {}): TableColumn {
  const own = settingsOf(scope.formData, key)
  const kind = kindOf(scope.result, key)
  const bar = kind === 'numeric' ? barOf(key, own, scope) : undefined
  const width = typeof own['columnWidth'] === 'number' ? own['columnWidth'] : undefined
  const percent = key.startsWith('%') && scope.metrics.has(key.slice(1))
  const name = readText(own, 'customColumnName', percent ? `% ${displayName(key.slice(1), scope.dataset)}` : displayName(key, scope.dataset))
  const zone = columnZone(key, kind, own, scope)
  return {
    key,
    label: zone === null ? name : `${name} (${zone})`,
    kind,
    align: aligned(own, kind),
    ...(width !== undefined && { width }),
    format: textOf(key, kind, own, scope),
    ...(bar && { bar }),
    wraps: own['truncateLongCells'] !== true,
    dimension: tableDimensions(scope.formData).has(key),
    ...more,
  }
}

/** Names of the computed columns of a time comparison; their values are put into the rows. */
export const deltaKey = (metric: string): string => `Δ ${metric}`
export const ratioKey = (metric: string): string => `% ${metric} ±`

function compared(metric: string, shifted: string, scope: Scope): readonly TableColumn[] {
  const group = displayName(metric, scope.dataset)
  const main = makeColumn(metric, scope, { group, label: 'Now' })
  const { bar: _bar, ...bare } = main
  return [
    main,
    { ...bare, key: shifted, label: shifted.slice(metric.length + OFFSET_SEPARATOR.length), group },
    { ...bare, key: deltaKey(metric), label: 'Δ', group },
    { ...bare, key: ratioKey(metric), label: '%', group, format: (value) => (value === null || value === undefined ? NO_VALUE : formatNumber('+,.1%')(value)) },
  ]
}

/** The columns in the order of the result; a metric with a shifted twin becomes four. */
export function tableColumns(formData: FormData, dataset: DatasetHints, result: QueryResult): readonly TableColumn[] {
  const metrics = new Set([...readMetrics(formData, 'metrics'), ...readMetrics(formData, 'percent_metrics')].map(metricLabel))
  const scope: Scope = { formData, dataset, result, metrics }
  const twins = new Map<string, string>()
  for (const name of result.colnames) {
    const metric = [...metrics].find((one) => name.startsWith(`${one}${OFFSET_SEPARATOR}`))
    if (metric !== undefined && !metrics.has(name)) twins.set(metric, name)
  }
  const shifted = new Set(twins.values())
  return result.colnames
    .filter((name) => !shifted.has(name))
    .flatMap((name) => {
      const twin = twins.get(name)
      return twin === undefined ? [makeColumn(name, scope)] : compared(name, twin, scope)
    })
    .filter((column) => settingsOf(formData, column.key)['visible'] !== false)
}

/** Rows with the differences that the columns of a time comparison show. */
export function withDifferences(rows: readonly Row[], columns: readonly TableColumn[]): readonly Row[] {
  const pairs = columns.flatMap((column, index) =>
    column.key.startsWith('Δ ') && column.group !== undefined ? [[columns[index - 2]?.key, columns[index - 1]?.key] as const] : [],
  )
  if (pairs.length === 0) return rows
  return rows.map((row) => {
    const more: Record<string, unknown> = {}
    for (const [metric, shifted] of pairs) {
      if (metric === undefined || shifted === undefined) continue
      const now = numeric(row[metric])
      const then = numeric(row[shifted])
      more[deltaKey(metric)] = now === null || then === null ? null : now - then
      more[ratioKey(metric)] = now === null || then === null || then === 0 ? null : (now - then) / Math.abs(then)
    }
    return { ...row, ...more }
  })
}
