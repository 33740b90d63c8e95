import { BadRequest } from '@coset/core'
import { quantile, variance } from '../../aggregate.ts'
import { takeRows } from '../../frame.ts'
import { floatSeries, numbers } from '../../values.ts'
import { mapColumns } from '../map-columns.ts'
import type { Operation, Options } from '../operation.ts'
import { flag, isObject, mapping, onlyOptions, whole } from '../options.ts'

type Window = (present: readonly number[], options: Options) => number

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : sum(values) / values.length)

const moments = (values: readonly number[]): readonly [number, number, number] => {
  const m = mean(values)
  const power = (p: number): number => sum(values.map((v) => (v - m) ** p))
  return [power(2), power(3), power(4)]
}

/** Sample skewness and excess kurtosis with the usual bias corrections. */
const skew: Window = (values) => {
  const n = values.length
  const [m2, m3] = moments(values)
  if (n < 3) return Number.NaN
  return m2 === 0 ? 0 : (n * Math.sqrt(n - 1) * m3) / ((n - 2) * m2 ** 1.5)
}
const kurt: Window = (values) => {
  const n = values.length
  const [m2, , m4] = moments(values)
  if (n < 4) return Number.NaN
  return m2 === 0 ? -3 : (n * (n + 1) * (n - 1) * m4) / ((n - 2) * (n - 3) * m2 ** 2) - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3))
}

const ddof = (options: Options): number => (typeof options['ddof'] === 'number' ? options['ddof'] : 1)
const share = (options: Options): number => {
  const q = options['quantile'] ?? options['q']
  if (typeof q !== 'number' || q < 0 || q > 1) throw new BadRequest('quantile must be between 0 and 1')
  return q
}

const WINDOWS: Readonly<Record<string, Window>> = {
  count: (v) => v.length,
  kurt,
  max: (v) => (v.length === 0 ? Number.NaN : v.reduce((a, b) => Math.max(a, b))),
  mean,
  median: (v) => quantile(v, 0.5),
  min: (v) => (v.length === 0 ? Number.NaN : v.reduce((a, b) => Math.min(a, b))),
  quantile: (v, o) => quantile(v, share(o)),
  skew,
  std: (v, o) => Math.sqrt(variance(v, ddof(o))),
  sum,
  var: (v, o) => variance(v, ddof(o)),
}

/**
 * A statistic over the last `window` rows (around the row with `center`); missing values are skipped, fewer than `min_periods`
 * (the window when null) give null. The first `min_periods − 1` rows are cut off afterwards.
 */
export const rolling: Operation = (frame, options) => {
  onlyOptions(options, ['columns', 'rolling_type', 'window', 'rolling_type_options', 'center', 'win_type', 'min_periods'])
  const window = whole(options, 'window', null)
  if (window === null || window <= 0) throw new BadRequest('Undefined window for rolling operation')
  if (options['win_type'] !== undefined && options['win_type'] !== null) throw new BadRequest('Weighted windows (win_type) are not supported')
  const kind = String(options['rolling_type'])
  const apply = Object.hasOwn(WINDOWS, kind) ? WINDOWS[kind] : undefined
  if (apply === undefined) throw new BadRequest(`Invalid rolling_type: ${kind}`)
  const kindOptions = isObject(options['rolling_type_options']) ? options['rolling_type_options'] : {}
  const asked = whole(options, 'min_periods', null)
  if (asked !== null && (asked < 0 || asked > window)) throw new BadRequest(`min_periods ${asked} must be between 0 and window ${window}`)
  const least = asked ?? (kind === 'count' ? 0 : window)
  const ahead = flag(options, 'center', false) ? Math.floor((window - 1) / 2) : 0
  const result = mapColumns(frame, mapping(options, 'columns'), (source) => {
    const values = numbers(source)
    const out = values.map((_, row) => {
      const end = Math.min(values.length, row + 1 + ahead)
      const present = Array.from(values.subarray(Math.max(0, row + 1 + ahead - window), end)).filter((v) => !Number.isNaN(v))
      return present.length < least ? Number.NaN : apply(present, kindOptions)
    })
    return floatSeries(source.label, out)
  })
  const cut = asked === null || asked === 0 ? 0 : asked - 1
  return cut === 0
    ? result
    : takeRows(
        result,
        Array.from({ length: Math.max(0, result.rowCount - cut) }, (_, i) => i + cut),
      )
}
