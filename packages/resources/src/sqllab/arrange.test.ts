import { BadRequest, type CellType } from '@coset/core'
import { describe, expect, test } from 'vitest'
import { filterTest, matching, sortPlaces } from './arrange.ts'
import type { Value } from './result.ts'

const sorted = (cells: readonly Value[], kind: CellType, desc = false): readonly Value[] =>
  sortPlaces(
    cells.map((_, i) => i),
    [{ column: 0, desc }],
    [kind],
    (place) => cells[place] ?? null,
  ).map((place) => cells[place] ?? null)

const passes = (op: Parameters<typeof filterTest>[0]['op'], wanted: string | number | boolean | null, cell: Value, kind: CellType): boolean =>
  filterTest({ column: 0, op, value: wanted }, kind, 'c')(cell)

describe('sorting', () => {
  test.each<readonly [CellType, readonly Value[], readonly Value[]]>([
    ['integer', [10, 9, null, '9007199254740993', '9007199254740992', -1], [-1, 9, 10, '9007199254740992', '9007199254740993', null]],
    ['decimal', ['10.5', '9', '-3.25', null, '100'], ['-3.25', '9', '10.5', '100', null]],
    ['float', [1.5, -2, null, 0], [-2, 0, 1.5, null]],
    ['string', ['b', 'B', 'a', '10', '9', null], ['10', '9', 'B', 'a', 'b', null]],
    ['boolean', [true, null, false], [false, true, null]],
    [
      'timestamp',
      ['2020-01-02T00:00:00', '2020-01-01T00:00:00.5', '2020-01-01T00:00:00'],
      ['2020-01-01T00:00:00', '2020-01-01T00:00:00.5', '2020-01-02T00:00:00'],
    ],
  ])('%s', (kind, cells, expected) => {
    expect(sorted(cells, kind)).toEqual(expected)
    const present = expected.filter((cell) => cell !== null)
    expect(sorted(cells, kind, true)).toEqual([...present.reverse(), ...expected.filter((cell) => cell === null)])
  })

  test('rows of equal values keep their order', () => {
    const cells: readonly (readonly Value[])[] = [
      [1, 'x'],
      [0, 'y'],
      [1, 'z'],
      [0, 'w'],
    ]
    const order = [{ column: 0, desc: true }]
    expect(sortPlaces([0, 1, 2, 3], order, ['integer'], (place, column) => cells[place]?.[column] ?? null)).toEqual([0, 2, 1, 3])
  })
})

describe('filters', () => {
  test('compare numbers by value and text without case', () => {
    expect(passes('eq', '10', 10, 'integer')).toBe(true)
    expect(passes('gt', 9, '10.5', 'decimal')).toBe(true)
    expect(passes('lt', '9', 10, 'integer')).toBe(false)
    expect(passes('eq', 'ABC', 'abc', 'string')).toBe(true)
    expect(passes('contains', 'B', 'abc', 'string')).toBe(true)
    expect(passes('contains', 1, 213, 'integer')).toBe(true)
    expect(passes('gte', '2020-01-01 10:00:00', '2020-01-01T10:00:00', 'timestamp')).toBe(true)
    expect(passes('eq', false, false, 'boolean')).toBe(true)
  })

  test('nulls pass the negative ones only', () => {
    const told = (['eq', 'neq', 'contains', 'not_contains', 'gt', 'lt', 'starts_with', 'is_null', 'not_null'] as const).filter((op) =>
      passes(op, 'x', null, 'string'),
    )
    expect(told).toEqual(['neq', 'not_contains', 'is_null'])
  })

  test.each(['x', '', '  ', null, 'NaN'])('%j is no number', (value) => {
    expect(() => filterTest({ column: 0, op: 'gt', value }, 'float', 'price')).toThrow(BadRequest)
  })

  test('search looks into every column', () => {
    const block = [
      ['ab', null, 'xyz'],
      [12, 345, null],
    ]
    expect(matching(block, 100, [], 'b')).toEqual([100])
    expect(matching(block, 100, [], '34')).toEqual([101])
    expect(matching(block, 100, [], 'null')).toEqual([])
    expect(matching(block, 0, [{ column: 1, test: (value) => value === null }], '')).toEqual([2])
  })
})
