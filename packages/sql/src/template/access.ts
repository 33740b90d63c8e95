import { Args } from './args.ts'
import { characters, slicePositions } from './characters.ts'
import { dictKey } from './compare.ts'
import { Fault } from './errors.ts'
import { loopAttribute } from './loop.ts'
import { at, dictMethods, listMethods, tupleMethods } from './methods/container-methods.ts'
import { durationField, durationMethods, momentField, momentMethods } from './methods/moment-methods.ts'
import type { Methods } from './methods/table.ts'
import { textMethods } from './methods/text-methods.ts'
import { isInteger, wholeNumber } from './numbers.ts'
import type { Tools } from './tools.ts'
import { refuseUndefined } from './undefined.ts'
import { Callable, Dict, Duration, LoopState, Moment, Namespace, orElse, Range, Tuple, typeName, Undefined, type Value } from './values.ts'

/** Names under which other languages' objects lead to their host. */
const HOST_ATTRIBUTES = new Set([
  'constructor',
  'prototype',
  'caller',
  'callee',
  'mro',
  'func_globals',
  'im_func',
  'im_self',
  'gi_frame',
  'gi_code',
  'cr_frame',
])

/** Refuses a name that reaches for the host, whatever it is looked up in. */
export const refuseHostName = (name: string, of: string): void => {
  if (name.startsWith('__') || HOST_ATTRIBUTES.has(name)) throw new Fault('SecurityError', `Templates may not reach '${name}' of a value of type ${of}`)
}

const bound = <T extends Value>(self: T, methods: Methods<T>, name: string, tools: Tools): Value | undefined => {
  const method = methods[name]
  return method === undefined
    ? undefined
    : new Callable(name, (args) => {
        tools.budget.spend()
        if (typeof self === 'string') tools.budget.text(self.length)
        return method(self, args, tools)
      })
}

/** A method or a field of the value's type; undefined when it has none of this name. */
const member = (value: Value, name: string, tools: Tools): Value | undefined => {
  if (typeof value === 'string') return bound(value, textMethods, name, tools)
  if (Array.isArray(value)) return bound(value, listMethods, name, tools)
  if (value instanceof Dict) return bound(value, dictMethods, name, tools)
  if (value instanceof Namespace) return value.members.get(name)
  if (value instanceof LoopState) return loopAttribute(value, name, tools)
  if (value instanceof Moment) return momentField(value, name) ?? bound(value, momentMethods, name, tools)
  if (value instanceof Duration) return durationField(value, name) ?? bound(value, durationMethods, name, tools)
  if (value instanceof Tuple) {
    const place = value.names.indexOf(name)
    return place < 0 ? bound(value, tupleMethods, name, tools) : (value.items[place] ?? null)
  }
  return undefined
}

const described = (value: Value): string => (value === null ? 'None' : `${typeName(value)} object`)

const missing = (value: Value, key: string): Undefined =>
  new Undefined(`'${described(value)}' has no ${/^'/.test(key) ? `attribute ${key}` : `element ${key}`}`, `{{ ${described(value)}[${key}] }}`)

/** An item by its key, or undefined. */
const entry = (value: Value, key: Value): Value | undefined => {
  if (value instanceof Dict) return value.entries.get(dictKey(key))?.[1]
  if (!isInteger(key)) return undefined
  if (typeof value === 'string') {
    const place = wholeNumber(key)
    return place >= 0 && !/[\ud800-\udfff]/.test(value) ? value[place] : characters(value).at(place)
  }
  if (Array.isArray(value)) return at(value, key)
  if (value instanceof Tuple) return at(value.items, key)
  if (!(value instanceof Range)) return undefined
  const [place] = slicePositions(value.length, { start: wholeNumber(key), stop: null, step: 1 })
  return place === undefined || wholeNumber(key) >= value.length ? undefined : BigInt(value.start + place * value.step)
}

/** `value.name`: a method or field of its type, else an entry of a dict. */
export const attribute = (value: Value, name: string, tools: Tools): Value => {
  const own = value instanceof Dict ? value.entries.get(dictKey(name))?.[1] : undefined
  if (own === undefined || name.startsWith('__')) refuseHostName(name, typeName(value))
  refuseUndefined(value)
  if (value instanceof Callable) throw new Fault('SecurityError', `Templates may not reach '${name}' of a function`)
  return orElse(member(value, name, tools), () => orElse(own, () => missing(value, tools.printer.repr(name))))
}

/** `value[key]`: an entry or place, else a method or field of its type. */
export const item = (value: Value, key: Value, tools: Tools): Value => {
  const isDict = value instanceof Dict
  const own = isDict || !(value instanceof Undefined) ? entry(value, isDict && unhashable(key) ? null : key) : undefined
  if (typeof key === 'string' && (own === undefined || key.startsWith('__'))) refuseHostName(key, typeName(value))
  refuseUndefined(value)
  if (value instanceof Callable) throw new Fault('SecurityError', 'Templates may not look into a function')
  if (own !== undefined && !(isDict && unhashable(key))) return own
  return orElse(typeof key === 'string' ? member(value, key, tools) : undefined, () => missing(value, tools.printer.repr(key)))
}

const unhashable = (key: Value): boolean => Array.isArray(key) || key instanceof Dict

/** Calls what can be called. */
export const call = (value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): Value => {
  refuseUndefined(value)
  if (value instanceof Callable) return value.call(new Args(value.name, positional, named))
  if (value instanceof LoopState && value.recurse !== null && positional.length === 1) return value.recurse(positional[0] ?? null)
  throw new Fault('TypeError', `'${typeName(value)}' object is not callable`)
}
