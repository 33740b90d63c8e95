import type { Args } from '../args.ts'
import { dictKey } from '../compare.ts'
import { Fault } from '../errors.ts'
import { isInteger } from '../numbers.ts'
import { sortedBy } from '../sorting.ts'
import { itemsOf, makeDict, type Tools } from '../tools.ts'
import { Dict, DictView, orElse, Tuple, typeName, type Value } from '../values.ts'
import { table } from './table.ts'

const position = (length: number, at: number): number => (at < 0 ? at + length : at)

const indexOf = (items: readonly Value[], args: Args, tools: Tools): number => {
  const wanted = args.get(0, 'value')
  const from = args.count(1, 'start', 0)
  const to = args.count(2, 'stop', items.length)
  const low = Math.max(0, position(items.length, from))
  const at = items.findIndex((item, i) => i >= low && i < position(items.length, to) && tools.comparer.equal(item, wanted))
  if (at < 0) throw new Fault('ValueError', `${tools.printer.repr(wanted)} is not in list`)
  return at
}

const countOf = (items: readonly Value[], args: Args, tools: Tools): Value => {
  const wanted = args.atMost(1).get(0, 'value')
  return BigInt(items.filter((item) => tools.comparer.equal(item, wanted)).length)
}

const popAt = (self: Value[], args: Args): Value => {
  const at = position(self.length, args.atMost(1).count(0, 'index', -1))
  const [item] = at >= 0 && at < self.length ? self.splice(at, 1) : []
  if (item === undefined) throw new Fault('IndexError', self.length === 0 ? 'pop from empty list' : 'pop index out of range')
  return item
}

export const listMethods = table<Value[]>({
  append: (self, args) => {
    self.push(args.atMost(1).get(0, 'object'))
    return null
  },
  extend: (self, args, tools) => {
    for (const item of [...itemsOf(args.atMost(1).get(0, 'iterable'), tools.budget)]) self.push(item)
    return null
  },
  insert: (self, args, tools) => {
    tools.budget.spend(self.length >> 4)
    self.splice(Math.max(0, position(self.length, args.atMost(2).count(0, 'index'))), 0, args.get(1, 'object'))
    return null
  },
  pop: (self, args, tools) => {
    tools.budget.spend(self.length >> 4)
    return popAt(self, args)
  },
  remove: (self, args, tools) => {
    self.splice(indexOf(self, args.atMost(1), tools), 1)
    return null
  },
  clear: (self) => {
    self.length = 0
    return null
  },
  copy: (self, _, tools) => [...itemsOf(self, tools.budget)],
  index: (self, args, tools) => BigInt(indexOf(self, args.atMost(3), tools)),
  count: countOf,
  reverse: (self, _, tools) => {
    tools.budget.spend(self.length)
    self.reverse()
    return null
  },
  sort: (self, args, tools) => {
    if (args.named.get('key') !== undefined && args.named.get('key') !== null) args.fail('key is not supported; use the filter sort')
    self.splice(0, self.length, ...sortedBy(self, (item) => item, args.atMost(0, 'reverse', 'key').get(0, 'reverse', false) === true, tools))
    return null
  },
})

export const tupleMethods = table<Tuple>({
  index: (self, args, tools) => BigInt(indexOf(self.items, args.atMost(3), tools)),
  count: (self, args, tools) => countOf(self.items, args, tools),
})

const entryAt = (self: Dict, key: Value): Value | undefined => self.entries.get(dictKey(key))?.[1]

/** Pairs of a dict or of a list of two-item lists. */
export const pairsOf = (value: Value, tools: Tools): readonly (readonly [Value, Value])[] => {
  if (value instanceof Dict) return [...value.entries.values()]
  return itemsOf(value, tools.budget).map((item, i) => {
    const pair = itemsOf(item, tools.budget)
    if (pair.length !== 2) throw new Fault('ValueError', `dictionary update sequence element #${i} has length ${pair.length}; 2 is required`)
    return [pair[0] ?? null, pair[1] ?? null]
  })
}

const taken = (self: Dict, args: Args, tools: Tools): Value => {
  const key = args.atMost(2).get(0, 'key')
  const value = entryAt(self, key)
  if (value === undefined) {
    if (!args.has(1, 'default')) throw new Fault('KeyError', tools.printer.repr(key))
    return args.get(1, 'default')
  }
  self.entries.delete(dictKey(key))
  return value
}

export const dictMethods = table<Dict>({
  get: (self, args) => orElse(entryAt(self, args.atMost(2, 'default').get(0, 'key')), () => args.get(1, 'default', null)),
  keys: (self) => new DictView('keys', self),
  values: (self) => new DictView('values', self),
  items: (self) => new DictView('items', self),
  copy: (self, _, tools) => makeDict(pairsOf(self, tools)),
  pop: taken,
  popitem: (self) => {
    const last = [...self.entries].at(-1)
    if (last === undefined) throw new Fault('KeyError', 'popitem(): dictionary is empty')
    self.entries.delete(last[0])
    return new Tuple(last[1])
  },
  setdefault: (self, args) => {
    const key = args.atMost(2, 'default').get(0, 'key')
    const known = entryAt(self, key)
    if (known !== undefined) return known
    const value = args.get(1, 'default', null)
    self.entries.set(dictKey(key), [key, value])
    return value
  },
  update: (self, args, tools) => {
    const pairs = args.positional.length === 0 ? [] : pairsOf(args.get(0, 'other'), tools)
    for (const [key, value] of [...pairs, ...args.named]) self.entries.set(dictKey(key), [key, value])
    return null
  },
  clear: (self) => {
    self.entries.clear()
    return null
  },
})

/** A place in a sequence by Python's index, or undefined. */
export const at = (items: readonly Value[], key: Value): Value | undefined => {
  if (!isInteger(key)) throw new Fault('TypeError', `indices must be integers or slices, not ${typeName(key)}`)
  return items[position(items.length, Number(key))]
}
