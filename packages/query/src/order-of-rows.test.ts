import { engineFor } from '@coset/engines'
import { expect, test } from 'vitest'
import type { DatasetModel } from './model.ts'
import { orderOfRows } from './order-of-rows.ts'

const COLUMNS: readonly (readonly [string, string | null, string | null])[] = [
  ['doc', 'JSON', null],
  ['region', 'character varying(20)', null],
  ['note', 'TEXT', null],
  ['shape', 'geometry', null],
  ['long', 'CHARACTER LARGE OBJECT', null],
  ['half', 'BIGINT', 'units / 2'],
  ['unknown', null, null],
  ['units', 'UInt32', null],
  ['at', 'timestamp', null],
  ['list', 'ARRAY<INT64>', null],
]

const orderOn = (engine: Parameters<typeof engineFor>[0], rowLimit: number | null, isRowcount = false): readonly string[] => {
  const columns = COLUMNS.map(([name, nativeType, expression]) => ({ name, nativeType, expression }))
  const dataset = { columns, database: { engine: engineFor(engine) } } as unknown as DatasetModel
  return orderOfRows({ rowLimit, isRowcount }, dataset).map(({ by }) => String(by))
}

test('a page is ordered by all plain columns after the first', () => expect(orderOn('postgresql', 50)).toEqual(['doc', 'region', 'note', 'units', 'at']))
test('a file and a count are ordered by the first alone', () => {
  expect(orderOn('postgresql', null)).toEqual(['doc'])
  expect(orderOn('postgresql', 0)).toEqual(['doc'])
  expect(orderOn('postgresql', 50, true)).toEqual(['doc'])
})
test('databases that order raw rows by little are asked for little', () => expect(orderOn('druid', 50)).toEqual(['doc']))
test('a dataset without columns has no order', () =>
  expect(orderOfRows({ rowLimit: 5, isRowcount: false }, { columns: [] } as unknown as DatasetModel)).toEqual([]))
