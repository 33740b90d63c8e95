import { expect, test } from 'vitest'
import { chosenMasks, maskText } from './masks.ts'

test('only filters in which something is chosen are kept', () => {
  const mask = (value: unknown) => ({ extraFormData: {}, filterState: { value } })
  expect(Object.keys(chosenMasks({ a: mask('x'), b: mask(null), c: mask([]), d: mask([0]), e: {}, f: mask(undefined), g: mask(false) }))).toEqual([
    'a',
    'd',
    'g',
  ])
  for (const wrong of [null, undefined, 'text', [1]]) expect(chosenMasks(wrong)).toEqual({})
})

test('a choice reads as its label, else as its values', () => {
  expect(maskText({ filterState: { label: 'Last week', value: 'x : y' } })).toBe('Last week')
  expect(maskText({ filterState: { value: ['a', 1] } })).toBe('a, 1')
})
