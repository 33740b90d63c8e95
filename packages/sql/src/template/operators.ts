import type { Budget } from './budget.ts'
import { Fault } from './errors.ts'
import { formatPercent } from './format/percent.ts'
import { asBigInt, asFloat, isInteger, isNumber, wholeNumber } from './numbers.ts'
import type { Printer } from './text.ts'
import { refuseUndefined } from './undefined.ts'
import { Duration, Moment, Tuple, typeName, type Value } from './values.ts'

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'

interface Tools {
  readonly budget: Budget
  readonly printer: Printer
}

const bitLength = (value: bigint): number => value.toString(16).length * 4

const floorMod = (a: bigint, b: bigint): bigint => {
  const rest = a % b
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
}

const floatMod = (a: number, b: number): number => {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return rest < 0 !== b < 0 ? rest + b : rest
}

const byZero = (): Fault => new Fault('ZeroDivisionError', 'division by zero')

const power = (a: bigint, b: bigint, budget: Budget): Value => {
  if (b < 0n) {
    if (a === 0n) throw new Fault('ZeroDivisionError', '0.0 cannot be raised to a negative power')
    return Number(a) ** Number(b)
  }
  if (a !== 0n && a !== 1n && a !== -1n) budget.bits(Math.min(Number.MAX_SAFE_INTEGER, bitLength(a) * Number(b)))
  else if (b > 1_000_000n) return a ** (b % 2n)
  return a ** b
}

const integers = (operator: BinaryOperator, a: bigint, b: bigint, budget: Budget): Value => {
  budget.bits(bitLength(a) + bitLength(b))
  if (b === 0n && (operator === '/' || operator === '//' || operator === '%')) throw byZero()
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return Number(a) / Number(b)
    case '//':
      return (a - floorMod(a, b)) / b
    case '%':
      return floorMod(a, b)
    case '**':
      return power(a, b, budget)
  }
}

const floats = (operator: BinaryOperator, a: number, b: number): number => {
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%')) throw byZero()
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.round((a - floatMod(a, b)) / b)
    case '%':
      return floatMod(a, b)
    case '**': {
      if (a === 0 && b < 0) throw new Fault('ZeroDivisionError', '0.0 cannot be raised to a negative power')
      const result = a ** b
      if (Number.isNaN(result) && !Number.isNaN(a) && !Number.isNaN(b)) throw new Fault('ValueError', 'complex numbers are not supported')
      if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) throw new Fault('OverflowError', 'Numerical result out of range')
      return result
    }
  }
}

const repeated = (value: string | Value[] | Tuple, times: number, budget: Budget): Value => {
  const count = Math.max(0, times)
  if (typeof value === 'string') {
    budget.text(value.length * count)
    return value.repeat(count)
  }
  const items = Array.isArray(value) ? value : value.items
  budget.spend(items.length * count)
  const all = Array.from({ length: items.length * count }, (_, i) => items[i % items.length] ?? null)
  return Array.isArray(value) ? all : new Tuple(all)
}

const isSequence = (value: Value): value is string | Value[] | Tuple => typeof value === 'string' || Array.isArray(value) || value instanceof Tuple

const moments = (operator: BinaryOperator, a: Value, b: Value): Value | undefined => {
  const sign = operator === '-' ? -1n : 1n
  if (operator !== '+' && operator !== '-') {
    if (operator !== '*') return undefined
    if (a instanceof Duration && isInteger(b)) return new Duration(a.micros * asBigInt(b))
    return b instanceof Duration && isInteger(a) ? new Duration(b.micros * asBigInt(a)) : undefined
  }
  if (a instanceof Moment && b instanceof Duration) return new Moment(a.micros + sign * b.micros)
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.micros + sign * b.micros)
  if (operator === '+') return a instanceof Duration && b instanceof Moment ? new Moment(a.micros + b.micros) : undefined
  return a instanceof Moment && b instanceof Moment ? new Duration(a.micros - b.micros) : undefined
}

const joined = (a: Value, b: Value, budget: Budget): Value | undefined => {
  if (typeof a === 'string') {
    if (typeof b !== 'string') throw new Fault('TypeError', `can only concatenate str (not "${typeName(b)}") to str`)
    budget.text(a.length + b.length)
    return a + b
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    budget.spend(a.length + b.length)
    return [...a, ...b]
  }
  if (!(a instanceof Tuple && b instanceof Tuple)) return undefined
  budget.spend(a.items.length + b.items.length)
  return new Tuple([...a.items, ...b.items])
}

/** `a <operator> b` as Python computes it. */
export const binary = (operator: BinaryOperator, a: Value, b: Value, tools: Tools): Value => {
  const { budget } = tools
  refuseUndefined(a)
  refuseUndefined(b)
  if (isInteger(a) && isInteger(b)) return integers(operator, asBigInt(a), asBigInt(b), budget)
  if (isNumber(a) && isNumber(b)) return floats(operator, asFloat(a), asFloat(b))
  if (operator === '%' && typeof a === 'string') return formatPercent(a, b, tools)
  if (operator === '*' && isSequence(a) && isInteger(b)) return repeated(a, wholeNumber(b), budget)
  if (operator === '*' && isSequence(b) && isInteger(a)) return repeated(b, wholeNumber(a), budget)
  const result = (operator === '+' ? joined(a, b, budget) : undefined) ?? moments(operator, a, b)
  if (result !== undefined) return result
  throw new Fault('TypeError', `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`)
}

export const negative = (value: Value): Value => {
  if (isInteger(value)) return -asBigInt(value)
  if (typeof value === 'number') return -value
  if (value instanceof Duration) return new Duration(-value.micros)
  refuseUndefined(value)
  throw new Fault('TypeError', `bad operand type for unary -: '${typeName(value)}'`)
}
