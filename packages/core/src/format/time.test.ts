import { describe, expect, it } from 'vitest'
import { formatTime } from './time.ts'

const ROWS: readonly (readonly [string, string, string, string])[] = [
  ['2024-01-01T00:00:00Z', '2024', '2024', '2024'],
  ['2024-03-01T00:00:00Z', 'March', 'Mar 2024', '2024-03-01'],
  ['2024-03-03T00:00:00Z', 'Mar 03', 'Sun Mar 3', '2024-03-03'],
  ['2024-03-05T00:00:00Z', 'Tue 05', 'Tue Mar 5', '2024-03-05'],
  ['2024-03-05T13:00:00Z', '01 PM', 'Tue Mar 05, 01 PM', '2024-03-05 13:00'],
  ['2024-03-05T13:25:00Z', '01:25', 'Tue Mar 05, 01:25 PM', '2024-03-05 13:25'],
  ['2024-03-05T13:25:30Z', ':30s', 'Tue Mar 05, 01:25:30 PM', '2024-03-05 13:25:30'],
  ['2024-03-05T13:25:30.250Z', '.250ms', '.250', '2024-03-05 13:25:30.250'],
]

describe('formatTime', () => {
  for (const [moment, smart, verbose, detailed] of ROWS) {
    it(moment, () => {
      const value = Date.parse(moment)
      expect(formatTime('smart_date')(value)).toBe(smart)
      expect(formatTime('smart_date_verbose')(value)).toBe(verbose)
      expect(formatTime('smart_date_detailed')(value)).toBe(detailed)
    })
  }

  it('names the unit of a grain', () => {
    const april = Date.parse('2024-04-01T00:00:00Z')
    expect(formatTime('smart_date', 'P3M')(april)).toBe('2024 Q2')
    expect(formatTime('smart_date', 'P1M')(april)).toBe('Apr 2024')
    expect(formatTime('smart_date', 'P1Y')(april)).toBe('2024')
    expect(formatTime('smart_date', 'P1D')(april)).toBe('2024-04-01')
    expect(formatTime('smart_date', 'PT1H')(april)).toBe('2024-04-01 00:00')
    expect(formatTime('smart_date', 'P1W')(april)).toBe('2024-04-01 — 2024-04-07')
    expect(formatTime('smart_date', 'P1W/1970-01-03T00:00:00Z')(april)).toBe('2024-03-26 — 2024-04-01')
    expect(formatTime('smart_date', 'constructor')(april)).toBe('April')
  })

  it('keeps to the pattern whatever the grain', () => expect(formatTime('%d.%m.%Y', 'P1Y')(0)).toBe('01.01.1970'))
  it('reads text as UTC and leaves other text alone', () => {
    expect(formatTime('%H:%M')('2024-03-05 13:25:00')).toBe('13:25')
    expect(formatTime('%H:%M')('2024-03-05T13:25:00+02:00')).toBe('11:25')
    expect(formatTime()('soon')).toBe('soon')
    expect(formatTime()(null)).toBe('null')
    expect(formatTime()(Number.NaN)).toBe('NaN')
  })
  it('local! uses the zone of the machine', () => expect(formatTime('local!%Y')(Date.UTC(2020, 5, 1))).toBe('2020'))
})
