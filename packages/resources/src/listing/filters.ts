import type { Actor } from '@coset/access'
import { BadRequest } from '@coset/core'
import { sql } from 'kysely'
import { likeText } from './pattern.ts'
import type { Condition, Operator, SearchColumn } from './spec.ts'

const like = (ref: string, pattern: string, negated: boolean): Condition =>
  negated ? sql`not (lower(${sql.ref(ref)}) like ${likeText(pattern)})` : sql`lower(${sql.ref(ref)}) like ${likeText(pattern)}`

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const numbers = (value: unknown): number[] => (Array.isArray(value) ? value : [value]).map(Number).filter(Number.isFinite)
const isId = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= 2_147_483_647
const moment = (value: unknown): number =>
  typeof value === 'number' ? value : Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text(value)) ? text(value) : `${text(value).replace(' ', 'T')}Z`)
const truthy = (value: unknown): boolean => value === true || value === 1 || text(value).toLowerCase() === 'true'
const never: Condition = sql`1 = 0`

const textOperators = (ref: string): Readonly<Record<string, Operator>> => ({
  sw: (v) => like(ref, `${text(v)}%`, false),
  ew: (v) => like(ref, `%${text(v)}`, false),
  ct: (v) => like(ref, `%${text(v)}%`, false),
  nsw: (v) => like(ref, `${text(v)}%`, true),
  new: (v) => like(ref, `%${text(v)}`, true),
  nct: (v) => like(ref, `%${text(v)}%`, true),
  eq: (v) => sql`${sql.ref(ref)} = ${text(v)}`,
  neq: (v) => sql`${sql.ref(ref)} <> ${text(v)}`,
  in: (v) => (Array.isArray(v) && v.length > 0 ? sql`${sql.ref(ref)} in (${sql.join(v.map(text))})` : never),
  not_in: (v) => (Array.isArray(v) && v.length > 0 ? sql`${sql.ref(ref)} not in (${sql.join(v.map(text))})` : null),
})

const comparisons = (ref: string, parse: (value: unknown) => number): Readonly<Record<string, Operator>> => {
  const compare =
    (operator: '=' | '<>' | '>' | '<'): Operator =>
    (value) => {
      const parsed = parse(value)
      return Number.isFinite(parsed) ? sql`${sql.ref(ref)} ${sql.raw(operator)} ${sql.lit(parsed)}` : never
    }
  return { eq: compare('='), neq: compare('<>'), gt: compare('>'), lt: compare('<') }
}

const numberOperators = (ref: string): Readonly<Record<string, Operator>> => ({
  ...comparisons(ref, Number),
  in: (v) => (numbers(v).length > 0 ? sql`${sql.ref(ref)} in (${sql.join(numbers(v).map((n) => sql.lit(n)))})` : never),
  not_in: (v) => (numbers(v).length > 0 ? sql`${sql.ref(ref)} not in (${sql.join(numbers(v).map((n) => sql.lit(n)))})` : null),
})

const flagOperators = (ref: string): Readonly<Record<string, Operator>> => ({
  eq: (v) => (truthy(v) ? sql`${sql.ref(ref)}` : sql`not ${sql.ref(ref)}`),
  neq: (v) => (truthy(v) ? sql`not ${sql.ref(ref)}` : sql`${sql.ref(ref)}`),
})

const relationOperators = (related: (id: number) => Condition): Readonly<Record<string, Operator>> => ({
  rel_m_m: (v) => {
    const ids = numbers(v)
    if (!ids.every(isId)) return never
    return ids.length === 0 ? null : sql`(${sql.join(ids.map(related), sql` and `)})`
  },
})

const toOneOperators = (ref: string): Readonly<Record<string, Operator>> => ({
  rel_o_m: (v) => (numbers(v).length > 0 ? sql`${sql.ref(ref)} = ${sql.lit(numbers(v)[0] ?? 0)}` : never),
  nrel_o_m: (v) => (numbers(v).length > 0 ? sql`${sql.ref(ref)} <> ${sql.lit(numbers(v)[0] ?? 0)}` : null),
})

/** Operators that a column understands, the resource's own ones included. */
export const operatorsOf = (column: SearchColumn): Readonly<Record<string, Operator>> => {
  switch (column.kind) {
    case 'text':
      return { ...textOperators(column.ref), ...column.operators }
    case 'number':
      return { ...numberOperators(column.ref), ...column.operators }
    case 'moment':
      return { ...comparisons(column.ref, moment), ...column.operators }
    case 'flag':
      return { ...flagOperators(column.ref), ...column.operators }
    case 'to-one':
      return { ...toOneOperators(column.ref), ...column.operators }
    case 'to-many':
      return { ...relationOperators(column.related), ...column.operators }
    case 'custom':
      return column.operators
  }
}

/** The conditions of a list's filters. Throws BadRequest naming the column or operator. */
export const conditionsOf = (
  search: Readonly<Record<string, SearchColumn>>,
  filters: readonly { readonly col: string; readonly opr: string; readonly value?: unknown }[],
  actor: Actor,
): readonly Condition[] =>
  filters.flatMap((filter) => {
    const column = Object.hasOwn(search, filter.col) ? search[filter.col] : undefined
    if (column === undefined) throw new BadRequest(`Filter column: ${filter.col} not allowed to filter`)
    const operators = operatorsOf(column)
    const operator = Object.hasOwn(operators, filter.opr) ? operators[filter.opr] : undefined
    if (operator === undefined)
      throw new BadRequest(`Filter operator: ${filter.opr} not known for ${filter.col}`, { details: { known: Object.keys(operators) } })
    return operator(filter.value, actor) ?? []
  })

/** Names shown for operators in `_info`. */
export const OPERATOR_NAMES: Readonly<Record<string, string>> = {
  sw: 'Starts with',
  ew: 'Ends with',
  ct: 'Contains',
  eq: 'Equal to',
  nsw: 'Not Starts with',
  new: 'Not Ends with',
  nct: 'Not Contains',
  neq: 'Not Equal to',
  gt: 'Greater than',
  lt: 'Smaller than',
  in: 'In',
  not_in: 'Not In',
  rel_o_m: 'Relation',
  nrel_o_m: 'No Relation',
  rel_m_m: 'Relation as Many',
}
