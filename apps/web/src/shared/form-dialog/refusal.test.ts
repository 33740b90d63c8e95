import { expect, test } from 'vitest'
import { ApiError } from '../../session/api.ts'
import { refusalOf } from './refusal.ts'

const refused = (fields: Record<string, unknown>): ApiError => new ApiError(422, 'all of it', '', '', fields)

test('what the server says of fields goes to them, the rest is told below', () => {
  expect(refusalOf(refused({ name: ['Taken.', 'Taken.'], users: { 0: ['No number.'] }, odd: ['Strange.'] }), ['name', 'users'])).toEqual({
    errors: { name: 'Taken.', users: 'No number.' },
    rest: 'odd: Strange.',
  })
})

test('an error without fields of the form is told as it is', () => {
  expect(refusalOf(refused({}), ['name'])).toEqual({ errors: {}, rest: 'all of it' })
  expect(refusalOf(refused({ odd: ['x'] }), ['name'])).toEqual({ errors: {}, rest: 'all of it' })
  expect(refusalOf(new Error('no network'), ['name'])).toEqual({ errors: {}, rest: 'no network' })
})
