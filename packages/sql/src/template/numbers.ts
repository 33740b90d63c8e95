import { Fault } from './errors.ts'
import type { Value } from './values.ts'

export const isInteger = (value: Value): value is bigint | boolean => typeof value === 'bigint' || typeof value === 'boolean'
export const isNumber = (value: Value): value is bigint | boolean | number => isInteger(value) || typeof value === 'number'

export const asBigInt = (value: bigint | boolean): bigint => (typeof value === 'bigint' ? value : value ? 1n : 0n)
export const asFloat = (value: bigint | boolean | number): number => Number(value)

/** A whole number for counting and indexing; beyond 2^53 it stays there. */
export const wholeNumber = (value: bigint | boolean): number => {
  const big = asBigInt(value)
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return Number(big > most ? most : big < -most ? -most : big)
}

/** Python prints and reads no longer ones. */
export const MAX_DIGITS = 4300

export const integerText = (value: bigint): string => {
  const text = String(value)
  if (text.length > MAX_DIGITS) throw new Fault('ValueError', `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`)
  return text
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

/** A float as Python prints it: `2.0`, `1e+16`, `1e-05`, `inf`. */
export const floatText = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e16 || size < 1e-4) return exponent(value.toExponential())
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** Mantissa and exponent of two: exactly what the float holds. */
const exactParts = (value: number): readonly [mantissa: bigint, exponent: number] => {
  const bits = new BigUint64Array(new Float64Array([Math.abs(value)]).buffer)[0] ?? 0n
  const high = Number(bits >> 52n) & 0x7ff
  const low = bits & 0xfffffffffffffn
  return high === 0 ? [low, -1074] : [low | 0x10000000000000n, high - 1075]
}

/** Rounded to so many places behind the point (negative: before it), halves to even, as a text of digits. */
export const fixedText = (value: number, places: number): string => {
  if (!Number.isFinite(value)) return floatText(value)
  const [mantissa, power] = exactParts(value)
  let numerator = mantissa * 10n ** BigInt(Math.max(0, places)) * 2n ** BigInt(Math.max(0, power))
  const denominator = 10n ** BigInt(Math.max(0, -places)) * 2n ** BigInt(Math.max(0, -power))
  const rest = numerator % denominator
  numerator /= denominator
  if (rest * 2n > denominator || (rest * 2n === denominator && numerator % 2n === 1n)) numerator++
  const digits = String(numerator * 10n ** BigInt(Math.max(0, -places))).padStart(places + 1, '0')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return places > 0 ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : sign + digits
}

/** `%e` and `%g` of a float; `alternate` keeps the trailing zeros. */
export const exponentText = (value: number, places: number): string => (Number.isFinite(value) ? exponent(value.toExponential(places)) : floatText(value))

export const generalText = (value: number, precision: number, alternate: boolean): string => {
  if (!Number.isFinite(value)) return floatText(value)
  const digits = Math.max(1, precision)
  const scientific = value.toExponential(digits - 1)
  const power = Number(scientific.slice(scientific.indexOf('e') + 1))
  const trimmed = (text: string): string => (alternate || !text.includes('.') ? text : text.replace(/\.?0+$/, ''))
  if (power < -4 || power >= digits) return trimmed(scientific.slice(0, scientific.indexOf('e'))) + exponent(scientific.slice(scientific.indexOf('e')))
  return trimmed(fixedText(value, digits - 1 - power))
}
