import { expect, test } from 'vitest'
import { differenceOf } from './same-rows.ts'

test('the order of rows and columns, the last digits and the spelling of decimals do not count', () => {
  expect(
    differenceOf(
      [
        { a: 1, b: 0.1 + 0.2 },
        { a: 2, b: null },
      ],
      [
        { b: null, a: 2 },
        { b: '0.3', a: 1 },
      ],
    ),
  ).toBeNull()
  expect(differenceOf([], [])).toBeNull()
})

test.each([
  [[{ a: 1 }], [{ a: 2 }], { here: 1, there: 1, onlyHere: '{"a":1}', onlyThere: '{"a":2}' }],
  [[{ a: 1 }, { a: 1 }], [{ a: 1 }], { here: 2, there: 1, onlyHere: '{"a":1}', onlyThere: null }],
  [[], [{ a: null }], { here: 0, there: 1, onlyHere: null, onlyThere: '{"a":null}' }],
  [[{ a: 'x' }], [{ b: 'x' }], { here: 1, there: 1, onlyHere: '{"a":"x"}', onlyThere: '{"b":"x"}' }],
  [[{ a: 1.00001 }], [{ a: 1.00002 }], { here: 1, there: 1, onlyHere: '{"a":1.00001}', onlyThere: '{"a":1.00002}' }],
  [[{ a: '007x' }], [{ a: '7x' }], { here: 1, there: 1, onlyHere: '{"a":"007x"}', onlyThere: '{"a":"7x"}' }],
])('%j and %j differ', (here, there, difference) => {
  expect(differenceOf(here, there)).toEqual(difference)
})
