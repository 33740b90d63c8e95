import type { Args } from '../args.ts'
import { isTrue } from '../compare.ts'
import { Fault } from '../errors.ts'
import { asBigInt, fixedText, isInteger, isNumber, MAX_DIGITS } from '../numbers.ts'
import { type BinaryOperator, binary } from '../operators.ts'
import type { Tools } from '../tools.ts'
import { refuseUndefined } from '../undefined.ts'
import { typeName, type Value } from '../values.ts'
import type { Filters } from './filters.ts'

const DIGITS: Readonly<Record<number, RegExp>> = { 2: /^(?:0[bB])?([01]+)$/, 8: /^(?:0[oO])?([0-7]+)$/, 10: /^(\d+)$/, 16: /^(?:0[xX])?([\da-fA-F]+)$/ }
const PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }
const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i

const integerOf = (text: string, base: number): bigint | null => {
  const clean = text.trim().replace(/(?<=\d)_(?=\d)/g, '')
  if (clean.length > MAX_DIGITS) return null
  const digits = DIGITS[base]?.exec(clean.replace(/^[+-]/, ''))?.[1]
  return digits === undefined ? null : BigInt((PREFIX[base] ?? '') + digits) * (clean.startsWith('-') ? -1n : 1n)
}

const floatOf = (text: string): number | null => {
  const clean = text.trim().replace(/(?<=\d)_(?=\d)/g, '')
  if (!FLOAT.test(clean)) return null
  const named = /^[+-]?(inf|nan)/i.exec(clean)?.[1]?.toLowerCase()
  if (named === undefined) return Number(clean)
  return named === 'nan' ? Number.NaN : clean.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

const toInteger = (value: Value, args: Args): Value => {
  refuseUndefined(value)
  const fallback = args.get(0, 'default', 0n)
  if (isInteger(value)) return asBigInt(value)
  const number = typeof value === 'string' ? (integerOf(value, args.count(1, 'base', 10)) ?? floatOf(value)) : value
  if (typeof number === 'bigint') return number
  return typeof number === 'number' && Number.isFinite(number) ? BigInt(Math.trunc(number)) : fallback
}

const toFloat = (value: Value, args: Args): Value => {
  refuseUndefined(value)
  const fallback = args.get(0, 'default', 0)
  if (isNumber(value)) return Number(value)
  return typeof value === 'string' ? (floatOf(value) ?? fallback) : fallback
}

const numberOf = (value: Value): bigint | boolean | number => {
  if (isNumber(value)) return value
  refuseUndefined(value)
  throw new Fault('TypeError', `a number is expected, not ${typeName(value)}`)
}

const rounded = (value: Value, args: Args, tools: Tools): Value => {
  const number = numberOf(value)
  const precision = args.count(0, 'precision', 0)
  const method = args.text(1, 'method', 'common')
  if (Math.abs(precision) > 400) throw new Fault('ValueError', 'the precision of round is too large')
  if (!['common', 'ceil', 'floor'].includes(method)) throw new Fault('TypeError', 'method must be common, ceil or floor')
  if (method === 'common') {
    if (isInteger(number)) return precision >= 0 ? asBigInt(number) : roundedInteger(asBigInt(number), -precision)
    return Number.isFinite(number) ? Number(fixedText(number, precision)) : number
  }
  const scale = (operator: BinaryOperator, of: Value): number => Number(numberOf(binary(operator, of, 10 ** precision, tools)))
  const scaled = scale('*', number)
  return scale('/', method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled))
}

const roundedInteger = (value: bigint, places: number): bigint => {
  const unit = 10n ** BigInt(places)
  const size = value < 0n ? -value : value
  const rest = size % unit
  const up = rest * 2n > unit || (rest * 2n === unit && (size / unit) % 2n === 1n)
  const result = size - rest + (up ? unit : 0n)
  return value < 0n ? -result : result
}

const fileSize = (value: Value, args: Args): string => {
  const bytes = Number(typeof value === 'string' ? floatOf(value) : numberOf(value))
  if (Number.isNaN(bytes) || (typeof value === 'string' && floatOf(value) === null)) throw new Fault('ValueError', 'could not convert to a number')
  const binaryUnits = isTrue(args.get(0, 'binary', false))
  const base = binaryUnits ? 1024 : 1000
  const units = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'].map((unit) => (binaryUnits ? `${unit.toUpperCase()}iB` : `${unit}B`))
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  const place = units.findIndex((_, i) => bytes < base ** (i + 2))
  const at = place < 0 ? units.length - 1 : place
  return `${fixedText(bytes / base ** (at + 1), 1)} ${units[at] ?? ''}`
}

export const numberFilters: Filters = {
  int: toInteger,
  float: toFloat,
  abs: (value) => {
    const number = numberOf(value)
    return typeof number === 'number' ? Math.abs(number) : asBigInt(number) < 0n ? -asBigInt(number) : asBigInt(number)
  },
  round: rounded,
  filesizeformat: fileSize,
}
