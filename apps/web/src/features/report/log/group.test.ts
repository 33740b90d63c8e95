import { expect, test } from 'vitest'
import type { LogRow } from '../model/types.ts'
import { executionsOf } from './group.ts'

const row = (id: number, uuid: string, state: LogRow['state'], more: Partial<LogRow> = {}): LogRow => ({
  id,
  uuid,
  state,
  scheduled_dttm: '2026-06-01T12:00:00.000000',
  start_dttm: '2026-06-01T12:00:01.000000',
  end_dttm: `2026-06-01T12:00:${String(id + 1).padStart(2, '0')}.000000`,
  value: null,
  value_row_json: null,
  error_message: null,
  ...more,
})

test('steps of a run stand together, the newest run first, each row once', () => {
  const rows = [row(5, 'b', 'Success'), row(4, 'a', 'Success', { value: 12.5 }), row(3, 'b', 'Working'), row(2, 'a', 'Working'), row(2, 'a', 'Working')]
  const runs = executionsOf(rows)
  expect(runs.map((one) => [one.uuid, one.state, one.steps.map((step) => step.id)])).toEqual([
    ['b', 'Success', [5, 3]],
    ['a', 'Success', [4, 2]],
  ])
  expect(runs[1]?.value).toBe('12.5')
  expect(runs[0]?.value).toBe('')
})

test('what a mail to the owners adds is not the outcome', () => {
  const [run] = executionsOf([
    row(3, 'a', 'Error', { error_message: 'Notification sent with error' }),
    row(2, 'a', 'Error', { error_message: 'E-mail: refused' }),
    row(1, 'a', 'Working'),
  ])
  expect(run).toMatchObject({ state: 'Error', errors: ['E-mail: refused'], ownersTold: true })
  expect(run?.endedAt).toBe(Date.UTC(2026, 5, 1, 12, 0, 3))
})

test('a run that works has no end; one that found another at work has', () => {
  expect(executionsOf([row(1, 'a', 'Working')])[0]?.endedAt).toBeNull()
  expect(executionsOf([row(1, 'a', 'Working', { error_message: 'busy' })])[0]?.endedAt).not.toBeNull()
})

test('a row of which little is known', () => {
  expect(executionsOf([row(1, 'a', 'Working', { start_dttm: null, scheduled_dttm: 'x' })])[0]).toMatchObject({ startedAt: null, scheduledAt: null })
  expect(executionsOf([])).toEqual([])
})
