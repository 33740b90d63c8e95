import { sql } from 'kysely'
import { type Compare, type Filter, parse } from 'scim2-parse-filter'
import type { Condition } from '../listing/index.ts'
import { ScimError } from './errors.ts'

const MOST = 1000
const MOST_PARTS = 50

const refused = (text: string, cause?: unknown): ScimError => new ScimError(400, `filter: ${text}`, 'invalidFilter', cause)

/** An attribute that may be asked for. */
export type Attribute =
  | { readonly kind: 'text'; readonly of: Condition; readonly exact?: boolean }
  | { readonly kind: 'flag'; readonly of: Condition }
  | { readonly kind: 'moment'; readonly of: Condition }
  /** Whether a related row has a value. */
  | { readonly kind: 'related'; readonly has: (value: string | null) => Condition }
  /** Always of this value, as `type` of the one address is. */
  | { readonly kind: 'constant'; readonly value: string | boolean }

/** Names in small letters. */
export type Attributes = Readonly<Record<string, Attribute>>

const SIGNS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' }
const truth = (holds: boolean): Condition => (holds ? sql`1 = 1` : sql`1 = 0`)

const ofText = (of: Condition, { op, compValue, attrPath }: Compare, exact: boolean): Condition => {
  if (typeof compValue !== 'string') throw refused(`${attrPath} is compared with a text`)
  const column = exact ? of : sql`lower(${of})`
  const value = exact ? compValue : compValue.toLowerCase()
  const sign = SIGNS[op]
  if (sign !== undefined) return sql`${column} ${sql.raw(sign)} ${value}`
  // Signs of patterns inside of the value are no patterns
  const escaped = compValue.toLowerCase().replace(/[!%_]/g, '!$&')
  const pattern = { co: `%${escaped}%`, sw: `${escaped}%`, ew: `%${escaped}` }[op as 'co' | 'sw' | 'ew']
  return sql`lower(${of}) like ${pattern} escape '!'`
}

const ofFlag = (of: Condition, { op, compValue, attrPath }: Compare): Condition => {
  const wanted = typeof compValue === 'string' ? { true: true, false: false }[compValue.toLowerCase()] : compValue
  if (typeof wanted !== 'boolean' || (op !== 'eq' && op !== 'ne')) throw refused(`${attrPath} is true or false`)
  return wanted === (op === 'eq') ? sql`${of}` : sql`not ${of}`
}

const ofMoment = (of: Condition, { op, compValue, attrPath }: Compare): Condition => {
  const moment = typeof compValue === 'string' ? Date.parse(compValue) : Number.NaN
  const sign = SIGNS[op]
  if (!Number.isFinite(moment) || sign === undefined) throw refused(`${attrPath} is compared with a moment`)
  return sql`${of} ${sql.raw(sign)} ${sql.lit(moment)}`
}

const compared = (attribute: Attribute, compare: Compare): Condition => {
  switch (attribute.kind) {
    case 'text':
      return ofText(attribute.of, compare, attribute.exact ?? false)
    case 'flag':
      return ofFlag(attribute.of, compare)
    case 'moment':
      return ofMoment(attribute.of, compare)
    case 'related':
      if (typeof compare.compValue !== 'string' || (compare.op !== 'eq' && compare.op !== 'ne')) throw refused(`${compare.attrPath} is compared by eq and ne`)
      return compare.op === 'eq' ? attribute.has(compare.compValue) : sql`not (${attribute.has(compare.compValue)})`
    case 'constant':
      if (compare.op !== 'eq' && compare.op !== 'ne') throw refused(`${compare.attrPath} is compared by eq and ne`)
      return truth((String(compare.compValue).toLowerCase() === String(attribute.value)) === (compare.op === 'eq'))
  }
}

const present = (attribute: Attribute): Condition => {
  if (attribute.kind === 'related') return attribute.has(null)
  return attribute.kind === 'constant' ? truth(true) : sql`${attribute.of} is not null`
}

const URN = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/

const attributeOf = (attributes: Attributes, path: string): Attribute => {
  const name = path.toLowerCase().replace(URN, '')
  const found = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  if (found === undefined) throw refused(`${path} is not an attribute that can be filtered by`)
  return found
}

const joined = (op: 'and' | 'or', parts: readonly Condition[]): Condition =>
  sql`(${sql.join(
    parts.map((part) => sql`(${part})`),
    op === 'and' ? sql` and ` : sql` or `,
  )})`

const conditionOf = (attributes: Attributes, filter: Filter, prefix: string, count: { n: number }): Condition => {
  if (++count.n > MOST_PARTS) throw refused(`more than ${MOST_PARTS} parts`)
  const inner = (one: Filter): Condition => conditionOf(attributes, one, prefix, count)
  switch (filter.op) {
    case 'and':
    case 'or':
      return joined(filter.op, (filter as Extract<Filter, { filters: Filter[] }>).filters.map(inner))
    case 'not':
      return sql`not (${inner((filter as Extract<Filter, { filter: Filter }>).filter)})`
    case '[]': {
      const { attrPath, valFilter } = filter as Extract<Filter, { valFilter: Filter }>
      return conditionOf(attributes, valFilter, `${prefix}${attrPath}.`, count)
    }
    case 'pr':
      return present(attributeOf(attributes, prefix + (filter as { attrPath: string }).attrPath))
    default: {
      const compare = filter as Compare
      return compared(attributeOf(attributes, prefix + compare.attrPath), compare)
    }
  }
}

/** A filter of SCIM as a condition. Throws invalidFilter. */
export const filterCondition = (attributes: Attributes, text: string): Condition => {
  if (text.length > MOST) throw refused(`longer than ${MOST} characters`)
  if (text.includes('\0')) throw refused('holds a NUL character')
  let filter: Filter
  try {
    filter = parse(text)
  } catch (error) {
    throw refused('not understood', error)
  }
  return conditionOf(attributes, filter, '', { n: 0 })
}
