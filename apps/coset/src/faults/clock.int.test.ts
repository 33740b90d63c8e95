import { join } from 'node:path'
import { openBroker } from '@coset/broker'
import { fixedClock } from '@coset/core'
import { openMetadata } from '@coset/metadata'
import { defineJob, handOut, type JobDefinition, type Schedule } from '@coset/resources'
import { temporaryFolder } from '@coset/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

const MINUTE = 60_000
const definition: JobDefinition = defineJob({
  name: 'test.clock',
  queue: 'maintenance',
  payload: z.unknown(),
  timeoutMs: () => 1000,
  maxAttempts: 1,
  backoffMs: 1,
  run: async () => undefined,
})

/** Lets a clock go from minute to minute and gives when the schedule's runs were handed out: as [when, for which moment]. */
const runsThrough = async (crontab: string, from: string, to: string, step = MINUTE, jumps: readonly number[] = []) => {
  using folder = temporaryFolder()
  const metadata = await openMetadata(`sqlite:///${join(folder.path, 'x.db')}`)
  const broker = await openBroker({ url: 'in-process:', prefix: 'x', metadata, now: Date.now, watch: () => undefined })
  const schedule: Schedule = { name: 'test', crontab, timezone: 'Europe/Berlin', since: Date.parse(from), definition, payload: (runAt) => ({ runAt }) }
  const moments = jumps.length > 0 ? [...jumps] : []
  if (jumps.length === 0) for (let at = Date.parse(from); at <= Date.parse(to); at += step) moments.push(at)
  let count = 0
  for (const at of moments)
    count += await handOut({ metadata, broker, clock: fixedClock(at) } as never, [async () => [schedule]], (what) => {
      throw new Error(what)
    })
  const found = await broker.list('maintenance', 'waiting', { offset: 0, limit: 200 })
  await broker.close()
  await metadata.close()
  expect(found).toHaveLength(count)
  return found.map((one) => new Date(Number(one.id.split('@')[1])).toISOString().slice(0, 16)).toSorted()
}

/** In Berlin the hour from 2:00 to 3:00 is missing on 29 March 2026 and comes twice on 25 October 2026. */
test('the missing hour: what was to run in it runs once that day, what runs each hour leaves nothing out', async () => {
  expect(await runsThrough('30 2 * * *', '2026-03-28T00:00Z', '2026-03-30T12:00Z', 7 * MINUTE)).toEqual([
    '2026-03-28T01:30',
    '2026-03-29T01:00',
    '2026-03-30T00:30',
  ])
  expect(await runsThrough('30 2 * * *', '2026-03-28T23:45Z', '2026-03-29T03:00Z')).toEqual(['2026-03-29T01:00'])
  expect(await runsThrough('0 * * * *', '2026-03-28T22:30Z', '2026-03-29T03:30Z')).toEqual([
    '2026-03-28T23:00',
    '2026-03-29T00:00',
    '2026-03-29T01:00',
    '2026-03-29T02:00',
    '2026-03-29T03:00',
  ])
  expect(await runsThrough('0 9 * * *', '2026-03-28T00:00Z', '2026-03-30T12:00Z', 11 * MINUTE)).toEqual([
    '2026-03-28T08:00',
    '2026-03-29T07:00',
    '2026-03-30T07:00',
  ])
})

test('the hour that comes twice: what was to run in it runs once that day, what runs each hour leaves nothing out', async () => {
  expect(await runsThrough('30 2 * * *', '2026-10-24T00:00Z', '2026-10-26T12:00Z', 7 * MINUTE)).toHaveLength(3)
  expect(await runsThrough('30 2 * * *', '2026-10-24T23:45Z', '2026-10-25T02:45Z')).toHaveLength(1)
  expect(await runsThrough('0 9 * * *', '2026-10-24T00:00Z', '2026-10-26T12:00Z', 11 * MINUTE)).toEqual([
    '2026-10-24T07:00',
    '2026-10-25T08:00',
    '2026-10-26T08:00',
  ])
  expect(await runsThrough('0 * * * *', '2026-10-24T22:30Z', '2026-10-25T03:30Z')).toEqual([
    '2026-10-24T23:00',
    '2026-10-25T00:00',
    '2026-10-25T01:00',
    '2026-10-25T02:00',
    '2026-10-25T03:00',
  ])
})

test('a clock that jumps over a change of the hour and back makes up for what it missed by one run, and repeats nothing', async () => {
  const at = (...texts: readonly string[]) => texts.map((text) => Date.parse(text))
  for (const [from, first, over, back] of [
    ['2026-03-28T12:00Z', '2026-03-28T12:30Z', '2026-03-29T12:00Z', '2026-03-29T00:30Z'],
    ['2026-10-24T12:00Z', '2026-10-24T12:30Z', '2026-10-25T12:00Z', '2026-10-25T00:15Z'],
  ] as const)
    expect(await runsThrough('30 2 * * *', from, from, MINUTE, at(first, over, back, over, back, over))).toHaveLength(1)
})
