import { formatTime, shownZone, toMoment, writeExact } from '@coset/core'

export type Row = Readonly<Record<string, unknown>>

const DAY_MS = 86_400_000
const TEMPORAL = 2

export interface ShownColumn {
  readonly key: string
  readonly heading: string
  readonly isNumber: boolean
  /** Null: nothing is there. */
  readonly text: (value: unknown) => string | null
}

const plainText = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'object' ? writeExact(value) : String(value)

/** How a column's cells read: moments in the zone that the page shows, all else as it came. */
export const shownColumn = (key: string, name: string, type: number | undefined, rows: readonly Row[]): ShownColumn => {
  const column = { key, heading: name, isNumber: type === 0, text: plainText }
  if (type !== TEMPORAL) return column
  const moments = rows.map((row) => row[key]).filter((value) => typeof value === 'number')
  const timed = moments.some((value) => value % DAY_MS !== 0)
  const zone = shownZone()
  const format = formatTime(timed ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d', null, { timed, namesZone: false })
  const text = (value: unknown): string | null => (typeof value === 'number' && toMoment(value) !== undefined ? format(value) : plainText(value))
  return { ...column, heading: timed && zone !== null ? `${name} (${zone})` : name, text }
}
