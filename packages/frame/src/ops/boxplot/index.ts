import { BadRequest, type Cell, type JsonValue } from '@coset/core'
import { quantile } from '../../aggregate.ts'
import { makeFrame, type Series } from '../../frame.ts'
import { groupRows } from '../../group.ts'
import { coercedNumbers } from '../../values.ts'
import type { Operation, Options } from '../operation.ts'
import { column, onlyOptions, requireColumns, textList } from '../options.ts'

type Whiskers = (values: readonly number[]) => readonly [low: number, high: number]

const quartiles = (values: readonly number[]): readonly [number, number] => [quantile(values, 0.25, 'midpoint'), quantile(values, 0.75, 'midpoint')]

/** Each whisker looks at its own fence only: with few values the upper one may lie below the lower one. */
const tukey: Whiskers = (values) => {
  const [q1, q3] = quartiles(values)
  const reach = 1.5 * (q3 - q1)
  const below = values.filter((v) => v <= q3 + reach)
  const above = values.filter((v) => v >= q1 - reach)
  return [extremes(above)[0], extremes(below)[1]]
}

const extremes: Whiskers = (values) => [
  values.reduce((a, b) => Math.min(a, b), values[0] ?? Number.NaN),
  values.reduce((a, b) => Math.max(a, b), values[0] ?? Number.NaN),
]

const whiskers = (options: Options): Whiskers => {
  const kind = options['whisker_type']
  if (kind === 'tukey') return tukey
  if (kind === 'min/max') return extremes
  if (kind !== 'percentile') throw new BadRequest(`Unsupported whisker type: ${String(kind)}`)
  const given = options['percentiles']
  const [low, high] = Array.isArray(given) && given.length === 2 ? (given as unknown[]) : []
  if (typeof low !== 'number' || typeof high !== 'number' || low >= high || low < 0 || high > 100) {
    throw new BadRequest('percentiles must be a list or tuple with two numeric values, of which the first is lower than the second value')
  }
  return (values) => [quantile(values, low / 100), quantile(values, high / 100)]
}

/** Values of one group → the eight figures, in the order of the output columns. `count` includes missing values. */
const figures = (all: readonly number[], edges: Whiskers): Readonly<Record<string, Cell>> => {
  const values = all.filter((v) => !Number.isNaN(v))
  const number = (v: number): Cell => (Number.isNaN(v) ? null : v)
  const [low, high] = edges(values)
  const [q1, q3] = quartiles(values)
  const outliers: JsonValue[] = [...values.filter((v) => v > high), ...values.filter((v) => v < low)]
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return {
    mean: number(mean),
    median: number(quantile(values, 0.5)),
    max: number(high),
    min: number(low),
    q1: number(q1),
    q3: number(q3),
    count: all.length,
    outliers,
  }
}

const FIGURES = ['mean', 'median', 'max', 'min', 'q1', 'q3', 'count', 'outliers']

/** Box-and-whisker figures per group: `<metric>__mean` … `<metric>__outliers`. */
export const boxplot: Operation = (frame, options) => {
  onlyOptions(options, ['groupby', 'metrics', 'whisker_type', 'percentiles'])
  const names = textList(options, 'groupby')
  const metrics = textList(options, 'metrics')
  requireColumns(frame, [...names, ...metrics])
  const edges = whiskers(options)
  const keys = names.map((name) => column(frame, name))
  const groups = groupRows(keys, frame.rowCount, true)
  const results = metrics.map((metric) => {
    const values = coercedNumbers(column(frame, metric))
    return groups.map((group) =>
      figures(
        group.rows.map((row) => values[row] ?? Number.NaN),
        edges,
      ),
    )
  })
  const keyColumns = keys.map((key, level): Series => ({ ...key, cells: groups.map((group) => group.keys[level] ?? null) }))
  const figureColumns = FIGURES.flatMap((figure) =>
    metrics.map((metric, m): Series => {
      const type = figure === 'count' ? 'integer' : figure === 'outliers' ? 'json' : 'float'
      return { label: `${metric}__${figure}`, type, cells: (results[m] ?? []).map((row) => row[figure] ?? null) }
    }),
  )
  return makeFrame([...keyColumns, ...figureColumns], groups.length)
}
