import { BadRequest, type Cell, HOUR, parseHumanTime } from '@coset/core'
import { type Frame, isMissing, labelText, type Series, withColumns } from '@coset/frame'
import type { DatasetModel } from '../model.ts'
import type { QueryObject } from '../query-object.ts'
import { nestedText } from './python-text.ts'
import { parseByFormat } from './strptime.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const utf16 = new TextDecoder('utf-16le', { fatal: true })

const bytesText = (bytes: Uint8Array): string => {
  for (const decoder of [utf8, utf16]) {
    try {
      return decoder.decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return '[bytes]'
}

const plainCell = (cell: Cell): Cell => {
  if (cell instanceof Uint8Array) return bytesText(cell)
  if (typeof cell === 'object' && cell !== null) return nestedText(cell)
  return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell
}

const NESTED = new Set<Series['type']>(['json', 'binary', 'unknown'])

/** Nested values and bytes as text, infinities and NaN as missing. */
const plainSeries = (series: Series): Series => {
  if (series.type === 'float')
    return series.cells.some((cell) => typeof cell === 'number' && !Number.isFinite(cell)) ? { ...series, cells: series.cells.map(plainCell) } : series
  if (!NESTED.has(series.type)) return series
  return { ...series, type: series.type === 'unknown' ? 'unknown' : 'string', cells: series.cells.map(plainCell) }
}

const FORMATS = [
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%dT%H:%M:%S.%f',
  '%Y-%m-%d %H:%M:%S.%f',
  '%m/%d/%Y',
  '%d/%m/%Y',
  '%Y/%m/%d',
  '%Y%m%d',
  '%m/%d/%Y %H:%M:%S',
]

const guess = (text: string, now: number): number | null => {
  try {
    return parseHumanTime(text, now)
  } catch (error) {
    if (error instanceof BadRequest) return null
    throw error
  }
}

/** How texts of a column are read: by the known format, else by the first one that fits its first values, else one by one. */
const textReader = (cells: readonly Cell[], format: string | null, now: number): ((text: string) => number | null) => {
  if (format !== null && format !== '') return (text) => parseByFormat(text, format)
  const sample = cells.filter((cell) => typeof cell === 'string').slice(0, 100)
  const fitting = FORMATS.find((candidate) => sample.every((text) => parseByFormat(text, candidate) !== null))
  return fitting === undefined ? (text) => guess(text, now) : (text) => parseByFormat(text, fitting)
}

const momentSeries = (series: Series, format: string | null, shiftMs: number, now: number): Series => {
  const temporal = series.type === 'timestamp' || series.type === 'date'
  const unit = !temporal && format === 'epoch_s' ? 1000 : 1
  const epoch = format === 'epoch_s' || format === 'epoch_ms'
  const read = textReader(series.cells, epoch ? null : format, now)
  const cells = series.cells.map((cell): Cell => {
    if (isMissing(cell)) return null
    if (typeof cell === 'number' || typeof cell === 'bigint') {
      if (temporal || epoch) return Number(cell) * unit + shiftMs
      const moment = format === null || format === '' ? Number(cell) / 1_000_000 : parseByFormat(String(cell), format)
      return moment === null ? null : moment + shiftMs
    }
    const moment = typeof cell === 'string' ? read(cell) : null
    return moment === null ? null : moment + shiftMs
  })
  return { ...series, type: 'timestamp', cells }
}

/** Labels whose values are moments: the axis and the time column where they carry a time column's own name, and `__timestamp`. */
const momentLabels = (query: QueryObject, dataset: DatasetModel): ReadonlySet<string> => {
  const named = [
    ...query.columns.flatMap((column) => (typeof column !== 'string' && column.isAxis ? [column.label] : [])),
    ...(query.granularity === null ? [] : [query.granularity]),
  ]
  return new Set(['__timestamp', ...named.filter((name) => dataset.columns.some((column) => column.name === name && column.isTemporal))])
}

/** A result as post-processing and clients expect it; moments of the axis are moved by the dataset's hours and the query's shift. */
export const normaliseFrame = (frame: Frame, query: QueryObject, dataset: DatasetModel, shiftMs: number, now: number): Frame => {
  const moments = momentLabels(query, dataset)
  return withColumns(
    frame,
    frame.columns.map((series) => {
      const label = labelText(series.label)
      if (!moments.has(label)) return plainSeries(series)
      const column = dataset.columns.find((one) => one.name === (label === '__timestamp' ? query.granularity : label))
      return momentSeries(series, column?.pythonDateFormat || column?.datetimeFormat || null, dataset.offsetHours * HOUR + shiftMs, now)
    }),
  )
}
