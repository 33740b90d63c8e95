import type { Budget } from './budget.ts'
import { Fault } from './errors.ts'
import { integerText } from './numbers.ts'
import { makeDict } from './tools.ts'
import { refuseForbidden } from './undefined.ts'
import { Callable, Dict, DictView, Moment, Namespace, Range, Tuple, Undefined, type Value } from './values.ts'

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const unsafe = (what: string): Fault => new Fault('SecurityError', `Unsafe value for a template: ${what}`)

/** Plain data of the host as the template's own copy. Throws for functions, class instances and whatever else is not data. */
export const fromHost = (value: unknown, budget: Budget): Value => {
  budget.spend()
  switch (typeof value) {
    case 'undefined':
      return null
    case 'boolean':
    case 'bigint':
      return value
    case 'string':
      budget.text(value.length)
      return value
    case 'number':
      return Number.isInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
    case 'object':
      return value === null ? null : budget.nested(() => fromObject(value, budget))
    default:
      throw unsafe(typeof value)
  }
}

const fromObject = (value: object, budget: Budget): Value => {
  if (Array.isArray(value)) return value.map((item: unknown) => fromHost(item, budget))
  if (value instanceof Set) return [...value].map((item: unknown) => fromHost(item, budget))
  if (value instanceof Date) return new Moment(BigInt(value.getTime()) * 1000n)
  if (!isPlain(value)) throw unsafe('an object that is not plain data')
  return makeDict(Object.entries(value).map(([key, member]) => [key, fromHost(member, budget)] as const))
}

/** What functions of the host get: a plain copy. Whole numbers beyond 2^53 stay bigint; what is undefined is undefined. */
export const toHost = (value: Value, budget: Budget): unknown => {
  budget.spend()
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }
  if (value === null || typeof value !== 'object') return value
  refuseForbidden(value)
  if (value instanceof Undefined) return undefined
  if (value instanceof Moment) return new Date(Number(value.micros / 1000n))
  return budget.nested(() => {
    if (Array.isArray(value)) return value.map((item) => toHost(item, budget))
    if (value instanceof Tuple) return value.items.map((item) => toHost(item, budget))
    if (value instanceof DictView || value instanceof Range) return value.list().map((item) => toHost(item, budget))
    if (value instanceof Dict) return Object.fromEntries([...value.entries.values()].map(([key, member]) => [keyText(key), toHost(member, budget)]))
    throw unsafe(value instanceof Callable || value instanceof Namespace ? 'a function' : 'an object of the template')
  })
}

const keyText = (key: Value): string => {
  if (typeof key === 'string') return key
  if (typeof key === 'bigint') return integerText(key)
  if (key === null || typeof key === 'boolean' || typeof key === 'number') return String(key)
  throw new Fault('TypeError', 'keys must be texts or numbers')
}
