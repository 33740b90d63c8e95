import type { Budget } from './budget.ts'
import { Fault } from './errors.ts'
import { isNumber } from './numbers.ts'
import { refuseForbidden, refuseUndefined } from './undefined.ts'
import { Dict, DictView, Duration, Moment, Range, Tuple, typeName, Undefined, type Value } from './values.ts'

/** A key as the text under which a dict holds it: `1`, `1.0` and `True` are one key, as in Python. */
export const dictKey = (key: Value): string => {
  if (typeof key === 'string') return `s${key}`
  if (key === null) return 'none'
  if (isNumber(key)) {
    const number = Number(key)
    return typeof key === 'bigint' && !Number.isSafeInteger(number) ? `n${key}` : `n${number === 0 ? 0 : number}`
  }
  if (key instanceof Tuple) return `t${JSON.stringify(key.items.map(dictKey))}`
  if (key instanceof Moment) return `m${key.micros}`
  if (key instanceof Duration) return `d${key.micros}`
  if (key instanceof Undefined) return 'undefined'
  throw new Fault('TypeError', `unhashable type: '${typeName(key)}'`)
}

export const isTrue = (value: Value): boolean => {
  refuseForbidden(value)
  if (value instanceof Undefined) return false
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Tuple) return value.items.length > 0
  if (value instanceof Dict) return value.entries.size > 0
  if (value instanceof DictView) return value.dict.entries.size > 0
  if (value instanceof Range) return value.length > 0
  if (value instanceof Duration) return value.micros !== 0n
  return Number.isNaN(value) || (typeof value === 'object' ? value !== null : Boolean(value))
}

const sequence = (value: Value): readonly Value[] | null => (value instanceof Range ? value.list() : value instanceof DictView ? value.list() : null)

export class Comparer {
  private readonly budget: Budget

  constructor(budget: Budget) {
    this.budget = budget
  }

  equal(a: Value, b: Value): boolean {
    this.budget.spend()
    if (typeof a === 'string') return typeof b === 'string' && this.sameText(a, b)
    if (a === b) return !Number.isNaN(a)
    if (isNumber(a) && isNumber(b)) return a <= b && a >= b
    if (Array.isArray(a)) return Array.isArray(b) && this.sameItems(a, b)
    if (a instanceof Tuple) return b instanceof Tuple && this.sameItems(a.items, b.items)
    if (a instanceof Dict) return b instanceof Dict && this.sameEntries(a, b)
    if (a instanceof Moment) return b instanceof Moment && a.micros === b.micros
    if (a instanceof Duration) return b instanceof Duration && a.micros === b.micros
    refuseForbidden(a)
    if (a instanceof Undefined) return b instanceof Undefined
    const left = sequence(a)
    const right = sequence(b)
    return left !== null && right !== null && typeName(a) === typeName(b) && this.sameItems(left, right)
  }

  private sameText(a: string, b: string): boolean {
    if (a.length !== b.length) return false
    this.budget.spend(a.length >> 6)
    return a === b
  }

  private sameItems(a: readonly Value[], b: readonly Value[]): boolean {
    return a.length === b.length && this.budget.nested(() => a.every((item, i) => this.equal(item, b[i] ?? null)))
  }

  private sameEntries(a: Dict, b: Dict): boolean {
    if (a.entries.size !== b.entries.size) return false
    return this.budget.nested(() =>
      [...a.entries].every(([key, [, value]]) => {
        const other = b.entries.get(key)
        return other !== undefined && this.equal(value, other[1])
      }),
    )
  }

  /** Negative, zero or positive. Throws TypeError where Python has no order. */
  order(a: Value, b: Value, sign = '<'): number {
    this.budget.spend()
    if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : a <= b ? 0 : Number.NaN
    if (typeof a === 'string' && typeof b === 'string') {
      this.budget.spend((a.length + b.length) >> 5)
      return compareText(a, b)
    }
    if (a instanceof Moment && b instanceof Moment) return Number(a.micros - b.micros)
    if (a instanceof Duration && b instanceof Duration) return Number(a.micros - b.micros)
    if (Array.isArray(a) && Array.isArray(b)) return this.orderItems(a, b, sign)
    if (a instanceof Tuple && b instanceof Tuple) return this.orderItems(a.items, b.items, sign)
    refuseUndefined(a)
    refuseUndefined(b)
    throw new Fault('TypeError', `'${sign}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
  }

  private orderItems(a: readonly Value[], b: readonly Value[], sign: string): number {
    return this.budget.nested(() => {
      for (let i = 0; i < a.length && i < b.length; i++) {
        const left = a[i] ?? null
        const right = b[i] ?? null
        if (!this.equal(left, right)) return this.order(left, right, sign)
      }
      return a.length - b.length
    })
  }

  contains(container: Value, item: Value): boolean {
    if (typeof container === 'string') {
      if (typeof item !== 'string') throw new Fault('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`)
      this.budget.text(container.length)
      return container.includes(item)
    }
    if (container instanceof Dict) return container.entries.has(dictKey(item))
    refuseForbidden(container)
    if (container instanceof Undefined) return false
    const items = Array.isArray(container) ? container : container instanceof Tuple ? container.items : sequence(container)
    if (items === null) throw new Fault('TypeError', `argument of type '${typeName(container)}' is not iterable`)
    return items.some((one) => one === item || this.equal(one, item))
  }
}

/** By code point, as Python orders texts. */
export const compareText = (a: string, b: string): number => {
  if (!/[\ud800-\udfff]/.test(a + b)) return a < b ? -1 : a > b ? 1 : 0
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
