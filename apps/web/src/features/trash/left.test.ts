import { expect, test } from 'vitest'
import { leftText } from './left.ts'

const DAY = 86_400_000

test.each([
  [null, 'Always'],
  [-1, 'Goes today'],
  [0, 'Goes today'],
  [1, '1 day'],
  [DAY, '1 day'],
  [DAY + 1, '2 days'],
  [30 * DAY, '30 days'],
])('%s ms before it goes it is kept for: %s', (left, text) => {
  expect(leftText(left === null ? null : 1000 + left, 1000)).toBe(text)
})
