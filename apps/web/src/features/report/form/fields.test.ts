import { expect, test } from 'vitest'
import { ApiError } from '../../../session/api.ts'
import { startValues } from '../model/values.ts'
import { missing, sorted, without } from './fields.ts'

const refused = (fields: Record<string, unknown>): ApiError => new ApiError(422, 'all of it', '', '', fields)
const start = startValues({ id: 1, name: 'Ada', email: 'ada@example.com' }, 'UTC')

test('what the server says of fields goes to them, lists and nested objects as one text', () => {
  const told = sorted(refused({ crontab: ['Cron expression is not valid'], recipients: { 0: { recipient_config_json: { target: ['Too long.'] } } } }))
  expect(told).toEqual({ errors: { crontab: 'Cron expression is not valid', recipients: 'Too long.' }, rest: '' })
})

test('what belongs to no field is told beside', () => {
  expect(sorted(refused({ name: ['Name must be unique'], nonsense: ['Unknown field.'] }))).toEqual({
    errors: { name: 'Name must be unique' },
    rest: 'nonsense: Unknown field.',
  })
  expect(sorted(refused({ issue_codes: [] }))).toEqual({ errors: {}, rest: 'all of it' })
  expect(sorted(new Error('offline'))).toEqual({ errors: {}, rest: 'offline' })
})

test('a field that is changed is wrong no longer, others stay so', () => {
  expect(without({ name: 'a', validator_config_json: 'b' }, { threshold: 3 })).toEqual({ name: 'a' })
})

test('what is plainly missing', () => {
  expect(Object.keys(missing('Report', start))).toEqual(['name', 'dashboard'])
  expect(Object.keys(missing('Alert', { ...start, name: ' ', subject: 'chart', recipients: [] }))).toEqual([
    'name',
    'chart',
    'recipients',
    'database',
    'sql',
    'validator_config_json',
  ])
  expect(missing('Report', { ...start, name: 'x', dashboard: { value: '1', label: 'x' } })).toEqual({})
})
