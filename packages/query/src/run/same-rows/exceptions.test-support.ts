import type { Query } from './cases.test-support.ts'
import type { Row, Rows } from './compare.test-support.ts'

/** Where an engine's rows are not PostgreSQL's, why, and what they are instead; used by tests only. */
export interface Exception {
  readonly kind: string
  readonly engines: readonly string[]
  readonly reason: string
  readonly yardstick: {
    /** What PostgreSQL has to be asked for the engine's rows. */
    readonly query?: (query: Query) => Query
    /** PostgreSQL's rows as the engine has them. */
    readonly rows?: (rows: Rows) => Rows
    /** The share of a number that may differ. */
    readonly within?: number
  }
}

const eachValue =
  (change: (name: string, value: unknown) => unknown) =>
  (rows: Rows): Rows =>
    rows.map((row): Row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(name, value)])))

const flagsAsNumbers = eachValue((_, value) => (typeof value === 'boolean' ? Number(value) : value))
const momentText = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ').replace('.000', '')
const momentsAsTexts = eachValue((name, value) => {
  if (typeof value !== 'number' || !/\bday\b|\bat\b/.test(name)) return value
  return /\bday\b/.test(name) ? momentText(value).slice(0, 10) : momentText(value)
})

const gapsAt =
  (end: 'first' | 'last') =>
  (rows: Rows): Rows => {
    const gaps = rows.filter((row) => row['city'] === null)
    const others = rows.filter((row) => row['city'] !== null)
    return end === 'first' ? [...gaps, ...others] : [...others, ...gaps]
  }

/** Weeks from Sunday on, in PostgreSQL's own words. */
const sundayWeeks = (query: Query): Query => {
  const [axis, ...others] = query['columns'] as readonly unknown[]
  const { label } = axis as { label: string }
  const sqlExpression = `DATE_TRUNC('week', ${label} + INTERVAL '1 day') - INTERVAL '1 day'`
  return { ...query, columns: [{ label, sqlExpression, expressionType: 'SQL' }, ...others] }
}

const withFilter =
  (change: (filter: { readonly op: string; readonly val: string }) => object) =>
  (query: Query): Query => {
    const filters = query['filters'] as readonly { readonly op: string; readonly val: string }[]
    return { ...query, filters: filters.map((filter) => ({ ...filter, ...change(filter) })) }
  }
const anyCase = withFilter(({ op }) => ({ op: op.replace('LIKE', 'ILIKE') }))
const plainBackslashes = withFilter(({ val }) => ({ val: val.replaceAll('\\', '\\\\') }))
const foldedAccents = withFilter(() => ({ op: 'IN', val: ['émile', 'ÉMILE'] }))

export const EXCEPTIONS: readonly Exception[] = [
  { kind: 'aggregate AVG', engines: ['mysql'], reason: 'AVG of whole numbers has four digits after the point', yardstick: { within: 5.01e-5 } },
  { kind: 'grain P1W of at', engines: ['mysql', 'sqlite'], reason: 'weeks start on Sunday', yardstick: { query: sundayWeeks } },
  { kind: 'grain P1W of day', engines: ['mysql', 'sqlite'], reason: 'weeks start on Sunday', yardstick: { query: sundayWeeks } },
  { kind: 'rows with flags', engines: ['mysql', 'sqlite'], reason: 'flags are the numbers 0 and 1', yardstick: { rows: flagsAsNumbers } },
  { kind: 'flags as a dimension', engines: ['mysql', 'sqlite'], reason: 'flags are the numbers 0 and 1', yardstick: { rows: flagsAsNumbers } },
  { kind: 'rows', engines: ['sqlite'], reason: 'moments are texts; only the axis of a chart is read as time', yardstick: { rows: momentsAsTexts } },
  { kind: 'aggregate of moments', engines: ['sqlite'], reason: 'moments are texts', yardstick: { rows: momentsAsTexts } },
  { kind: 'aggregate of days', engines: ['sqlite'], reason: 'days are texts', yardstick: { rows: momentsAsTexts } },
  { kind: 'filter LIKE', engines: ['sqlite'], reason: 'LIKE takes ASCII letters of either case', yardstick: { query: anyCase } },
  { kind: 'filter NOT LIKE', engines: ['sqlite'], reason: 'LIKE takes ASCII letters of either case', yardstick: { query: anyCase } },
  { kind: 'filter LIKE backslash', engines: ['sqlite', 'duckdb'], reason: 'a backslash in a pattern is a character', yardstick: { query: plainBackslashes } },
  {
    kind: 'filter ILIKE beyond ASCII',
    engines: ['mysql', 'duckdb'],
    reason: 'every letter has its other case, whatever the collation; SQLite and the collation "C" know those of ASCII',
    yardstick: { query: foldedAccents },
  },
  { kind: 'order by gaps', engines: ['mysql', 'sqlite'], reason: 'NULL is the smallest value', yardstick: { rows: gapsAt('first') } },
  { kind: 'order by gaps, falling', engines: ['mysql', 'sqlite'], reason: 'NULL is the smallest value', yardstick: { rows: gapsAt('last') } },
  { kind: 'order by gaps, falling', engines: ['duckdb'], reason: 'NULL comes last in either direction', yardstick: { rows: gapsAt('last') } },
]
