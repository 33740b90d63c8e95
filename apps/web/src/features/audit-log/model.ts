import type { Filter } from '../../shared/resource-list/index.tsx'

export const API = '/api/v1/coset/audit'

export interface AuditEvent {
  readonly id: number
  /** UTC, without a zone. */
  readonly at: string
  readonly user_id: number | null
  readonly user_name: string
  readonly via: string
  readonly action: string
  readonly object_kind: string
  readonly object_id: string
  readonly object_name: string
  readonly status: number
  readonly address: string
  readonly request_id: string
  readonly detail: string
}

const MINUTE = 60_000
const SINCE: Readonly<Record<string, number>> = { hour: 60, day: 1440, week: 10_080, month: 43_200 }

/** The beginning of a span until now, to the minute, so that the same question stays the same for a while. */
export const sinceFilter = (span: string, now: number): Filter => ({
  col: 'at',
  opr: 'gt',
  value: Math.floor(now / MINUTE - (SINCE[span] ?? 0)) * MINUTE,
})

const PLACES: Readonly<Record<string, (id: string) => string>> = {
  dashboard: (id) => `/superset/dashboard/${id}/`,
  chart: (id) => `/explore/?slice_id=${id}`,
  dataset: (id) => `/dataset/${id}`,
}

/** Where the object of an event is opened; null: it has no page, or is gone. */
export const placeOf = ({ action, object_kind: kind, object_id: id }: AuditEvent): string | null =>
  /^\d+$/.test(id) && !/[dD]elete$/.test(action) && Object.hasOwn(PLACES, kind) ? (PLACES[kind]?.(id) ?? null) : null

/** Kind and name of what an event is about. */
export const objectText = ({ object_kind: kind, object_id: id, object_name: name }: AuditEvent): string =>
  [kind, name === '' ? id : `“${name}”`].filter((part) => part !== '').join(' ')
