import { expect, test } from 'vitest'
import { ownWords, rowWords } from './mine.ts'

const LABELS = { name: 'Name', params: 'Control', sql: 'SQL', off: 'Off' }

test('what differs is told, what is only written otherwise is not', () => {
  const before = { name: 'A', params: '{"a": 1, "b": null, "c": [1]}', sql: 'select 1', off: null }
  expect(ownWords(before, { name: 'A', params: '{"c":[1],"a":1}', sql: 'select 1', off: '' }, LABELS)).toEqual([])
  expect(ownWords(before, { name: 'B', params: '{"a": 2, "d": 1, "c": [1]}', sql: 'select\n2', off: true }, LABELS)).toEqual([
    'Name: “A” → “B”',
    'Control: “a” changed',
    'Control: “d” changed',
    'SQL changed',
    'Off: nothing → “true”',
  ])
})

test('what is not saved is not told', () => {
  expect(ownWords({ name: 'A', sql: 'x' }, { name: 'A' }, LABELS)).toEqual([])
})

test('rows are told by their names', () => {
  const before = [{ n: 'a', x: 1 }, { n: 'b' }, { n: 'constructor' }]
  expect(rowWords('Column', 'n', before, [{ n: 'a', x: 2 }, { n: 'constructor' }, { n: 'c' }])).toEqual([
    'Column “a” changed',
    'Column “c” added',
    'Column “b” removed',
  ])
})
