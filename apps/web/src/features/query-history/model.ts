import type { Filter } from '../../shared/resource-list/index.tsx'

export const API = '/api/v1/query'

interface Table {
  readonly schema: string | null
  readonly table: string
}

export interface Run {
  readonly id: number
  readonly client_id: string
  readonly status: string
  readonly tab_name: string | null
  readonly database: { readonly id: number; readonly database_name: string }
  readonly schema: string | null
  readonly sql: string
  readonly sql_tables: readonly Table[]
  readonly user: { readonly first_name: string; readonly last_name: string } | null
  readonly rows: number | null
  readonly error_message: string | null
  /** Epoch milliseconds. */
  readonly start_time: number
  readonly end_time: number | null
}

/** What happens to a run, in the order in which it happens. */
export const STATES = ['scheduled', 'pending', 'started', 'running', 'fetching', 'success', 'failed', 'timed_out', 'stopped'] as const

const OPEN: ReadonlySet<string> = new Set(['scheduled', 'pending', 'started', 'running', 'fetching'])

/** Not over yet: it may be stopped, and changes by itself. */
export const isOpen = ({ status }: Pick<Run, 'status'>): boolean => OPEN.has(status)

/** How long it took, or takes until now; null: nobody knows. */
export const tookMs = (run: Pick<Run, 'status' | 'start_time' | 'end_time'>, now: number): number | null => {
  const end = run.end_time ?? (isOpen(run) ? now : null)
  return end === null ? null : Math.max(0, end - run.start_time)
}

const MINUTE = 60_000
const SPANS: Readonly<Record<string, number>> = { hour: 60, day: 1440, week: 10_080, month: 43_200, quarter: 129_600 }

/** The beginning of a span until now, to the minute, so that the same question stays the same for a while. */
export const sinceFilter = (span: string, now: number): Filter => ({
  col: 'start_time',
  opr: 'gt',
  value: Math.floor(now / MINUTE - (SPANS[span] ?? 0)) * MINUTE,
})

export const tablesOf = ({ sql_tables: tables }: Pick<Run, 'sql_tables'>): string =>
  [...new Set(tables.map(({ schema, table }) => (schema === null ? table : `${schema}.${table}`)))].join(', ')

/** Where it opens in a tab of its own. */
export const labPath = (id: number): string => `/sqllab/?queryId=${id}`
