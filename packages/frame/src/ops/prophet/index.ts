import { addTime, BadRequest, type Cell, type TimeUnit } from '@coset/core'
import { type Frame, type Series, topLabel } from '../../frame.ts'
import { floatSeries, isMissing, isNumeric, numbers } from '../../values.ts'
import type { Operation, Options, Seasonality } from '../operation.ts'
import { bounded, column, onlyOptions } from '../options.ts'

/** Distance of two rows, as a count of calendar units; weeks may start or end on another day, their distance is the same. */
const STEPS: Readonly<Record<string, readonly [number, TimeUnit]>> = {
  PT1S: [1, 'second'],
  PT1M: [1, 'minute'],
  PT5M: [5, 'minute'],
  PT10M: [10, 'minute'],
  PT15M: [15, 'minute'],
  PT30M: [30, 'minute'],
  PT1H: [1, 'hour'],
  P1D: [1, 'day'],
  P1W: [1, 'week'],
  P1M: [1, 'month'],
  P3M: [3, 'month'],
  P1Y: [1, 'year'],
  '1969-12-28T00:00:00Z/P1W': [1, 'week'],
  '1969-12-29T00:00:00Z/P1W': [1, 'week'],
  'P1W/1970-01-03T00:00:00Z': [1, 'week'],
  'P1W/1970-01-04T00:00:00Z': [1, 'week'],
}

const stepOf = (options: Options): readonly [number, TimeUnit] => {
  const grain = options['time_grain']
  if (typeof grain !== 'string' || grain === '') throw new BadRequest('Time grain missing')
  const step = Object.hasOwn(STEPS, grain) ? STEPS[grain] : undefined
  if (step === undefined) throw new BadRequest(`Unsupported time grain: ${grain}`)
  return step
}

const MOST_PERIODS = 10_000

const periodsOf = (options: Options): number => {
  const periods = options['periods']
  if (typeof periods !== 'number' || !Number.isInteger(periods) || periods < 0) throw new BadRequest('Periods must be a whole integer value')
  if (periods > MOST_PERIODS) throw new BadRequest(`Periods must not be more than ${MOST_PERIODS}`)
  return periods
}

const intervalOf = (options: Options): number => {
  const interval = options['confidence_interval']
  if (typeof interval !== 'number' || interval <= 0 || interval >= 1) throw new BadRequest('Confidence interval must be between 0 and 1 (exclusive)')
  return interval
}

const seasonalityOf = (options: Options, key: string): Seasonality => {
  const value = options[key]
  if (value === undefined || value === null) return 'auto'
  if (typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100) return value
  throw new BadRequest(`${key} must be a boolean or a whole number`)
}

const timesOf = (series: Series): number[] => {
  const usable = series.type === 'timestamp' || series.type === 'date'
  if (!usable || !series.cells.every((cell) => typeof cell === 'number')) throw new BadRequest('DataFrame must have a temporal column as its index')
  return series.cells.map(Number)
}

/** Calendar steps from the last row; a month's last day stays one where the next month is shorter. */
const futureOf = (times: readonly number[], periods: number, [count, unit]: readonly [number, TimeUnit]): number[] => {
  const last = Math.max(...times)
  return Array.from({ length: periods }, (_, i) => addTime(last, count * (i + 1), unit))
}

const extended = (series: Series, extra: number): Series => ({
  ...series,
  type: series.type === 'integer' && extra > 0 ? 'float' : series.type,
  cells: [...series.cells, ...Array.from({ length: extra }, (): Cell => null)],
})

const complete = (series: Series): boolean => isNumeric(series) && !series.cells.some(isMissing)

/**
 * Each wholly numeric column beside its forecast: `<c>__yhat`, `__yhat_lower`, `__yhat_upper`, then the column; future rows are appended, one a
 * grain. Columns with gaps or text are dropped. Throws BadRequest, also where no forecaster is at hand.
 */
export const prophet: Operation = (frame, options, context): Frame => {
  onlyOptions(options, ['time_grain', 'periods', 'confidence_interval', 'yearly_seasonality', 'weekly_seasonality', 'daily_seasonality', 'index'])
  const [step, periods, interval] = [stepOf(options), periodsOf(options), intervalOf(options)]
  const name = typeof options['index'] === 'string' ? options['index'] : '__timestamp'
  const index = column(frame, name)
  const others = frame.columns.filter((series) => topLabel(series.label) !== name)
  if (others.length === 0) throw new BadRequest('DataFrame include at least one series')
  const times = timesOf(index)
  const { forecast } = context
  if (forecast === undefined) throw new BadRequest('Forecasts are not available here')
  const future = futureOf(times, periods, step)
  const all = [...times, ...future]
  bounded(all.length * (others.length * 4 + 1), context)
  const seasons = {
    yearly: seasonalityOf(options, 'yearly_seasonality'),
    weekly: seasonalityOf(options, 'weekly_seasonality'),
    daily: seasonalityOf(options, 'daily_seasonality'),
  }
  const columns = others.filter(complete).flatMap((series): Series[] => {
    const label = String(topLabel(series.label))
    const found = forecast({ times, values: [...numbers(series)], at: all, interval, ...seasons })
    return [
      floatSeries(`${label}__yhat`, found.point),
      floatSeries(`${label}__yhat_lower`, found.lower),
      floatSeries(`${label}__yhat_upper`, found.upper),
      extended(series, future.length),
    ]
  })
  return { columns: [{ ...index, cells: all }, ...columns], rowCount: all.length, index: null, positions: null }
}
