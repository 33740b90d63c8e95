import { expect, test } from 'vitest'
import { absoluteText, durationText, momentOf, momentText, relativeText } from './text.ts'

const NOW = Date.UTC(2026, 5, 1, 12)

test.each([
  [0, 'just now'],
  [-59_000, 'just now'],
  [59_000, 'in less than a minute'],
  [-60_000, '1 minute ago'],
  [-119_000, '1 minute ago'],
  [7_200_000, 'in 2 hours'],
  [-86_400_000, 'yesterday'],
  [-400 * 86_400_000, 'last year'],
])('%d ms from now is %s', (offset, text) => {
  expect(relativeText(NOW + offset, NOW)).toBe(text)
})

test.each([
  [-5, '0 ms'],
  [999, '999 ms'],
  [4210, '4.2 s'],
  [185_000, '3 min 5 s'],
  [7_440_000, '2 h 4 min'],
])('%d ms last %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test('moments without a zone are UTC, broken ones are none', () => {
  expect(momentOf('2026-06-01T12:00:00.000000')).toBe(NOW)
  expect(momentOf('2026-06-01T14:00:00+0200')).toBe(NOW)
  expect(momentOf('2026-06-01T12:00:00Z')).toBe(NOW)
  expect(momentOf('soon')).toBeNull()
  expect(momentOf('')).toBeNull()
  expect(momentOf(null)).toBeNull()
})

test('a moment reads the same whichever way the server tells it; none and broken ones are a dash', () => {
  expect(momentText(NOW)).toBe(absoluteText(NOW))
  expect(momentText('2026-06-01T12:00:00.000000')).toBe(absoluteText(NOW))
  expect([null, '', 'soon'].map(momentText)).toEqual(['–', '–', '–'])
})
