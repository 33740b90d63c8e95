import type { Args } from '../args.ts'
import { characterCount, characters } from '../characters.ts'
import { isTrue } from '../compare.ts'
import { Fault } from '../errors.ts'
import { binary } from '../operators.ts'
import { sortedBy } from '../sorting.ts'
import { itemsOf, makeDict, type Tools } from '../tools.ts'
import { Dict, DictView, orElse, Range, Tuple, typeName, Undefined, type Value } from '../values.ts'
import type { FilterFunction, Filters } from './filters.ts'

const lowered = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value)

/** What `attribute=` takes of an item: a dotted path, numbers as places; null takes the item itself. */
const pathOf = (attribute: Value, tools: Tools, otherwise?: Value): ((item: Value) => Value) => {
  if (attribute === null) return (item) => item
  const parts = typeof attribute === 'string' ? attribute.split('.').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part)) : [attribute]
  return (item) =>
    parts.reduce((value: Value, part) => {
      const found = tools.item(value, part)
      return found instanceof Undefined && otherwise !== undefined && otherwise !== null ? otherwise : found
    }, item)
}

/** Keys of `sort`, `unique`, `min` and the like: attribute taken, letters' case ignored unless told. */
const keyOf = (args: Args, tools: Tools, attributeAt: number, caseAt: number): ((item: Value) => Value) => {
  const take = pathOf(args.get(attributeAt, 'attribute', null), tools)
  return isTrue(args.get(caseAt, 'case_sensitive', false)) ? take : (item) => lowered(take(item))
}

const manyKeys = (args: Args, tools: Tools): ((item: Value) => Value) => {
  const attribute = args.get(2, 'attribute', null)
  const ignoreCase = isTrue(args.get(1, 'case_sensitive', false)) ? (value: Value) => value : lowered
  if (typeof attribute !== 'string' || !attribute.includes(',')) {
    const take = pathOf(attribute, tools)
    return (item) => ignoreCase(take(item))
  }
  const takes = attribute.split(',').map((part) => pathOf(part, tools))
  return (item) => takes.map((take) => ignoreCase(take(item)))
}

const extreme =
  (sign: 1 | -1): FilterFunction =>
  (value, args, tools) => {
    const key = keyOf(args, tools, 1, 0)
    const items = itemsOf(value, tools.budget)
    const [first, ...rest] = items
    if (first === undefined) return new Undefined('No aggregated item, sequence was empty.', '')
    return rest.reduce((best, item) => (sign * tools.comparer.order(key(item), key(best)) > 0 ? item : best), first)
  }

const joined: FilterFunction = (value, args, tools) => {
  const glue = tools.printer.str(args.get(0, 'd', ''))
  const take = pathOf(args.get(1, 'attribute', null), tools)
  let length = 0
  const texts = itemsOf(value, tools.budget).map((item) => {
    const text = tools.printer.str(take(item))
    length += text.length + glue.length
    tools.budget.length(length)
    return text
  })
  tools.budget.text(length)
  return texts.join(glue)
}

const summed: FilterFunction = (value, args, tools) => {
  const take = pathOf(args.get(0, 'attribute', null), tools)
  return itemsOf(value, tools.budget).reduce((sum: Value, item) => binary('+', sum, take(item), tools), args.get(1, 'start', 0n))
}

const lengthOf: FilterFunction = (value, _, tools) => {
  if (typeof value === 'string') return BigInt(characterCount(value))
  if (Array.isArray(value)) return BigInt(value.length)
  const sized = value instanceof Tuple || value instanceof Dict || value instanceof DictView || value instanceof Range || value instanceof Undefined
  if (!sized) throw new Fault('TypeError', `object of type '${typeName(value)}' has no len()`)
  return BigInt(itemsOf(value, tools.budget).length)
}

const unique: FilterFunction = (value, args, tools) => {
  const key = keyOf(args, tools, 1, 0)
  const seen = makeDict([])
  return itemsOf(value, tools.budget).filter((item) => {
    const before = seen.entries.size
    for (const [text, pair] of makeDict([[key(item), null]]).entries) seen.entries.set(text, pair)
    return seen.entries.size > before
  })
}

const grouped: FilterFunction = (value, args, tools) => {
  const take = pathOf(args.get(0, 'attribute'), tools, args.get(1, 'default', null))
  const ignoreCase = !isTrue(args.get(2, 'case_sensitive', false))
  const key = (item: Value): Value => (ignoreCase ? lowered(take(item)) : take(item))
  const groups: { key: Value; grouper: Value; list: Value[] }[] = []
  for (const item of sortedBy(itemsOf(value, tools.budget), key, false, tools)) {
    const last = groups.at(-1)
    if (last !== undefined && tools.comparer.equal(last.key, key(item))) last.list.push(item)
    else groups.push({ key: key(item), grouper: take(item), list: [item] })
  }
  return groups.map(({ grouper, list }) => new Tuple([grouper, list], ['grouper', 'list']))
}

const batched: FilterFunction = (value, args, tools) => {
  const size = args.count(0, 'linecount')
  const fill = args.get(1, 'fill_with', null)
  const items = itemsOf(value, tools.budget)
  if (size < 1) throw new Fault('ValueError', 'batch needs a size of at least 1')
  const rows = Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
  const last = rows.at(-1)
  if (fill === null || last === undefined) return rows
  tools.budget.spend(size)
  while (last.length < size) last.push(fill)
  return rows
}

const sliced: FilterFunction = (value, args, tools) => {
  const count = args.count(0, 'slices')
  const fill = args.get(1, 'fill_with', null)
  const items = itemsOf(value, tools.budget)
  if (count < 1) throw new Fault('ValueError', 'slice needs at least 1 slice')
  tools.budget.spend(count)
  const each = Math.floor(items.length / count)
  const longer = items.length % count
  let from = 0
  return Array.from({ length: count }, (_, i) => {
    const row = items.slice(from, from + each + (i < longer ? 1 : 0))
    from += row.length
    if (fill !== null && i >= longer) row.push(fill)
    return row
  })
}

const sortedPairs: FilterFunction = (value, args, tools) => {
  if (!(value instanceof Dict)) throw new Fault('TypeError', `dictsort needs a dict, not ${typeName(value)}`)
  const by = args.text(1, 'by', 'key')
  if (by !== 'key' && by !== 'value') throw new Fault('TypeError', 'You can only sort by either "key" or "value"')
  const ignoreCase = !isTrue(args.get(0, 'case_sensitive', false))
  const pairs = new DictView('items', value).list().filter((pair): pair is Tuple => pair instanceof Tuple)
  const key = (pair: Tuple): Value => {
    const part = pair.items[by === 'key' ? 0 : 1] ?? null
    return ignoreCase ? lowered(part) : part
  }
  return sortedBy(pairs, key, isTrue(args.get(2, 'reverse', false)), tools)
}

/** None, 0 and other empty things hold no items here. */
const itemsIfAny = (value: Value, { budget }: Tools): readonly Value[] => (isTrue(value) ? itemsOf(value, budget) : [])

/** `map('upper')`, `map('join', ', ')`, `map(attribute='a', default=…)`. */
const mapped: FilterFunction = (value, args, tools) => {
  const items = itemsIfAny(value, tools)
  const [name, ...rest] = args.positional
  if (name === undefined && args.named.has('attribute')) {
    for (const key of args.named.keys()) if (key !== 'attribute' && key !== 'default') args.fail(`got an unexpected keyword argument '${key}'`)
    return items.map(pathOf(args.get(0, 'attribute'), tools, args.get(1, 'default', null)))
  }
  if (typeof name !== 'string') throw new Fault('TypeError', 'map requires a filter argument')
  return items.map((item) => tools.filter(name, item, rest, args.named))
}

const selected =
  (wanted: boolean, byAttribute: boolean): FilterFunction =>
  (value, args, tools) => {
    const rest = byAttribute ? args.positional.slice(1) : args.positional
    const take = byAttribute ? pathOf(args.get(0, 'attribute'), tools) : (item: Value) => item
    const [name, ...more] = rest
    if (name !== undefined && typeof name !== 'string') throw new Fault('TypeError', 'the name of a test is expected')
    const holds = (item: Value): boolean => (name === undefined ? isTrue(item) : tools.test(name, item, more, args.named))
    return itemsIfAny(value, tools).filter((item) => holds(take(item)) === wanted)
  }

const reversed: FilterFunction = (value, _, tools) =>
  typeof value === 'string' ? characters(value).toReversed().join('') : itemsOf(value, tools.budget).toReversed()

const edge =
  (at: 0 | -1): FilterFunction =>
  (value, _, tools) =>
    orElse(itemsOf(value, tools.budget).at(at), () => new Undefined(`No ${at === 0 ? 'first' : 'last'} item, sequence was empty.`, ''))

export const listFilters: Filters = {
  join: joined,
  length: lengthOf,
  count: lengthOf,
  list: (value, _, tools) => [...itemsOf(value, tools.budget)],
  items: (value, _, tools) => {
    if (value instanceof Undefined) return [...itemsOf(value, tools.budget)]
    if (!(value instanceof Dict)) throw new Fault('TypeError', 'Can only get item pairs from a mapping.')
    return new DictView('items', value).list()
  },
  first: edge(0),
  last: edge(-1),
  reverse: reversed,
  sort: (value, args, tools) => sortedBy(itemsOf(value, tools.budget), manyKeys(args, tools), isTrue(args.get(0, 'reverse', false)), tools),
  dictsort: sortedPairs,
  unique,
  min: extreme(-1),
  max: extreme(1),
  sum: summed,
  groupby: grouped,
  batch: batched,
  slice: sliced,
  map: mapped,
  select: selected(true, false),
  reject: selected(false, false),
  selectattr: selected(true, true),
  rejectattr: selected(false, true),
}
