import { BadRequest, type Cell, DAY, moveByText, offsetRange, parseHumanTime, shiftRange, type TimeRange, truncateTime, weekday, wholeDays } from '@coset/core'
import { cellText, type Frame, labelText, makeFrame, numbers, rowKey, type Series, withColumns } from '@coset/frame'
import { axisColumn } from '../plan/columns.ts'
import { queryError } from '../plan/plan-context.ts'
import { columnLabel, metricLabel, type QueryFilter, type QueryObject } from '../query-object.ts'
import { readRange } from '../rewrite.ts'
import { type Pipeline, runVariation, type Variation } from './pipeline.ts'

const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_RANGE = /^\d{4}-\d{2}-\d{2}\s+:\s+\d{4}-\d{2}-\d{2}$/
const UNITS = /\b(?:second|minute|hour|day|week|month|year)s?\b/i

/** The closed range that comparisons count from. Throws BadRequest when it is open. */
const outerRange = (pipeline: Pipeline): { readonly since: number; readonly until: number } => {
  const { query } = pipeline.rewritten
  const filter = query.filters.findLast((one) => one.op === 'TEMPORAL_RANGE' && typeof one.val === 'string')
  const text = query.timeRange || (typeof filter?.val === 'string' ? filter.val : null)
  const range = text === null ? { since: null, until: null } : readRange(query, text, pipeline.now)
  if (range.since === null || range.until === null) {
    throw queryError('An enclosed time range (both start and end) must be specified when using a Time Comparison.')
  }
  return { since: range.since, until: range.until }
}

/** An offset as asked → the distance text that moves a moment. */
const distance = (offset: string, outer: { readonly since: number; readonly until: number }, now: number): string => {
  if (offset === 'inherit') return `${wholeDays(outer.since, outer.until)} days ago`
  if (DATE.test(offset)) return `${wholeDays(parseHumanTime(offset, now), outer.since)} days ago`
  return offset
}

/** `2020-01-01 : 2020-02-01` as bounds of its own. Throws BadRequest where the site has not switched that on. */
const absoluteRange = (pipeline: Pipeline, offset: string): TimeRange | null => {
  if (!DATE_RANGE.test(offset)) return null
  if (!pipeline.deps.limits.dateRangeOffsets)
    throw new BadRequest('Date range time offsets are switched off; the feature flag DATE_RANGE_TIMESHIFTS_ENABLED allows them.')
  const [since = '', until = ''] = offset.split(/\s+:\s+/)
  return { since: parseHumanTime(since, pipeline.now), until: parseHumanTime(until, pipeline.now) }
}

const isDatetime = (series: Series | undefined): boolean => series !== undefined && (series.type === 'timestamp' || series.type === 'date')

/** A period of its own dates meets the main one without its time; with nothing else to meet by, it is one sum. */
const joinAbsolute = (main: Frame, other: Frame, keyCount: number, rename: (label: string) => string): Frame => {
  const times = new Set(main.columns.slice(0, keyCount).flatMap((one) => (isDatetime(one) ? [labelText(one.label)] : [])))
  const untimed = (frame: Frame): Frame =>
    withColumns(frame, [...frame.columns.slice(0, keyCount).filter((one) => !times.has(labelText(one.label))), ...frame.columns.slice(keyCount)])
  const [left, right] = [untimed(main), untimed(other)]
  const keys = keyCount - (main.columns.length - left.columns.length)
  if (keys > 0) {
    const joined = leftJoin(left, right, keys, null, '', rename)
    return joined.rowCount === main.rowCount ? withColumns(main, [...main.columns, ...joined.columns.slice(left.columns.length)]) : joined
  }
  const sums = right.columns.map((series): Series => {
    const sum = [...numbers(series)].reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0)
    return { label: rename(labelText(series.label)), type: series.type === 'integer' ? 'integer' : 'float', cells: main.columns[0]?.cells.map(() => sum) ?? [] }
  })
  return withColumns(main, [...main.columns, ...sums])
}

const variationFor = (pipeline: Pipeline, frame: Frame, moved: string, outer: TimeRange, absolute: TimeRange | null): Variation => {
  const { rewritten, now } = pipeline
  const { query } = rewritten
  const axis = axisColumn(query.columns)
  const label = axis?.label ?? (query.isTimeseries ? '__timestamp' : null)
  const index = frame.columns.find((series) => label !== null && labelText(series.label) === label)
  const range = absolute ?? offsetRange(outer, moved)
  const onAxis = (filter: QueryFilter): boolean => label !== null && columnLabel(filter.col) === label
  const shiftedFilters = isDatetime(index) && label !== null
  const filters = query.filters.filter((filter) => !onAxis(filter) || filter.op === 'TEMPORAL_RANGE')
  const filterRanges = shiftedFilters ? rewritten.filterRanges : new Map([...rewritten.filterRanges].map(([text, own]) => [text, shiftRange(own, moved, now)]))
  const own: QueryObject = { ...query, filters, timeOffsets: [], postProcessing: [], rowOffset: 0, granularity: query.granularity ?? axis?.label ?? null }
  return {
    query: own,
    range,
    innerRange: range,
    shifted: shiftedFilters && label !== null ? { column: label, range } : null,
    filterRanges,
    rowLimit: query.rowLimit === null && query.unlimited ? null : pipeline.deps.limits.rowLimit,
  }
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** Week number of the year with the given first day (Monday 0, Sunday 6); days before the first such day are week 00. */
const weekOfYear = (at: number, firstDay: number): number => {
  const start = truncateTime(at, 'year')
  const day = Math.floor((at - start) / DAY)
  return Math.floor((day + 7 - ((weekday(at) - firstDay + 7) % 7)) / 7)
}

const SUNDAY_WEEKS = new Set(['1969-12-28T00:00:00Z/P1W', 'P1W/1970-01-03T00:00:00Z'])
const MONDAY_WEEKS = new Set(['P1W', '1969-12-29T00:00:00Z/P1W', 'P1W/1970-01-04T00:00:00Z'])

/** A moment as the text on which two periods meet at this grain. */
const grainText = (at: number, grain: string): string => {
  const date = new Date(at)
  const year = String(date.getUTCFullYear())
  if (SUNDAY_WEEKS.has(grain)) return `${year}-W${twoDigits(weekOfYear(at, 6))}`
  if (MONDAY_WEEKS.has(grain)) return `${year}-W${twoDigits(weekOfYear(at, 0))}`
  if (grain === 'P1M') return `${year}-${twoDigits(date.getUTCMonth() + 1)}`
  if (grain === 'P3M') return `${year}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`
  return grain === 'P1Y' ? year : String(at)
}

const joinGrain = (query: QueryObject): string | null => {
  const [first] = query.columns
  return first !== undefined && typeof first !== 'string' ? first.timeGrain : query.extras.timeGrain
}

/** Key columns of one side; with a grain the first becomes the text of its moment, moved for the main side. */
const keysOf = (frame: Frame, count: number, grain: string | null, moved: string | null): Series[] =>
  frame.columns.slice(0, count).map((series, i) => {
    if (grain === null || i > 0) return series
    const cells = series.cells.map((cell): Cell => {
      if (typeof cell !== 'number' || !isDatetime(series)) return cell === null ? 'NaT' : cellText(cell, series.type)
      return grainText(moved === null ? cell : moveByText(cell, moved), grain)
    })
    return { label: series.label, type: 'string', cells }
  })

const leftJoin = (main: Frame, shifted: Frame, keyCount: number, grain: string | null, moved: string, rename: (label: string) => string): Frame => {
  const rightKeys = keysOf(shifted, keyCount, grain, null)
  const rows = new Map<string, number[]>()
  for (let row = 0; row < shifted.rowCount; row++) {
    const key = rowKey(rightKeys, row)
    const known = rows.get(key)
    if (known === undefined) rows.set(key, [row])
    else known.push(row)
  }
  const leftKeys = keysOf(main, keyCount, grain, moved)
  const pairs: [number, number][] = []
  for (let row = 0; row < main.rowCount; row++) for (const match of rows.get(rowKey(leftKeys, row)) ?? [-1]) pairs.push([row, match])
  const kept = main.columns.map((series): Series => ({ ...series, cells: pairs.map(([row]) => series.cells[row] ?? null) }))
  const added = shifted.columns.slice(keyCount).map(
    (series): Series => ({
      ...series,
      label: rename(labelText(series.label)),
      cells: pairs.map(([, match]) => (match < 0 ? null : (series.cells[match] ?? null))),
    }),
  )
  return makeFrame([...kept, ...added], pairs.length)
}

/**
 * Runs the query once more per time offset and joins each result to the right of the main one, metrics named `<metric>__<offset>`.
 * Rows that exist only in the past are dropped. Throws BadRequest when the time range
 * is open or periods cannot meet because an offset is not understood.
 */
export const joinOffsets = async (pipeline: Pipeline, main: Frame, signal: AbortSignal | undefined): Promise<{ frame: Frame; sql: string[] }> => {
  const { query } = pipeline.rewritten
  const outer = outerRange(pipeline)
  const metrics = (query.metrics ?? []).map(metricLabel)
  const keyCount = main.columns.length - metrics.length
  const grain = joinGrain(query)
  const sql: string[] = []
  let frame = main
  for (const offset of query.timeOffsets) {
    const absolute = absoluteRange(pipeline, offset)
    const moved = distance(offset, outer, pipeline.now)
    if (absolute === null && grain !== null && (!UNITS.test(moved) || moveByText(pipeline.now, moved) === pipeline.now))
      throw queryError(`Time offset is not understood: ${offset}`)
    const result = await runVariation(pipeline, variationFor(pipeline, main, moved, outer, absolute), signal)
    sql.push(result.sql)
    const rename = (label: string): string => `${label}__${offset}`
    frame = absolute === null ? leftJoin(frame, result.frame, keyCount, grain, moved, rename) : joinAbsolute(frame, result.frame, keyCount, rename)
  }
  return { frame, sql }
}
