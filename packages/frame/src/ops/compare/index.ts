import { BadRequest } from '@coset/core'
import { type Frame, type Series, topLabel, withColumns, withTopLabel } from '../../frame.ts'
import { floatSeries, numbers } from '../../values.ts'
import type { Operation } from '../operation.ts'
import { flag, named, onlyOptions, requireColumns, text, textList, whole } from '../options.ts'

const TYPES = ['difference', 'percentage', 'ratio'] as const

/** Rounds halves of the binary value to even at the given number of decimals. */
const round = (value: number, precision: number): number => {
  if (!Number.isFinite(value)) return value
  const factor = 10 ** precision
  const scaled = value * factor
  const floor = Math.floor(scaled)
  const rest = scaled - floor
  const whole = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
  return whole / factor
}

const computed = (kind: string, source: Series, other: Series, precision: number): Float64Array => {
  const s = numbers(source)
  const c = numbers(other)
  return s.map((value, row) => {
    const base = c[row] ?? Number.NaN
    if (kind === 'difference') return value - base
    return round(kind === 'percentage' ? (value - base) / base : value / base, precision)
  })
}

const pairs = (frame: Frame, source: string, other: string): [Series, Series][] => {
  const rest = (series: Series): string => JSON.stringify(typeof series.label === 'string' ? [] : series.label.slice(1))
  const others = new Map(named(frame, other).map((series) => [rest(series), series]))
  return named(frame, source).flatMap((series): [Series, Series][] => {
    const partner = others.get(rest(series))
    return partner === undefined ? [] : [[series, partner]]
  })
}

/** Adds `<type>__<source>__<compare>` for each pair of columns; the originals go when asked. */
export const compare: Operation = (frame, options) => {
  onlyOptions(options, ['source_columns', 'compare_columns', 'compare_type', 'drop_original_columns', 'precision'])
  const sources = textList(options, 'source_columns')
  const others = textList(options, 'compare_columns')
  requireColumns(frame, [...sources, ...others])
  const kind = text(options, 'compare_type')
  if (sources.length !== others.length) throw new BadRequest('`source_columns` and `compare_columns` must have the same length')
  if (!TYPES.some((known) => known === kind)) throw new BadRequest('`compare_type` must be `difference`, `percentage` or `ratio`')
  if (sources.length === 0) return frame
  const precision = whole(options, 'precision', 4) ?? 4
  const added = sources.flatMap((source, i) => {
    const other = others[i] ?? ''
    const name = `${kind}__${source}__${other}`
    return pairs(frame, source, other).map(([s, c]) => floatSeries(withTopLabel(s.label, name), computed(kind, s, c, precision)))
  })
  const gone = new Set(flag(options, 'drop_original_columns', false) ? [...sources, ...others] : [])
  return withColumns(frame, [...frame.columns.filter((column) => !gone.has(topLabel(column.label) ?? '')), ...added])
}
