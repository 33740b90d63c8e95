import type { Cell, CellType } from '@coset/core'
import { cellReader, cellTypes } from '../shared-sql/json-cells.ts'
import { intervalText, parseMoment } from '../shared-sql/moments.ts'

export const trinoKind: (type: string) => CellType = cellTypes([
  [/^(?:hyperloglog|p4hyperloglog|qdigest|tdigest|setdigest)/i, 'binary'],
  [/^interval/i, 'interval'],
])

/** Minutes east of Greenwich in a named zone at a wall-clock time read as UTC. */
const zoneMinutes = (zone: string, wallMs: number): number => {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(wallMs)
  const offset = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? '')
  return offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]))
}

/** `2021-01-31 13:00:00.000 Europe/Berlin` → epoch milliseconds; unknown zones and odd forms give null. */
const zoned = (text: string): Cell => {
  const [, wall = text, zone] = /^(\d.*\d) ?([A-Za-z][\w/+-]*|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const at = parseMoment(wall)
  if (at === null || zone === undefined || zone === 'UTC') return at
  if (/^[+-]/.test(zone)) return parseMoment(`${wall}${zone}`)
  try {
    return at - zoneMinutes(zone, at) * 60_000
  } catch {
    return null
  }
}

/** `1 02:03:04.500` → a span; spans of months keep their text. */
const interval = (text: string): Cell => {
  const found = /^(-?)(\d+) (\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text)
  if (found === null) return text
  const [, sign, days, hours, minutes, seconds] = found
  const micros = Math.round(((Number(days) * 24 + Number(hours)) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000)
  return intervalText(sign === '-' ? -micros : micros)
}

/** Reader of the protocol's values: numbers, and texts for all that JSON lacks. */
export const trinoReader = (type: string): ((value: unknown) => Cell) => {
  const kind = trinoKind(type)
  if (kind === 'timestamp') return (value) => zoned(String(value))
  return kind === 'interval' ? (value) => interval(String(value)) : cellReader(kind)
}
