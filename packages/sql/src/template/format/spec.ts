import type { Budget } from '../budget.ts'
import { characterCount, characters } from '../characters.ts'
import { Fault } from '../errors.ts'
import { strftime } from '../moments.ts'
import { asBigInt, exponentText, fixedText, floatText, generalText, integerText, isInteger } from '../numbers.ts'
import type { Printer } from '../text.ts'
import { Moment, typeName, type Value } from '../values.ts'

const SPEC =
  /^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<group>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/su

interface Spec {
  readonly fill: string
  readonly align: string | null
  readonly sign: string
  readonly alternate: boolean
  readonly width: number
  readonly group: string
  readonly precision: number | null
  readonly type: string
}

const readSpec = (text: string): Spec => {
  const groups = SPEC.exec(text)?.groups
  if (groups === undefined) throw new Fault('ValueError', 'Invalid format specifier')
  const zero = groups['zero'] !== undefined
  return {
    fill: groups['fill'] ?? (zero ? '0' : ' '),
    align: groups['align'] ?? (zero ? '=' : null),
    sign: groups['sign'] ?? '-',
    alternate: groups['alternate'] !== undefined,
    width: Number(groups['width'] ?? 0),
    group: groups['group'] ?? '',
    precision: groups['precision'] === undefined ? null : Number(groups['precision']),
    type: groups['type'] ?? '',
  }
}

const grouped = (digits: string, separator: string, every: number): string => {
  if (separator === '') return digits
  const point = digits.search(/[^0-9a-fA-F]/)
  const whole = point < 0 ? digits : digits.slice(0, point)
  return whole.replace(new RegExp(`\\B(?=([0-9a-fA-F]{${every}})+$)`, 'g'), separator) + (point < 0 ? '' : digits.slice(point))
}

const PREFIXES: Readonly<Record<string, readonly [radix: number, prefix: string]>> = { b: [2, '0b'], o: [8, '0o'], x: [16, '0x'], X: [16, '0X'] }

/** Digits without sign, and the sign. */
const integerDigits = (value: bigint, spec: Spec): readonly [sign: string, prefix: string, digits: string] => {
  const size = value < 0n ? -value : value
  const sign = value < 0n ? '-' : ''
  const radix = PREFIXES[spec.type]
  if (radix === undefined) return [sign, '', grouped(integerText(size), spec.group, 3)]
  const digits = grouped(size.toString(radix[0]), spec.group, 4)
  return [sign, spec.alternate ? radix[1] : '', spec.type === 'X' ? digits.toUpperCase() : digits]
}

const floatDigits = (value: number, spec: Spec): readonly [sign: string, prefix: string, digits: string] => {
  const precision = spec.precision ?? 6
  const size = Math.abs(value)
  const shown = (): string => {
    switch (spec.type) {
      case 'e':
      case 'E':
        return exponentText(size, precision)
      case 'f':
      case 'F':
        return fixedText(size, precision)
      case '%':
        return `${fixedText(size * 100, precision)}%`
      case '':
        if (spec.precision === null) return floatText(size)
        return /^\d+$/.test(generalText(size, precision, false)) ? `${generalText(size, precision, false)}.0` : generalText(size, precision, false)
      default:
        return generalText(size, precision, spec.alternate)
    }
  }
  const text = grouped(shown(), spec.group, 3)
  return [value < 0 || Object.is(value, -0) ? '-' : '', '', 'EFG'.includes(spec.type) && spec.type !== '' ? text.toUpperCase() : text]
}

const padded = (text: string, spec: Spec, align: string): string => {
  const missing = spec.width - characterCount(text)
  if (missing <= 0) return text
  if (align === '<') return text + spec.fill.repeat(missing)
  if (align === '^') return spec.fill.repeat(missing >> 1) + text + spec.fill.repeat(missing - (missing >> 1))
  return spec.fill.repeat(missing) + text
}

const numberText = ([minus, prefix, digits]: readonly [string, string, string], spec: Spec): string => {
  const sign = (minus === '' && spec.sign !== '-' ? spec.sign : minus) + prefix
  if (spec.align !== '=') return padded(sign + digits, spec, spec.align ?? '>')
  return sign + padded(digits, { ...spec, width: spec.width - sign.length }, '>')
}

/** Python's `format(value, spec)`. */
export const formatted = (value: Value, specText: string, tools: { readonly budget: Budget; readonly printer: Printer }): string => {
  if (value instanceof Moment && specText !== '') return strftime(value, specText)
  const spec = readSpec(specText)
  tools.budget.text(spec.width + (spec.precision ?? 0))
  if (specText === '') return tools.printer.str(value)
  const isFloatType = 'eEfFgG%'.includes(spec.type) && spec.type !== ''
  if (isInteger(value) && !isFloatType && (typeof value === 'bigint' || spec.type !== '')) {
    if (spec.type === 'c') return padded(String.fromCodePoint(Number(asBigInt(value) & 0xffffn)), spec, spec.align ?? '<')
    if (!['', 'd', 'n', 'b', 'o', 'x', 'X'].includes(spec.type)) throw new Fault('ValueError', `Unknown format code '${spec.type}' for object of type 'int'`)
    return numberText(integerDigits(asBigInt(value), spec), spec)
  }
  if (typeof value === 'number' || (isInteger(value) && isFloatType)) {
    if (spec.type !== '' && spec.type !== 'n' && !isFloatType) throw new Fault('ValueError', `Unknown format code '${spec.type}' for object of type 'float'`)
    return numberText(floatDigits(Number(value), spec), spec)
  }
  if (typeof value !== 'string' && typeof value !== 'boolean') throw new Fault('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`)
  if (spec.type !== '' && spec.type !== 's') throw new Fault('ValueError', `Unknown format code '${spec.type}' for object of type '${typeName(value)}'`)
  const text = tools.printer.str(value)
  return padded(spec.precision === null ? text : characters(text).slice(0, spec.precision).join(''), spec, spec.align ?? '<')
}
