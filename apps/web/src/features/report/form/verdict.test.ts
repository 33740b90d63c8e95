import { expect, test } from 'vitest'
import { verdictOf } from './verdict.ts'

test.each([
  ['>', 10, [{ n: 11 }], '11: it would be sent.'],
  ['>', 10, [{ n: 10 }], '10: it would not be sent.'],
  ['>=', 10, [{ n: '10.0' }], '10.0: it would be sent.'],
  ['==', 0, [{ n: 0 }], '0: it would be sent.'],
  ['!=', 0, [{ n: 0 }], '0: it would not be sent.'],
  ['<', 0, [{ n: 'x' }], 'x is no number: this would be an error.'],
  ['==', 1, [{ n: true }], 'true: it would be sent.'],
  ['not null', '', [{ n: 0 }], '0: it would not be sent.'],
  ['not null', '', [{ n: 'x' }], 'x: it would be sent.'],
  ['>', '', [{ n: 1 }], '1: give a number to compare with.'],
  ['>', 1, [{ n: null }], 'Nothing (NULL): it would not be sent.'],
  ['>', 1, [], 'No row: it would not be sent.'],
  ['>', 1, [{ n: 1 }, { n: 2 }], 'More than one row or column: this would be an error.'],
  ['>', 1, [{ n: 1, m: 2 }], 'More than one row or column: this would be an error.'],
] as const)('%s %s with %j: %s', (condition, threshold, rows, told) => {
  expect(verdictOf({ condition, threshold }, rows)).toBe(told)
})
