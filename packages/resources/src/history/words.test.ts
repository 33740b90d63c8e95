import { expect, it } from 'vitest'
import { lineWords, listWords, memberWords, quoted, rowWords, valueWords } from './words.ts'

it('tells values', () => {
  expect(valueWords('Title', 'A', 'B')).toEqual(['Title was “A”, is “B”'])
  expect(valueWords('Title', null, 'B')).toEqual(['Title is now “B”'])
  expect(valueWords('Title', 'A', '')).toEqual(['Title was “A”, is empty'])
  expect(valueWords('Title', null, '')).toEqual([])
  expect(valueWords('Published', false, true)).toEqual(['Published was switched on'])
  expect(quoted('x'.repeat(100))).toHaveLength(82)
})

it('tells lines by their numbers', () => {
  expect(lineWords('SQL', 'a\nb\nc', 'a\nB\nc\nd\ne')).toEqual(['SQL changed: +3 −1 lines'])
  expect(lineWords('SQL', 'a\nb', 'b\na')).toEqual(['SQL changed: its lines stand in another order'])
  expect(lineWords('SQL', null, '')).toEqual([])
})

it('tells who came and went, and not more than ten of them', () => {
  const people = new Map([
    ['1', 'Ada'],
    ['2', 'Alan'],
  ])
  expect(listWords('owner', 'owners', new Map(), people)).toEqual(['2 owners added: Ada, Alan'])
  expect(listWords('owner', 'owners', people, new Map([['1', 'Ada']]))).toEqual(['1 owner removed: Alan'])
  const many = new Map(Array.from({ length: 12 }, (_, i) => [String(i), `P${i}`]))
  expect(listWords('owner', 'owners', new Map(), many)[0]).toMatch(/P9, and 2 more$/)
})

it('tells members and rows', () => {
  expect(memberWords('Control', { a: 1, b: [1] }, { a: 1, b: [2], c: 'x' })).toEqual(['Control “b” was “[1]”, is “[2]”', 'Control “c” is now “x”'])
  const rows = (...names: readonly string[]) => names.map((name, i) => ({ id: i, name, type: name.length }))
  expect(rowWords('column', 'columns', 'name', rows('a', 'b'), [{ id: 9, name: 'a', type: 7 }], new Set(['id']))).toEqual([
    '1 column removed: b',
    'Column “a” changed: type',
  ])
})
