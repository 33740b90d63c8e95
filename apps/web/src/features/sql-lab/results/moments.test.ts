import { showTimesIn } from '@coset/core'
import { afterEach, expect, it } from 'vitest'
import { shownMoment } from './moments.ts'

afterEach(() => showTimesIn(null))

it('shows moments of SQL Lab in the chosen zone, and nothing else', () => {
  expect(shownMoment('2024-07-01T22:30:00')).toBeNull()
  showTimesIn('Europe/Berlin')
  expect(shownMoment('2024-07-01T22:30:00')).toBe('2024-07-02 00:30:00')
  expect(shownMoment('2024-07-01T22:30:00.123456+00:00')).toBe('2024-07-02 00:30:00.123456')
  expect(shownMoment('2024-10-27T01:30:00')).toBe('2024-10-27 02:30:00 +01:00')
  for (const value of ['2024-07-01', '22:30:00', 'text', 1_700_000_000_000, null]) expect(shownMoment(value)).toBeNull()
})
