import { fuzz, fuzzRun, mutateText } from '@coset/testing'
import { expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { parseTimeRange } from './range.ts'

const NOW = Date.UTC(2024, 1, 29, 23, 59, 59)
const SEEDS = [
  ...['Last week', 'Last 7 days', 'Next 3 quarters', 'previous calendar month', 'Current year', 'No filter', 'today', 'now', 'yesterday'],
  ...['2024-01-01 : now', '2024-01-01T00:00:00 : 2024-02-01T00:00:00', ' : 2024-01-01', '2024 : ', '1 year ago : today', '2024-02-30 : '],
  ...['DATEADD(DATETIME("now"), -3, hour) : now', 'DATETRUNC(DATETIME("today"), month) : LASTDAY(DATETIME("today"), month)'],
  ...['HOLIDAY("Easter", DATETIME("today"), "Germany") : ', 'DATEDIFF(DATETIME("today"), DATETIME("2024-01-01"))', 'first day of this month'],
  ...['start of last quarter : end of next 2 months', 'first week of next year', 'Last 99999999999999999999 years', 'last monday at 5pm : tomorrow'],
]
const PIECES = [
  ...[' : ', 'DATEADD(', 'DATETRUNC(', 'DATETIME(', 'LASTDAY(', 'HOLIDAY(', '"now"', ')', ', ', '-', '999999999', 'year', 'month', 'week', 'Last ', 'Next '],
  ...['this ', 'of ', 'ago', 'start of ', 'end of ', '0000-00-00', '275760-09-14', '-1', '1e9', 'Z', '+99:99', 'T', ':'],
]

const run = fuzzRun(25_000)
test(`23, 37: a time range of any text is two ordered moments, or a 400; seed ${run.seed}`, { timeout: run.timeout }, async () => {
  const understood = await fuzz(run, {
    next: (random) => ({
      text: mutateText(random, SEEDS, PIECES),
      relativeStart: random() < 0.3 ? mutateText(random, ['now', 'today']) : undefined,
      relativeEnd: random() < 0.3 ? mutateText(random, ['now', 'today']) : undefined,
    }),
    check: ({ text, ...options }) => {
      try {
        const { since, until } = parseTimeRange(text, { now: NOW, ...options })
        for (const at of [since, until]) if (at !== null && !Number.isFinite(new Date(at).getTime())) throw new Error(`no moment: ${at}`)
        if (since !== null && until !== null) expect(since).toBeLessThanOrEqual(until)
        return true
      } catch (error) {
        if (error instanceof AppError && error.status < 500) return false
        throw error
      }
    },
  })
  expect(understood).toBeGreaterThan(run.inputs / 20)
})
