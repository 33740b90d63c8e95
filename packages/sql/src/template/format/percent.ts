import type { Budget } from '../budget.ts'
import { characterCount, characters } from '../characters.ts'
import { dictKey } from '../compare.ts'
import { Fault } from '../errors.ts'
import { asBigInt, exponentText, fixedText, generalText, integerText, isInteger, isNumber, wholeNumber } from '../numbers.ts'
import type { Printer } from '../text.ts'
import { Dict, Tuple, typeName, type Value } from '../values.ts'

const FIELD = /%(?:\((?<key>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d*))?[hlL]?(?<type>.)?/suy

interface Tools {
  readonly budget: Budget
  readonly printer: Printer
}

interface Field {
  readonly flags: string
  readonly width: number
  readonly precision: number | null
  readonly type: string
}

const integerOf = (value: Value, type: string): bigint => {
  if (isInteger(value)) return asBigInt(value)
  if (typeof value === 'number' && Number.isFinite(value) && 'diu'.includes(type)) return BigInt(Math.trunc(value))
  throw new Fault('TypeError', `%${type} format: a real number is required, not ${typeName(value)}`)
}

const integerField = (value: bigint, { flags, precision, type }: Field): readonly [sign: string, digits: string] => {
  const size = value < 0n ? -value : value
  const radix = type === 'x' || type === 'X' ? 16 : type === 'o' ? 8 : 10
  const digits = (radix === 10 ? integerText(size) : size.toString(radix)).padStart(precision ?? 0, '0')
  const prefix = flags.includes('#') && radix !== 10 ? `0${radix === 16 ? 'x' : 'o'}` : ''
  const shown = type === 'X' ? (prefix + digits).toUpperCase() : prefix + digits
  return [value < 0n ? '-' : '', shown]
}

const floatField = (value: Value, { flags, precision, type }: Field): readonly [sign: string, digits: string] => {
  if (!isNumber(value)) throw new Fault('TypeError', `must be real number, not ${typeName(value)}`)
  const number = Number(value)
  const size = Math.abs(number)
  const places = precision ?? 6
  const kind = type.toLowerCase()
  const text = kind === 'f' ? fixedText(size, places) : kind === 'e' ? exponentText(size, places) : generalText(size, places, flags.includes('#'))
  return [number < 0 || Object.is(number, -0) ? '-' : '', type === kind ? text : text.toUpperCase()]
}

const fieldText = (value: Value, field: Field, { printer }: Tools): string => {
  const { flags, width, precision, type } = field
  const pad = (text: string): string => {
    const missing = width - characterCount(text)
    return missing <= 0 ? text : flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
  }
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? printer.str(value) : printer.repr(value)
    return pad(precision === null ? text : characters(text).slice(0, precision).join(''))
  }
  if (type === 'c') {
    if (typeof value === 'string' && characterCount(value) === 1) return pad(value)
    throw new Fault('TypeError', '%c requires int or char')
  }
  if (!'diouxXeEfFgG'.includes(type)) throw new Fault('ValueError', `unsupported format character '${type}'`)
  const [minus, digits] = 'diouxX'.includes(type) ? integerField(integerOf(value, type), field) : floatField(value, field)
  const sign = minus === '' ? (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') : minus
  return flags.includes('0') && !flags.includes('-') ? sign + digits.padStart(width - sign.length, '0') : pad(sign + digits)
}

/** Python's `text % values`. */
export const formatPercent = (template: string, values: Value, tools: Tools): string => {
  const queue = values instanceof Tuple ? [...values.items] : [values]
  let used = 0
  const next = (): Value => {
    const value = queue[used++]
    if (value === undefined) throw new Fault('TypeError', 'not enough arguments for format string')
    return value
  }
  const size = (text: string | undefined): number | null => {
    if (text === undefined) return null
    const value = text === '*' ? next() : BigInt(text === '' ? '0' : text)
    if (!isInteger(value)) throw new Fault('TypeError', '* wants int')
    tools.budget.text(Math.abs(wholeNumber(value)))
    return wholeNumber(value)
  }
  const filled = (match: RegExpExecArray): string => {
    const groups = match.groups ?? {}
    const { type } = groups
    if (type === undefined) throw new Fault('ValueError', 'incomplete format')
    if (type === '%' && match[0] === '%%') return '%'
    const width = size(groups['width']) ?? 0
    const field = { flags: groups['flags'] ?? '', width: Math.abs(width), precision: size(groups['precision']), type }
    return fieldText(keyed(groups['key'], values) ?? next(), width < 0 ? { ...field, flags: `${field.flags}-` } : field, tools)
  }
  // One field after the other, so that the first that is wrong ends it
  let out = ''
  let from = 0
  for (let at = template.indexOf('%'); at >= 0; at = template.indexOf('%', from)) {
    FIELD.lastIndex = at
    const match = FIELD.exec(template)
    if (match === null) throw new Fault('ValueError', 'incomplete format')
    const text = filled(match)
    tools.budget.text(text.length)
    out += template.slice(from, at) + text
    from = at + match[0].length
    tools.budget.length(out.length)
  }
  out += template.slice(from)
  if (used < queue.length && !(values instanceof Dict) && !(Array.isArray(values) && used === 0))
    throw new Fault('TypeError', 'not all arguments converted during string formatting')
  tools.budget.text(out.length)
  return out
}

const keyed = (key: string | undefined, values: Value): Value | undefined => {
  if (key === undefined) return undefined
  if (!(values instanceof Dict)) throw new Fault('TypeError', 'format requires a mapping')
  const entry = values.entries.get(dictKey(key))
  if (entry === undefined) throw new Fault('KeyError', `'${key}'`)
  return entry[1]
}
