import { expect, test } from 'vitest'
import { cronOf, planOf } from './cron.ts'

test.each(['5 * * * *', '0 9 * * *', '30 0 * * 0', '0 7 * * 1,2,3,4,5', '15 23 31 * *'])('%s comes back as it was', (crontab) => {
  const plan = planOf(crontab)
  expect(plan).not.toBeNull()
  if (plan !== null) expect(cronOf(plan)).toBe(crontab)
})

test.each([
  ['@daily', '0 0 * * *'],
  ['  0   9 * * MON-fri ', '0 9 * * 1,2,3,4,5'],
  ['0 9 * * 7', '0 9 * * 0'],
  ['0 9 * * 3,1,3', '0 9 * * 1,3'],
])('%s is %s', (crontab, same) => {
  const plan = planOf(crontab)
  expect(plan === null ? null : cronOf(plan)).toBe(same)
})

test.each([
  '',
  '* * * * *',
  '*/5 * * * *',
  '60 * * * *',
  '0 24 * * *',
  '0 9 0 * *',
  '0 9 32 * *',
  '0 9 1 * 1',
  '0 9 * 1 *',
  '0 9 * * 8',
  '0 9 * * 5-1',
  '0 9 * * 1-2-3',
  '0 9 * * 1#2',
  '0 9 L * *',
  '0 0 9 * * *',
  'every day',
])('%j is nothing for the builder', (crontab) => {
  expect(planOf(crontab)).toBeNull()
})
