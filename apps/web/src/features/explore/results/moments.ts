import { formatTime, shownZone, toMoment } from '@coset/core'
import { cellText, type Row } from './rows.ts'

const DAY_MS = 86_400_000

/** How a column's cells are shown, and the zone that its heading names. */
export interface ShownColumn {
  readonly heading: string
  readonly text: (value: unknown) => string | null
}

/** Moments with a time of day in the zone that the page shows; all else as it came. */
export function shownColumn(column: string, type: number | undefined, rows: readonly Row[]): ShownColumn {
  const zone = shownZone()
  const plain: ShownColumn = { heading: column, text: (value) => cellText(value, type) }
  if (zone === null || type !== 2) return plain
  const isTimed = rows.some((row) => typeof row[column] === 'number' && (row[column] as number) % DAY_MS !== 0)
  if (!isTimed) return plain
  const whole = rows.every((row) => typeof row[column] !== 'number' || Number.isInteger((row[column] as number) / 1000))
  const format = formatTime(whole ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M:%S.%L', null, { timed: true, namesZone: false })
  return {
    heading: `${column} (${zone})`,
    text: (value) => (typeof value === 'number' && toMoment(value) !== undefined ? format(value) : cellText(value, type)),
  }
}
