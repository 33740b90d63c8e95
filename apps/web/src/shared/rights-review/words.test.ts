import type { RightsChange } from '@coset/contract'
import { expect, test } from 'vitest'
import { heldSentences, listOf, objectSentence, peopleText } from './words.ts'

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

test('roles are told by name, and those without one together', () => {
  const none = { gained: some(0), lost: some(0) }
  const change: RightsChange = {
    roles: {
      gained: [
        { name: null, people: some(2) },
        { name: null, people: some(1) },
        { name: 'Sales', people: some(1, ['bob']) },
      ],
      lost: [],
    },
    accounts: { gained: some(1, ['bob']), lost: some(0) },
    affected: some(2),
    administrators: none,
    permissions: { gained: [], lost: [] },
    objects: [],
    pages: { gained: [], lost: [] },
    anonymous: false,
    complete: true,
  }
  expect(heldSentences(change, 'gained')).toEqual([
    'The account opens for bob.',
    'The role “Sales” is new for bob.',
    'Roles whose names you do not see are new: 2, for up to 2 people.',
  ])
  expect(heldSentences(change, 'lost')).toEqual([])
})
