import { isTrue } from '../compare.ts'
import { Fault } from '../errors.ts'
import { typeName, Undefined } from '../values.ts'
import type { FilterFunction, Filters } from './filters.ts'
import { jsonText } from './json.ts'
import { listFilters } from './list-filters.ts'
import { numberFilters } from './number-filters.ts'
import { textFilters } from './text-filters.ts'

const otherwise: FilterFunction = (value, args) => {
  const missing = value instanceof Undefined
  return missing || (isTrue(args.get(1, 'boolean', false)) && !isTrue(value)) ? args.get(0, 'default_value', '') : value
}

/** Filters by name. */
export const builtInFilters: Filters = Object.assign(Object.create(null) as Filters, textFilters, numberFilters, listFilters, {
  default: otherwise,
  d: otherwise,
  attr: (value, args, tools) => {
    const name = args.text(0, 'name')
    const found = tools.attribute(value, name)
    // Unlike `value.name` it never reads a dict's entries.
    return typeName(value) === 'dict' && typeName(found) !== 'function' ? tools.attribute(null, name) : found
  },
  tojson: (value, args, tools) => {
    if (value instanceof Undefined) throw new Fault('TypeError', 'Object of type Undefined is not JSON serializable')
    return jsonText(value, args.get(0, 'indent', null) === null ? null : Math.min(32, args.count(0, 'indent')), tools)
  },
} satisfies Filters)
