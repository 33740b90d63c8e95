import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { cronSchedule, nextRuns, shortestInterval } from './cron.ts'

type Recorded = readonly [cron: string, zone: string, from: string, runs: readonly number[]]
const recorded: readonly Recorded[] = JSON.parse(readFileSync(new URL('../../fixtures/cron-runs.json', import.meta.url), 'utf8'))

const at = (text: string): number => new Date(text).getTime()
const texts = (runs: readonly number[]): readonly string[] => runs.map((run) => new Date(run).toISOString())

/** The recorded cron runs twice in the hour that comes twice; ours once. */
const OTHERWISE: readonly string[] = ['0 1 * * 7 America/New_York 2024-11-02T12:00:00-04:00']

describe('cron', () => {
  test.each(recorded.filter(([cron, zone, from]) => !OTHERWISE.includes(`${cron} ${zone} ${from}`)))('%s in %s from %s', (cron, zone, from, runs) => {
    expect(texts(nextRuns(cronSchedule(cron, zone), at(from), 4))).toEqual(texts(runs.map((run) => run * 1000)))
  })

  test('a time that a clock change leaves out comes at its end, once', () => {
    const schedule = cronSchedule('30 2 * * *', 'Europe/Berlin')
    expect(texts(nextRuns(schedule, at('2026-03-28T12:00:00Z'), 2))).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
  })

  test('a time that comes twice runs once', () => {
    expect(texts(nextRuns(cronSchedule('30 2 * * *', 'Europe/Berlin'), at('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  test('of the runs that were missed only the last is told', () => {
    const hourly = cronSchedule('0 * * * *', 'UTC')
    expect(hourly.last(at('2026-01-01T00:00:00Z'), at('2026-01-03T05:30:00Z'))).toBe(at('2026-01-03T05:00:00Z'))
    expect(hourly.last(at('2026-01-01T05:00:00Z'), at('2026-01-01T05:59:59Z'))).toBeNull()
    expect(hourly.last(at('2026-01-01T05:00:00Z'), at('2026-01-01T06:00:00Z'))).toBe(at('2026-01-01T06:00:00Z'))
    expect(hourly.last(at('2026-01-01T05:00:00Z'), at('2026-01-01T06:00:00.400Z'))).toBe(at('2026-01-01T06:00:00Z'))
  })

  test.each(['', '* * * *', '* * * * * *', '61 * * * *', 'every day', '0 0 0 * *', '* * * * * * *', '@reboot'])('%j is refused by name', (wrong) => {
    expect(() => cronSchedule(wrong, 'UTC')).toThrow(/Cron expression is not valid/)
  })

  test('an unknown zone is refused by name', () => {
    expect(() => cronSchedule('@daily', 'Mars/Base')).toThrow(/Time zone is not known/)
  })

  test('the shortest interval counts, not the first', () => {
    expect(shortestInterval(cronSchedule('0,50 * * * *', 'UTC'), at('2026-01-01T00:10:00Z'))).toBe(600)
    expect(shortestInterval(cronSchedule('0 0 29 2 *', 'UTC'), at('2026-01-01T00:10:00Z'))).toBeGreaterThan(1e8)
  })
})
