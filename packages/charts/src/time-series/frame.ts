import {
  axisLabel,
  comparesInPlace,
  type DatasetHints,
  displayName,
  extraSortMetrics,
  type FormData,
  labelOf,
  metricLabel,
  type QueryResult,
  readColumns,
  readFlag,
  readMetrics,
  readText,
  timeOffsets,
} from '@coset/chart-kit'
import { formatNumber, formatTime, toMoment, zoneOf } from '@coset/core'
import { grainOf, isTimed, kindOf, numeric, type Row } from '../cells.ts'

export type AxisKind = 'time' | 'category' | 'value'

export interface Series {
  /** Column of the result. */
  readonly key: string
  /** What people read; unique within the chart. */
  readonly name: string
  /** Values of the dimensions, in the order of the form. */
  readonly dimensions: readonly string[]
  /** The offset when this is the shifted twin of another series. */
  readonly offset?: string
  /** The label that decides the colour: a shifted twin takes its original's. */
  readonly colorKey: string
  readonly values: readonly (number | null)[]
  /** Where long integers are among the values: those. */
  readonly exact?: readonly (bigint | undefined)[]
  /** Which part of a forecast this column is. */
  readonly forecast?: 'value' | 'lower' | 'upper'
}

export interface Frame {
  readonly axis: string
  readonly kind: AxisKind
  /** Epoch ms, numbers or labels, one for each point. */
  readonly xs: readonly (number | string)[]
  /** What the axis writes at each x. */
  readonly format: (value: unknown) => string
  readonly tip: (value: unknown) => string
  /** The zone of the axis's times, where it is not that of the data. */
  readonly zone?: string
  readonly series: readonly Series[]
  /** The raw axis value behind a label. */
  readonly rawByLabel: ReadonlyMap<string, unknown>
}

const FORECAST = /__yhat(_lower|_upper)?$/

function forecastPart(key: string): Series['forecast'] {
  const match = FORECAST.exec(key)
  if (!match) return undefined
  return match[1] === '_lower' ? 'lower' : match[1] === '_upper' ? 'upper' : 'value'
}

function partsOf(key: string, result: QueryResult): readonly string[] {
  const map = result.label_map
  const parts = map && Object.hasOwn(map, key) ? map[key] : undefined
  return parts && parts.length > 0 ? parts : [key]
}

function offsetOf(key: string, offsets: readonly string[]): string | undefined {
  return offsets.find((offset) => key === offset || key.startsWith(`${offset}, `) || key.includes(`, ${offset}`) || key.includes(`__${offset}`))
}

function withoutOffset(key: string, offset: string, metrics: readonly string[]): string {
  const bare = key
    .replace(`__${offset}`, '')
    .split(', ')
    .filter((part) => part !== offset)
    .join(', ')
  return bare === '' ? (metrics[0] ?? key) : bare
}

const longOf = (value: unknown): bigint | undefined => (typeof value === 'bigint' ? value : undefined)

function seriesOf(
  key: string,
  { formData, dataset, result, rows }: { formData: FormData; dataset: DatasetHints; result: QueryResult; rows: readonly Row[] },
): Series {
  const parts = partsOf(key, result)
  const groups = readColumns(formData, 'groupby').length
  const metrics = readMetrics(formData, 'metrics').map(metricLabel)
  const offset = comparesInPlace(formData) ? undefined : offsetOf(key, timeOffsets(formData))
  const part = forecastPart(key)
  const base = key.replace(FORECAST, '')
  const named = parts.map((one) => (metrics.includes(one) ? displayName(one, dataset) : labelOf(one))).join(', ')
  const name = part === undefined ? (parts.length > 1 || parts[0] !== key ? named : displayName(key, dataset)) : key
  return {
    key,
    name,
    dimensions: groups > 0 && parts.length >= groups ? parts.slice(-groups) : [],
    ...(offset !== undefined && { offset }),
    colorKey: offset === undefined ? (part === undefined ? name : base) : withoutOffset(key, offset, metrics),
    values: rows.map((row) => numeric(row[key])),
    ...(rows.some((row) => typeof row[key] === 'bigint') && { exact: rows.map((row) => longOf(row[key])) }),
    ...(part && { forecast: part }),
  }
}

interface AxisNeeds {
  readonly bars: boolean
  readonly stacked: boolean
}

function axisKind(formData: FormData, result: QueryResult, axis: string, needs: AxisNeeds): AxisKind {
  if (readFlag(formData, 'xAxisForceCategorical')) return 'category'
  const kind = kindOf(result, axis)
  if (kind === 'temporal' || axis === '__timestamp') return 'time'
  return kind === 'numeric' && !needs.bars && !needs.stacked ? 'value' : 'category'
}

const collator = new Intl.Collator(undefined, { numeric: true })

/** Rows in the order of the axis: time and numbers ascend, categories as the query or the form orders them. */
function ordered(formData: FormData, result: QueryResult, axis: string, kind: AxisKind): readonly Row[] {
  if (kind === 'time') return [...result.data].sort((a, b) => (toMoment(a[axis])?.getTime() ?? 0) - (toMoment(b[axis])?.getTime() ?? 0))
  if (kind === 'value') return [...result.data].sort((a, b) => (numeric(a[axis]) ?? 0) - (numeric(b[axis]) ?? 0))
  const by = formData['x_axis_sort']
  if (typeof by !== 'string' || readColumns(formData, 'groupby').length === 0) return result.data
  const sign = readFlag(formData, 'x_axis_sort_asc', true) ? 1 : -1
  if (by === axis) return [...result.data].sort((a, b) => sign * collator.compare(labelOf(a[axis]), labelOf(b[axis])))
  const keys = result.colnames.filter((name) => name !== axis && (readMetrics(formData, 'metrics').length < 2 || name.startsWith(by)))
  const sum = (row: Row): number => keys.reduce((total, key) => total + (numeric(row[key]) ?? 0), 0)
  return [...result.data].sort((a, b) => sign * (sum(a) - sum(b)))
}

function axisFormats(formData: FormData, result: QueryResult, axis: string, kind: AxisKind, temporal: boolean): Pick<Frame, 'format' | 'tip' | 'zone'> {
  if (kind === 'time' || temporal) {
    const grain = grainOf(formData)
    const timed = isTimed(result, [axis], grain)
    const pattern = readText(formData, 'x_axis_time_format', 'smart_date')
    const labelGrain = temporal && kind === 'category' ? grain : undefined
    const zone = zoneOf(pattern, labelGrain, timed)
    return {
      format: formatTime(pattern, labelGrain, { timed, namesZone: false }),
      tip: formatTime(readText(formData, 'tooltipTimeFormat', pattern), grain ?? null, { timed }),
      ...(zone !== null && { zone }),
    }
  }
  const number = kind === 'value' ? formatNumber(readText(formData, 'x_axis_number_format', '~g')) : (value: unknown): string => String(value)
  return { format: number, tip: number }
}

/** A pivoted result as an axis and its series. Undefined when the result has no axis or no series. */
export function toFrame(formData: FormData, dataset: DatasetHints, result: QueryResult, needs: AxisNeeds): Frame | undefined {
  const wanted = axisLabel(formData)
  const axis = wanted !== undefined && result.colnames.includes(wanted) ? wanted : result.colnames[0]
  if (axis === undefined || result.data.length === 0) return undefined
  const kind = axisKind(formData, result, axis, needs)
  const temporal = kindOf(result, axis) === 'temporal'
  const rows = ordered(formData, result, axis, kind)
  const hidden = new Set(extraSortMetrics(formData).filter((label) => !readMetrics(formData, 'metrics').map(metricLabel).includes(label)))
  const keys = result.colnames.filter((name) => name !== axis && !hidden.has(name))
  const formats = axisFormats(formData, result, axis, kind, temporal)
  const rawByLabel = new Map<string, unknown>()
  const xs = rows.map((row) => {
    const raw = row[axis]
    if (kind === 'time') return toMoment(raw)?.getTime() ?? Number.NaN
    if (kind === 'value') return numeric(raw) ?? Number.NaN
    const label = temporal && raw !== null ? formats.format(raw) : labelOf(raw)
    rawByLabel.set(label, raw)
    return label
  })
  const series = keys.map((key) => seriesOf(key, { formData, dataset, result, rows }))
  return series.length === 0 ? undefined : { axis, kind, xs, ...formats, series: unique(series), rawByLabel }
}

/** Two columns that read the same get a number, so that each keeps its own legend entry. */
function unique(series: readonly Series[]): readonly Series[] {
  const seen = new Map<string, number>()
  return series.map((one) => {
    const times = seen.get(one.name) ?? 0
    seen.set(one.name, times + 1)
    return times === 0 ? one : { ...one, name: `${one.name} (${times + 1})` }
  })
}
