import { expect, test } from 'vitest'
import { judge } from './alert.ts'

const operator = (op: string, threshold: number) => ({ type: 'operator', op, threshold })
const notNull = { type: 'not null', op: undefined, threshold: undefined }

test.each([
  [operator('>', 10), [[11]], true],
  [operator('>', 10), [[10]], false],
  [operator('>=', 10), [[10]], true],
  [operator('<', 10), [[9.5]], true],
  [operator('<=', 10), [[10.5]], false],
  [operator('==', 10), [['10']], true],
  [operator('!=', 10), [['10']], false],
  [operator('>', 0), [[true]], true],
  [operator('>', 0), [[null]], false],
  [operator('>', 0), [], false],
  [operator('>', 0), [[Number.NaN]], false],
  [notNull, [[1]], true],
  [notNull, [['text']], true],
  [notNull, [[0]], false],
  [notNull, [[null]], false],
  [notNull, [], false],
])('%j of %j triggers: %s', (condition, rows, triggered) => {
  expect(judge(condition, ['n'], rows).triggered).toBe(triggered)
})

test('what cannot be judged is an error', () => {
  expect(() => judge(operator('>', 1), ['n'], [[1], [2]])).toThrow(/2 rows/)
  expect(() => judge(operator('>', 1), ['a', 'b'], [[1, 2]])).toThrow(/2 columns/)
  expect(() => judge(operator('>', 1), ['n'], [['many']])).toThrow(/text where a number/)
  expect(() => judge({ type: 'operator', op: '~', threshold: 1 }, ['n'], [[1]])).toThrow(/no comparison/)
})

test('the value and the row are told', () => {
  expect(judge(operator('>', 10), ['total'], [['12.5']])).toEqual({ triggered: true, value: 12.5, row: '[{"total":"12.5"}]' })
})
