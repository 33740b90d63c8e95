import { BadRequest, type Cell, type CellType } from '@coset/core'
import { type Label, labelText, type Series } from './frame.ts'

const NUMERIC: ReadonlySet<CellType> = new Set(['integer', 'float', 'decimal'])
const DAY = 86_400_000

export const isNumeric = (series: Series): boolean =>
  NUMERIC.has(series.type) || (series.type === 'unknown' && series.cells.every((c) => c === null || isNumber(c)))

const isNumber = (cell: Cell): cell is number | bigint => typeof cell === 'number' || typeof cell === 'bigint'

/** Missing: SQL NULL, or a float that is not a number. */
export const isMissing = (cell: Cell): boolean => cell === null || (typeof cell === 'number' && Number.isNaN(cell))

const asNumber = (cell: Cell, label: Label): number => {
  if (cell === null) return Number.NaN
  if (typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number(cell)
  if (typeof cell === 'boolean') return cell ? 1 : 0
  throw new BadRequest(`Column "${labelText(label)}" is not numeric`)
}

/** Cells as numbers, missing ones as NaN; decimals lose digits beyond a double. Throws BadRequest for text and other kinds. */
export const numbers = (series: Series): Float64Array => {
  const out = new Float64Array(series.cells.length)
  const decimal = series.type === 'decimal'
  for (let i = 0; i < out.length; i++) {
    const cell = series.cells[i] ?? null
    out[i] = decimal && typeof cell === 'string' ? Number(cell) : asNumber(cell, series.label)
  }
  return out
}

/** As {@link numbers}, but text is read as a number where it is one and is missing otherwise. */
export const coercedNumbers = (series: Series): Float64Array =>
  Float64Array.from(series.cells, (cell) => {
    if (typeof cell === 'string') return cell.trim() === '' ? Number.NaN : Number(cell)
    return isNumber(cell) || typeof cell === 'boolean' ? Number(cell) : Number.NaN
  })

/** A float column; NaN becomes null. */
export const floatSeries = (label: Label, values: ArrayLike<number>): Series => ({
  label,
  type: 'float',
  cells: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
})

/** A column computed from `source`: whole numbers stay integers, decimals become floats. */
export const numberSeries = (source: Series, values: ArrayLike<number>, label: Label = source.label): Series => {
  const whole = source.type === 'integer' || source.type === 'boolean'
  return { ...floatSeries(label, values), type: whole ? 'integer' : 'float' }
}

const unit = (code: number): number => (code < 0xd800 ? code : code >= 0xe000 ? code - 0x800 : code + 0x2000)

/** Order of two texts by code point. */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return unit(x) - unit(y)
  }
  return a.length - b.length
}

/** Order of two cells of one column: numbers by size, text by code point, numbers before text, missing last. */
export const compareCells = (a: Cell, b: Cell, type: CellType): number => {
  if (a === b) return 0
  const missing = Number(isMissing(a)) - Number(isMissing(b))
  if (missing !== 0 || isMissing(a)) return missing
  if (type === 'decimal' && typeof a === 'string' && typeof b === 'string') return Number(a) - Number(b)
  const textual = Number(typeof a === 'string') - Number(typeof b === 'string')
  if (textual !== 0) return textual
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if ((isNumber(a) || typeof a === 'boolean') && (isNumber(b) || typeof b === 'boolean')) return a < b ? -1 : a > b ? 1 : 0
  return compareText(JSON.stringify(a) ?? '', JSON.stringify(b) ?? '')
}

/** A float as the field's tools print it: `2.0`, `1e+16`, `0.0001`. */
export const floatText = (value: number): string => {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value)
  const [mantissa = '0', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value !== 0 && (exponent < -4 || exponent >= 16)) return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  const plain = exponent < 0 ? value.toFixed(Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - exponent)) : String(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const twoDigits = (value: number): string => TWO_DIGITS[value] ?? String(value)

// Rows that follow each other mostly lie on one day: its text is made once.
let lastDay = Number.NaN
let lastText: string | null = null

/** `2020-01-01` of a day since the epoch; null beyond what a date can be. */
const dayText = (day: number): string | null => {
  if (day === lastDay) return lastText
  const date = new Date(day * DAY)
  lastText = Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -14)
  lastDay = day
  return lastText
}

/** `2020-01-01 00:00:00`, with microseconds only when there are any. */
export const timestampText = (epochMs: number): string => {
  const seconds = Math.floor(epochMs / 1000)
  const micros = Math.round((epochMs - seconds * 1000) * 1000)
  const day = Math.floor(seconds / 86_400)
  const date = dayText(day)
  if (date === null) return String(epochMs)
  const clock = seconds - day * 86_400
  const base = `${date} ${twoDigits(Math.floor(clock / 3600))}:${twoDigits(Math.floor(clock / 60) % 60)}:${twoDigits(clock % 60)}`
  return micros === 0 ? base : `${base}.${String(micros).padStart(6, '0')}`
}

/** A present cell as text in headers and CSV. `asFloat`: whole numbers of a column with gaps are printed as floats. */
export const cellText = (cell: Cell, type: CellType, asFloat = false): string => {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  if (typeof cell === 'bigint') return asFloat ? floatText(Number(cell)) : String(cell)
  if (typeof cell === 'number') {
    if (type === 'timestamp') return timestampText(cell)
    if (type === 'date') return dayText(Math.floor(cell / DAY)) ?? String(cell)
    return type === 'integer' && !asFloat ? String(cell) : type === 'unknown' && Number.isInteger(cell) ? String(cell) : floatText(cell)
  }
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

/** True when whole numbers of this column are shown as floats because some are missing. */
export const hasGaps = (series: Series): boolean => series.type === 'integer' && series.cells.some(isMissing)
