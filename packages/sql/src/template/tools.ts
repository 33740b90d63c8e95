import type { Budget } from './budget.ts'
import { characters, slicePositions } from './characters.ts'
import { type Comparer, dictKey } from './compare.ts'
import { Fault } from './errors.ts'
import type { Printer } from './text.ts'
import { refuseForbidden } from './undefined.ts'
import { Callable, Dict, DictView, Range, Tuple, typeName, Undefined, type Value } from './values.ts'

/** What methods, filters and tests work with. */
export interface Tools {
  readonly budget: Budget
  readonly printer: Printer
  readonly comparer: Comparer
  /** `value.name`, within the sandbox. */
  attribute(value: Value, name: string): Value
  /** `value[key]`, within the sandbox. */
  item(value: Value, key: Value): Value
  filter(name: string, value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): Value
  test(name: string, value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): boolean
}

export const makeDict = (pairs: Iterable<readonly [Value, Value]>): Dict => {
  const dict = new Dict()
  for (const [key, value] of pairs) dict.entries.set(dictKey(key), [key, value])
  return dict
}

/** What a value gives when it is walked through; null where it cannot be. */
export const itemsOrNull = (value: Value): readonly Value[] | null => {
  if (Array.isArray(value)) return value
  if (value instanceof Tuple) return value.items
  if (typeof value === 'string') return characters(value)
  if (value instanceof Dict) return [...value.entries.values()].map(([key]) => key)
  if (value instanceof DictView || value instanceof Range) return value.list()
  refuseForbidden(value)
  return value instanceof Undefined ? [] : null
}

/** Throws TypeError for what cannot be walked through; each item costs a step. */
export const itemsOf = (value: Value, budget: Budget): readonly Value[] => {
  const items = itemsOrNull(value)
  if (items === null) throw new Fault('TypeError', `'${typeName(value)}' object is not iterable`)
  budget.spend(items.length)
  return items
}

export const sliced = (value: Value, bounds: Parameters<typeof slicePositions>[1], budget: Budget): Value => {
  if (bounds.step === 0) throw new Fault('ValueError', 'slice step cannot be zero')
  const isText = typeof value === 'string'
  if (!isText && !Array.isArray(value) && !(value instanceof Tuple) && !(value instanceof Range))
    throw new Fault('TypeError', `'${typeName(value)}' object is not subscriptable`)
  const items = itemsOf(value, budget)
  const found = slicePositions(items.length, bounds).map((at) => items[at] ?? null)
  return isText ? found.join('') : value instanceof Tuple ? new Tuple(found) : found
}

export const callable = (name: string, call: Callable['call']): Callable => new Callable(name, call)
