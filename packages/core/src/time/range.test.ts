import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BadRequest } from '../errors.ts'
import { isoText, parseHumanTime, parseTimeRange, shiftRange } from './index.ts'

interface Recorded {
  readonly case: { readonly expr: string }
  readonly ref: { readonly status: number; readonly since?: string; readonly until?: string; readonly asked?: number }
}
const recorded = readFileSync(new URL('../../fixtures/time-range.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
const NOW = Date.UTC(2026, 10, 23, 0, 54, 8, 226)
const text = (at: number | null): string => (at === null ? '' : isoText(Math.floor(at / 1000) * 1000))
const range = (expr: string, options: { relativeStart?: string; relativeEnd?: string } = {}) => {
  const found = parseTimeRange(expr, { now: NOW, ...options })
  return [text(found.since), text(found.until)]
}

describe('recorded time ranges', () => {
  for (const { case: asked, ref } of recorded) {
    it(asked.expr, () => {
      if (ref.status !== 200) {
        // Failures carry no moment of asking; all of these fail at any time of that day.
        expect(() => parseTimeRange(asked.expr, { now: NOW })).toThrow(BadRequest)
        return
      }
      const found = parseTimeRange(asked.expr, { now: Math.floor((ref.asked ?? 0) * 1000) })
      const near = (mine: number | null, theirs = ''): boolean =>
        theirs === '' ? mine === null : mine !== null && Math.abs(mine - Date.parse(`${theirs}Z`)) < 2000
      expect([text(found.since), text(found.until)], `${ref.since} – ${ref.until}`).toSatisfy(
        () => near(found.since, ref.since) && near(found.until, ref.until),
      )
    })
  }
})

describe('human times', () => {
  const cases: readonly [string, string][] = [
    ['now', '2026-11-23T00:54:08'],
    ['7 days ago', '2026-11-16T00:00:00'],
    ['last monday', '2026-11-16T00:00:00'],
    ['next friday', '2026-12-04T00:00:00'],
    ['2024-02-29T10:11:12', '2024-02-29T10:11:12'],
    ['2024-02-29T10:11:12+02:00', '2024-02-29T08:11:12'],
    ['Jan 5 2024', '2024-01-05T00:00:00'],
    ['5 January 2024', '2024-01-05T00:00:00'],
    ['last month', '2026-10-01T00:00:00'],
    ['next week', '2026-11-30T00:00:00'],
    ['in 3 hours', '2026-11-23T03:54:08'],
    ['noon', '2026-11-23T12:00:00'],
    ['end of month', '2026-11-30T00:00:00'],
    ['01/02/2024', '2024-01-02T00:00:00'],
    ['13/2/2021', '2021-02-13T00:00:00'],
    ['2024', '2024-01-01T00:00:00'],
    ['10', '2026-01-10T00:00:00'],
    ['monday', '2026-01-05T00:00:00'],
    ['3pm', '2026-01-01T15:00:00'],
    ['100 years ago', '1926-11-23T00:00:00'],
    ['one week ago', '2026-11-16T00:00:00'],
    ['March 2024', '2024-03-01T00:00:00'],
    ['1st Jan 2020 5pm', '2020-01-01T17:00:00'],
    ['1 month from now', '2026-12-23T00:54:08'],
    ['20240229', '2024-02-29T00:00:00'],
  ]
  for (const [input, expected] of cases) it(input, () => expect(text(parseHumanTime(input, NOW))).toBe(expected))
  for (const bad of ['7 days', 'beginning of year', 'garbage', '2023-02-29', '25:00', '2020-13-45', '', '((('])
    it(`refuses ${bad}`, () => expect(() => parseHumanTime(bad, NOW)).toThrow(BadRequest))
  it('names both readings of an ambiguous text', () => expect(() => parseHumanTime('7 days', NOW)).toThrow('[7 days ago] or [7 days later]'))
})

describe('ranges', () => {
  it('counts from midnight or now', () => {
    expect(range('Last 30 seconds', { relativeStart: 'today' })).toEqual(['2026-11-22T23:59:30', '2026-11-23T00:00:00'])
    expect(range('Last 2 days', { relativeStart: 'now', relativeEnd: 'now' })).toEqual(['2026-11-21T00:54:08', '2026-11-23T00:54:08'])
  })
  it('knows parts of units', () => expect(range('first week of this year')).toEqual(['2026-01-01T00:00:00', '2026-01-08T00:00:00']))
  it('clamps months and leap days', () => {
    expect(range("DATEADD(DATETIME('2021-01-31'), 1, MONTH) : DATEADD(DATETIME('2024-02-29'), 1, year)")).toEqual([
      '2021-02-28T00:00:00',
      '2025-02-28T00:00:00',
    ])
  })
  it('evaluates nested differences', () => {
    expect(range("DATEADD(DATETIME('2021-01-01'), DATEDIFF(DATETIME('2021-01-01'), DATETIME('2021-01-11')), day) : ")).toEqual(['2021-01-11T00:00:00', ''])
  })
  it('refuses hostile nesting', () => expect(() => range(`${'DATEADD('.repeat(5000)} : now`)).toThrow(BadRequest))
  it('shifts both bounds to the past', () => {
    const shifted = shiftRange({ since: Date.UTC(2021, 2, 31), until: null }, '1 month', NOW)
    expect([text(shifted.since), shifted.until]).toEqual(['2021-02-28T00:00:00', null])
    expect(text(shiftRange({ since: Date.UTC(2021, 2, 31), until: null }, '1 year ago', NOW).since)).toBe('2020-03-31T00:00:00')
    expect(text(shiftRange({ since: Date.UTC(2021, 2, 31), until: null }, 'nonsense', NOW).since)).toBe('2021-03-31T00:00:00')
  })
})
