import { afterEach, describe, expect, it } from 'vitest'
import { formatTime, zoneOf } from './time.ts'
import { clockOf, hasTimeOfDay, isTimeZone, shownZone, showTimesIn } from './zone.ts'

afterEach(() => showTimesIn(null))

const at = (text: string): number => Date.parse(text)
const wall = (zone: string, text: string): string =>
  clockOf(zone)
    .wall(new Date(at(text)))
    .toISOString()
    .slice(0, 19)

describe('clocks', () => {
  it('follow summer time on both sides of each change', () => {
    expect(wall('Europe/Berlin', '2024-03-31T00:59:59Z')).toBe('2024-03-31T01:59:59')
    expect(wall('Europe/Berlin', '2024-03-31T01:00:00Z')).toBe('2024-03-31T03:00:00')
    expect(wall('Europe/Berlin', '2024-10-27T00:30:00Z')).toBe('2024-10-27T02:30:00')
    expect(wall('Europe/Berlin', '2024-10-27T01:30:00Z')).toBe('2024-10-27T02:30:00')
    expect(wall('America/New_York', '2024-03-10T06:59:00Z')).toBe('2024-03-10T01:59:00')
    expect(wall('America/New_York', '2024-03-10T07:00:00Z')).toBe('2024-03-10T03:00:00')
    expect(wall('Australia/Lord_Howe', '2024-04-06T14:45:00Z')).toBe('2024-04-07T01:45:00')
    expect(wall('Australia/Lord_Howe', '2024-04-06T15:15:00Z')).toBe('2024-04-07T01:45:00')
  })
  it('know zones of half and quarter hours, of days ahead, and times long ago', () => {
    expect(wall('Asia/Kolkata', '2024-01-01T00:00:00Z')).toBe('2024-01-01T05:30:00')
    expect(wall('Asia/Kathmandu', '2024-01-01T00:00:00Z')).toBe('2024-01-01T05:45:00')
    expect(wall('Pacific/Kiritimati', '2024-01-01T12:00:00Z')).toBe('2024-01-02T02:00:00')
    expect(wall('Pacific/Pago_Pago', '2024-01-01T10:00:00Z')).toBe('2023-12-31T23:00:00')
    expect(wall('Asia/Tokyo', '1969-12-31T23:59:59Z')).toBe('1970-01-01T08:59:59')
  })
  it('mark times that are shown twice, and only those', () => {
    const mark = (text: string): string => clockOf('Europe/Berlin').mark(new Date(at(text)))
    expect(['2024-10-26T23:59:00Z', '2024-10-27T00:30:00Z', '2024-10-27T01:30:00Z', '2024-10-27T02:00:00Z'].map(mark)).toEqual(['', '+02:00', '+01:00', ''])
    expect(['2024-03-31T00:30:00Z', '2024-03-31T01:30:00Z'].map(mark)).toEqual(['', ''])
  })
  it('keep milliseconds', () => {
    expect(
      clockOf('Asia/Tokyo')
        .wall(new Date(at('2024-01-01T00:00:00.123Z')))
        .getUTCMilliseconds(),
    ).toBe(123)
  })
})

describe('showTimesIn', () => {
  it('takes zones that there are, and nothing else', () => {
    expect(['Europe/Berlin', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, false, false])
    showTimesIn('Europe/Berlin')
    expect(shownZone()).toBe('Europe/Berlin')
    showTimesIn('Mars/Olympus')
    expect(shownZone()).toBeNull()
    showTimesIn('UTC')
    expect(shownZone()).toBeNull()
  })
})

describe('formatTime in a zone', () => {
  const moment = at('2024-07-01T22:30:00Z')
  it('changes nothing unless a zone is chosen', () => {
    for (const timed of [true, false]) expect(formatTime('%Y-%m-%d %H:%M', null, { timed })(moment)).toBe('2024-07-01 22:30')
    expect(formatTime('smart_date', 'PT1H')(moment)).toBe('2024-07-01 22:00')
  })
  it('shows moments with a time of day there, and names the zone', () => {
    showTimesIn('Europe/Berlin')
    expect(formatTime('%Y-%m-%d %H:%M', null, { timed: true })(moment)).toBe('2024-07-02 00:30 Europe/Berlin')
    expect(formatTime('%Y-%m-%d %H:%M', null, { timed: true, namesZone: false })(moment)).toBe('2024-07-02 00:30')
    expect(formatTime('smart_date', 'PT1H')(at('2024-07-01T22:00:00Z'))).toBe('2024-07-02 00:00 Europe/Berlin')
    expect(formatTime('smart_date_detailed', null, { timed: true })(moment)).toBe('2024-07-02 00:30 Europe/Berlin')
    expect(formatTime('%H:%M', null, { timed: true })('no moment')).toBe('no moment')
  })
  it('tells two moments apart that clocks show alike', () => {
    showTimesIn('Europe/Berlin')
    const text = formatTime('%Y-%m-%d %H:%M', null, { timed: true, namesZone: false })
    expect([at('2024-10-27T00:30:00Z'), at('2024-10-27T01:30:00Z')].map(text)).toEqual(['2024-10-27 02:30 +02:00', '2024-10-27 02:30 +01:00'])
  })
  it('writes the minutes of whole UTC hours in zones of half hours', () => {
    showTimesIn('Asia/Kolkata')
    expect(formatTime('smart_date', 'PT1H')(at('2024-07-01T22:00:00Z'))).toBe('2024-07-02 03:30 Asia/Kolkata')
  })
  it('leaves days, weeks, months, patterns of days, and those that say UTC', () => {
    showTimesIn('America/New_York')
    const day = at('2024-07-01T00:00:00Z')
    expect(formatTime('smart_date', 'P1D')(day)).toBe('2024-07-01')
    expect(formatTime('smart_date', 'P1M')(day)).toBe('Jul 2024')
    expect(formatTime('%Y-%m-%d %H:%M', 'P1W')(day)).toBe('2024-07-01 00:00')
    expect(formatTime('smart_date')(day)).toBe('July')
    expect(formatTime('%d.%m.%Y', null, { timed: true })(day)).toBe('01.07.2024')
    expect(formatTime('%H:%M %Z', null, { timed: true })(day)).toBe('00:00 +0000')
    expect(zoneOf('%d.%m.%Y', null, true)).toBeNull()
    expect(zoneOf('smart_date', 'PT5M')).toBe('America/New_York')
    expect(['PT1S', 'PT0.5H', 'PT6H', 'P1D', 'P1W', null].map(hasTimeOfDay)).toEqual([true, true, true, false, false, false])
  })
})
