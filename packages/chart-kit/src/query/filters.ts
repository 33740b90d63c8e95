import { asList, isRecord } from '../form-data.ts'
import type { QueryColumn, QueryFilter } from '../query-object.ts'

const WITHOUT_VALUE: ReadonlySet<string> = new Set(['IS NOT NULL', 'IS NULL', 'IS TRUE', 'IS FALSE', 'LATEST PARTITION'])
const WITH_LIST: ReadonlySet<string> = new Set(['IN', 'NOT IN'])

export interface SplitFilters {
  readonly filters: readonly QueryFilter[]
  /** SQL conditions joined by AND, each in parentheses; empty when there are none. */
  readonly where: string
  readonly having: string
}

function simpleFilter(filter: Readonly<Record<string, unknown>>): QueryFilter | undefined {
  const { subject, operator, comparator } = filter
  if ((typeof subject !== 'string' && !isRecord(subject)) || typeof operator !== 'string') return undefined
  const col = subject as QueryColumn
  const extra = filter['isExtra'] === true ? { isExtra: true } : {}
  if (WITHOUT_VALUE.has(operator)) return { col, op: operator, ...extra }
  return { col, op: operator, val: WITH_LIST.has(operator) ? asList(comparator) : comparator, ...extra }
}

/** A trailing `--` comment must not swallow the closing parenthesis. */
function inParentheses(sql: string): string {
  return sql.includes('--') ? `(${sql}\n)` : `(${sql})`
}

/** Ad-hoc filters → query filters and free SQL. Simple filters on aggregates are not sent: the field's servers refuse them. */
export function splitAdhocFilters(adhoc: unknown): SplitFilters {
  const filters: QueryFilter[] = []
  const where: string[] = []
  const having: string[] = []
  for (const filter of asList(adhoc)) {
    if (!isRecord(filter)) continue
    if (filter['expressionType'] === 'SIMPLE') {
      const simple = (filter['clause'] ?? 'WHERE') === 'WHERE' ? simpleFilter(filter) : undefined
      if (simple) filters.push(simple)
    } else if (typeof filter['sqlExpression'] === 'string' && filter['sqlExpression'] !== '') {
      const target = filter['clause'] === 'HAVING' ? having : where
      target.push(inParentheses(filter['sqlExpression']))
    }
  }
  return { filters, where: where.join(' AND '), having: having.join(' AND ') }
}

/** Old-style dashboard filters whose column is a reserved name set the time instead of filtering. */
const TIME_OVERRIDES: Readonly<Record<string, string>> = {
  __time_range: 'time_range',
  __time_col: 'granularity',
  __time_grain: 'time_grain_sqla',
  __granularity: 'granularity',
  __time_compare: 'time_compare',
}

export interface LegacyExtras {
  readonly filters: readonly QueryFilter[]
  /** `time_range`, `granularity`, `time_grain_sqla` → the value that replaces the form's. */
  readonly overrides: Readonly<Record<string, string>>
  /** The reserved name → its value, as the query echoes it. */
  readonly applied: Readonly<Record<string, string>>
}

/** The `extra_filters` of old dashboards. */
export function legacyExtraFilters(extraFilters: unknown): LegacyExtras {
  const filters: QueryFilter[] = []
  const overrides: Record<string, string> = {}
  const applied: Record<string, string> = {}
  for (const filter of asList(extraFilters)) {
    if (!isRecord(filter) || typeof filter['col'] !== 'string') continue
    const target = Object.hasOwn(TIME_OVERRIDES, filter['col']) ? TIME_OVERRIDES[filter['col']] : undefined
    if (target !== undefined) {
      overrides[target] = String(filter['val'])
      applied[filter['col']] = String(filter['val'])
    } else {
      filters.push({ col: filter['col'], op: String(filter['op']), val: filter['val'] })
    }
  }
  return { filters, overrides, applied }
}
