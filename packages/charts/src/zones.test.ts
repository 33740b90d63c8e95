import { LIGHT_THEME, type QueryResult, toDatasetHints } from '@coset/chart-kit'
import { showTimesIn } from '@coset/core'
import { afterEach, describe, expect, it } from 'vitest'
import { isTimed } from './cells.ts'
import { definitionFor } from './index.ts'
import type { TableData } from './table/model.ts'
import { toFrame } from './time-series/frame.ts'

afterEach(() => showTimesIn(null))

const HOUR = 3_600_000
const start = Date.UTC(2024, 9, 27)
const result: QueryResult = {
  data: [0, 1, 2].map((hour) => ({ at: start + hour * HOUR, day: start + hour * 24 * HOUR, n: hour })),
  colnames: ['at', 'day', 'n'],
  coltypes: [2, 2, 0],
  rowcount: 3,
}
const hints = toDatasetHints(undefined)

const table = (): TableData => {
  const made = definitionFor('table').transform({
    formData: { viz_type: 'table', query_mode: 'raw', all_columns: ['at', 'day', 'n'] },
    results: [result],
    dataset: hints,
    width: 600,
    height: 400,
    theme: LIGHT_THEME,
    colorOf: () => '#000',
  })
  if (made.kind !== 'custom') throw new Error(made.kind)
  return made.data as TableData
}

describe('tables in a zone', () => {
  it('stay as in the data by default', () => {
    const { columns, rows } = table()
    expect(columns.map((column) => column.label)).toEqual(['at', 'day', 'n'])
    expect(columns.map((column) => column.format(rows[1]?.[column.key]))).toEqual(['2024-10-27 01:00:00', '2024-10-28', '1'])
  })
  it('name it in the heading of columns with a time of day, and leave days', () => {
    showTimesIn('Europe/Berlin')
    const { columns, rows } = table()
    expect(columns.map((column) => column.label)).toEqual(['at (Europe/Berlin)', 'day', 'n'])
    expect(columns.map((column) => column.format(rows[2]?.[column.key]))).toEqual(['2024-10-27 03:00:00', '2024-10-29', '2'])
    expect(columns[0]?.format(rows[0]?.['at'])).toBe('2024-10-27 02:00:00 +02:00')
  })
})

describe('axes in a zone', () => {
  const frame = (grain: string, axis: string) =>
    toFrame(
      { viz_type: 'echarts_timeseries_line', x_axis: axis, time_grain_sqla: grain, metrics: ['n'] },
      hints,
      { ...result, colnames: [axis, 'n'], coltypes: [2, 0] },
      { bars: false, stacked: false },
    )
  it('change for hours and not for days', () => {
    showTimesIn('Asia/Tokyo')
    expect([frame('PT1H', 'at')?.zone, frame('P1D', 'day')?.zone]).toEqual(['Asia/Tokyo', undefined])
    expect(frame('PT1H', 'at')?.tip(start)).toBe('2024-10-27 09:00 Asia/Tokyo')
    expect(frame('P1D', 'day')?.tip(start)).toBe('2024-10-27')
  })
  it('keep two moments apart that clocks show alike', () => {
    showTimesIn('Europe/Berlin')
    const made = toFrame(
      { viz_type: 'echarts_timeseries_bar', x_axis: 'at', time_grain_sqla: 'PT1H', metrics: ['n'], xAxisForceCategorical: true },
      hints,
      { ...result, colnames: ['at', 'n'], coltypes: [2, 0] },
      { bars: true, stacked: false },
    )
    expect(new Set(made?.xs).size).toBe(3)
  })
  it('count as timed only where a moment is no midnight and no day was cut', () => {
    expect([
      isTimed(result, ['at'], undefined),
      isTimed(result, ['day'], undefined),
      isTimed(result, ['at'], 'P1D'),
      isTimed(result, ['n'], undefined),
    ]).toEqual([true, false, false, false])
  })
})
