/** The ways of the time range editor. Ranges are texts; those that no way can show are `advanced`. */
export type RangeMode = 'none' | 'last' | 'previous' | 'current' | 'custom' | 'advanced'

export const NO_FILTER = 'No filter'
export const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type Unit = (typeof UNITS)[number]

export const LAST = ['Last day', 'Last week', 'Last month', 'Last quarter', 'Last year'] as const
export const PREVIOUS = ['previous calendar week', 'previous calendar month', 'previous calendar quarter', 'previous calendar year'] as const
export const CURRENT = ['Current day', 'Current week', 'Current month', 'Current quarter', 'Current year'] as const

/** One end of a custom range. */
export type Side =
  | { readonly kind: 'now' }
  | { readonly kind: 'today' }
  | { readonly kind: 'open' }
  /** `YYYY-MM-DDTHH:mm:ss`, without zone. */
  | { readonly kind: 'at'; readonly at: string }
  /** Before the anchor when `amount` is negative. `anchor` is `now`, `today` or a date. */
  | { readonly kind: 'relative'; readonly amount: number; readonly unit: Unit; readonly anchor: string }

export interface CustomRange {
  readonly since: Side
  readonly until: Side
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/
const SHIFT = /^DATEADD\(DATETIME\((['"]?)([^'")]+)\1\),\s*(-?\d+),\s*(second|minute|hour|day|week|month|quarter|year)s?\)$/i

function fullTime(text: string): string {
  if (text.length === 10) return `${text}T00:00:00`
  return text.length === 16 ? `${text}:00` : text
}

function parseSide(text: string): Side | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return { kind: 'open' }
  if (/^now$/i.test(trimmed)) return { kind: 'now' }
  if (/^(today|midnight)$/i.test(trimmed)) return { kind: 'today' }
  if (ISO.test(trimmed)) return { kind: 'at', at: fullTime(trimmed) }
  const shift = SHIFT.exec(trimmed)
  const unit = UNITS.find((name) => name === shift?.[4]?.toLowerCase())
  const anchor = shift?.[2]
  if (unit === undefined || anchor === undefined || !(anchor === 'now' || anchor === 'today' || ISO.test(anchor))) return undefined
  return { kind: 'relative', amount: Number(shift?.[3]), unit, anchor }
}

/** `since : until` → its ends; undefined when an end is something else than the custom editor shows. */
export function parseCustom(text: string): CustomRange | undefined {
  const parts = text.split(/\s+:\s*|\s*:\s+/)
  if (parts.length !== 2) return undefined
  const since = parseSide(parts[0] ?? '')
  const until = parseSide(parts[1] ?? '')
  return since === undefined || until === undefined ? undefined : { since, until }
}

function sideText(side: Side): string {
  switch (side.kind) {
    case 'now':
      return 'now'
    case 'today':
      return 'today'
    case 'open':
      return ''
    case 'at':
      return side.at
    case 'relative':
      return `DATEADD(DATETIME("${side.anchor}"), ${side.amount}, ${side.unit})`
  }
}

export function customText({ since, until }: CustomRange): string {
  return `${sideText(since)} : ${sideText(until)}`
}

const listed = (list: readonly string[], text: string): boolean => list.some((item) => item.toLowerCase() === text.toLowerCase())

/** Which way shows a saved range. */
export function modeOf(text: string): RangeMode {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === NO_FILTER) return 'none'
  if (listed(LAST, trimmed)) return 'last'
  if (listed(PREVIOUS, trimmed)) return 'previous'
  if (listed(CURRENT, trimmed)) return 'current'
  return parseCustom(trimmed) === undefined ? 'advanced' : 'custom'
}

/** Where a way starts when one changes to it. `today` is `YYYY-MM-DD`. */
export function startOf(mode: RangeMode, before: string, today: string): string {
  if (mode === 'last') return 'Last week'
  if (mode === 'previous') return 'previous calendar week'
  if (mode === 'current') return 'Current week'
  if (mode === 'custom')
    return customText({ since: { kind: 'relative', amount: -7, unit: 'day', anchor: 'now' }, until: { kind: 'at', at: `${today}T00:00:00` } })
  if (mode === 'advanced') return before === NO_FILTER ? '' : before
  return NO_FILTER
}
