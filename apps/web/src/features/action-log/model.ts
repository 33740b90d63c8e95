import { api } from '../../session/api.ts'
import type { Filter, ListAnswer } from '../../shared/resource-list/index.tsx'

export const API = '/api/v1/log'

export interface Entry {
  readonly id: number
  readonly action: string
  readonly user: { readonly username: string; readonly first_name: string; readonly last_name: string } | null
  /** UTC, without a zone. */
  readonly dttm: string
  readonly json: string | null
  readonly slice_id: number | null
  readonly dashboard_id: number | null
  readonly duration_ms: number | null
  readonly referrer: string | null
}

export interface Asked {
  readonly filters: readonly Filter[]
  readonly order_column: string
  readonly order_direction: string
}

export const personOf = ({ user }: Entry): string => (user === null ? '' : `${user.first_name} ${user.last_name}`.trim() || user.username)

export const objectOf = ({ dashboard_id, slice_id }: Entry): { readonly kind: 'dashboard' | 'chart'; readonly id: number; readonly to: string } | null => {
  if (slice_id !== null && slice_id !== 0) return { kind: 'chart', id: slice_id, to: `/explore/?slice_id=${slice_id}` }
  if (dashboard_id !== null && dashboard_id !== 0) return { kind: 'dashboard', id: dashboard_id, to: `/superset/dashboard/${dashboard_id}/` }
  return null
}

const MINUTE = 60_000
const SINCE: Readonly<Record<string, number>> = { hour: 60, day: 1440, week: 10_080, month: 43_200 }

/** The beginning of a span until now, to the minute, so that the same question stays the same for a while. */
export const sinceFilter = (span: string, now: number): Filter => ({
  col: 'dttm',
  opr: 'gt',
  value: Math.floor(now / MINUTE - (SINCE[span] ?? 0)) * MINUTE,
})

const HEAD = ['time_utc', 'user', 'action', 'dashboard', 'chart', 'duration_ms', 'referrer', 'json']

/** Spreadsheets read texts that begin like this as formulas. */
const FORMULA = /^[=+\-@\t\r]/

const cell = (value: string | number | null): string => {
  if (value === null) return ''
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Entries as CSV that spreadsheets open and do not run. */
export const csvOf = (entries: readonly Entry[]): string =>
  [
    HEAD,
    ...entries.map((entry) => [
      entry.dttm,
      entry.user?.username ?? null,
      entry.action,
      entry.dashboard_id,
      entry.slice_id,
      entry.duration_ms,
      entry.referrer,
      entry.json,
    ]),
  ]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('')

const PAGE_SIZE = 100
/** The most entries that a file holds. */
export const MOST = 5000

/** All entries that are asked for, at most {@link MOST}. */
export const entriesOf = async ({ filters, order_column, order_direction }: Asked): Promise<readonly Entry[]> => {
  const entries: Entry[] = []
  for (let page = 0; entries.length < MOST; page++) {
    const q = { filters, order_column, order_direction, page, page_size: PAGE_SIZE }
    const { result } = await api.get<ListAnswer<Entry>>(`${API}/`, { q })
    entries.push(...result)
    if (result.length < PAGE_SIZE) break
  }
  return entries
}
