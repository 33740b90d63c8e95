import { expect, test } from 'vitest'
import { listOf, objectSentence, peopleText } from './words.ts'

const some = (count: number, names: readonly string[] = []) => ({ count, names: [...names] })

test('names are listed, and what is not named is counted', () => {
  expect(listOf(some(2, ['a', 'b']))).toBe('a, b')
  expect(listOf(some(30, ['a', 'b']))).toBe('a, b and 28 more')
  expect(listOf(some(3, ['a', 'b', 'c']), 1)).toBe('a and 2 more')
  expect(listOf(some(4))).toBe('4')
})

test('people stand by name when they are few and known', () => {
  expect(peopleText(some(3, ['a', 'b', 'c']))).toBe('a, b and c')
  expect(peopleText(some(4, ['a', 'b', 'c', 'd']))).toBe('4 people')
  expect(peopleText(some(1))).toBe('1 person')
  expect(peopleText(some(3, ['a']))).toBe('3 people')
})

test('a sentence says who, how many and which', () => {
  expect(objectSentence('dataset', 'gained', { ...some(12, ['a', 'b']), people: some(5) })).toBe(
    '5 people will be able to read 12 more datasets: a, b and 10 more.',
  )
  expect(objectSentence('chart', 'gained', { ...some(1), people: some(1, ['bob']) })).toBe('bob will be able to read 1 more chart.')
  expect(objectSentence('dashboard', 'lost', { ...some(1, ['Sales']), people: some(1, ['bob']) })).toBe(
    'bob will no longer be able to read 1 dashboard: Sales.',
  )
})
