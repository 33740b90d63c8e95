import { expect, it, test } from 'vitest'
import { type ColumnFact, columnFits, cycleFrom, problemsOf } from './filter-problems.ts'
import type { NativeFilter } from './filters.ts'

const filter = (id: string, more: Partial<NativeFilter> = {}): NativeFilter => ({
  id,
  type: 'NATIVE_FILTER',
  name: id.toUpperCase(),
  filterType: 'filter_select',
  targets: [{ datasetId: 1, column: { name: 'region' } }],
  ...more,
})
const COLUMNS: readonly ColumnFact[] = [
  { name: 'region', type: 1 },
  { name: 'price', type: 0 },
  { name: 'odd', type: null },
]
const facts = (datasetId: number) => (datasetId === 1 ? COLUMNS : undefined)
const told = (items: Parameters<typeof problemsOf>[0]) => problemsOf(items, facts).map(({ id, field, kind }) => `${id} ${field} ${kind}`)

test.each<[string, Partial<NativeFilter>, readonly string[]]>([
  ['what is whole', {}, []],
  ['no name', { name: '  ' }, ['a name missing']],
  ['no dataset', { targets: [{}] }, ['a dataset missing', 'a column missing']],
  ['no target at all', { targets: [] }, ['a dataset missing', 'a column missing']],
  ['no column', { targets: [{ datasetId: 1 }] }, ['a column missing']],
  ['a column that is gone', { targets: [{ datasetId: 1, column: { name: 'old' } }] }, ['a column gone']],
  ['a column of a dataset that is not known', { targets: [{ datasetId: 2, column: { name: 'old' } }] }, []],
  ['a range of text', { filterType: 'filter_range' }, ['a column unfit']],
  ['a range of numbers', { filterType: 'filter_range', targets: [{ datasetId: 1, column: { name: 'price' } }] }, []],
  ['a time range', { filterType: 'filter_time', targets: [{}] }, []],
  ['a time grain without a dataset', { filterType: 'filter_timegrain', targets: [{}] }, ['a dataset missing']],
  ['a time column', { filterType: 'filter_timecolumn', targets: [{ datasetId: 1 }] }, []],
])('%s', (_, more, expected) => expect(told([filter('a', more)])).toEqual(expected))

it('wants a title for a divider', () => {
  expect(told([{ id: 'd', type: 'DIVIDER', title: ' ' }])).toEqual(['d name missing'])
  expect(told([{ id: 'd', type: 'DIVIDER', title: 'x' }])).toEqual([])
})

it('lets a range stand over numbers and what nobody knows', () => {
  expect(COLUMNS.map((column) => columnFits('filter_range', column))).toEqual([false, true, true])
  expect(COLUMNS.map((column) => columnFits('filter_select', column))).toEqual([true, true, true])
})

it('finds who waits for itself, and says over whom', () => {
  const items = [
    filter('a', { cascadeParentIds: ['b'] }),
    filter('b', { cascadeParentIds: ['c', 'gone'] }),
    filter('c', { cascadeParentIds: ['a'] }),
    filter('d', { cascadeParentIds: ['a'] }),
    filter('e', { cascadeParentIds: ['e'] }),
  ]
  expect(cycleFrom(items, 'a')?.map((one) => one.id)).toEqual(['a', 'b', 'c', 'a'])
  expect(cycleFrom(items, 'e')?.map((one) => one.id)).toEqual(['e', 'e'])
  // It waits for a circle, but is no part of it
  expect(cycleFrom(items, 'd')).toBeNull()
  expect(told(items)).toEqual(['a parents cycle', 'b parents cycle', 'c parents cycle', 'e parents cycle'])
  expect(problemsOf(items, facts)[0]?.names).toEqual(['A', 'B', 'C', 'A'])
})

it('takes two ways to the same filter for no circle', () => {
  const items = [filter('a', { cascadeParentIds: ['b', 'c'] }), filter('b', { cascadeParentIds: ['c'] }), filter('c')]
  expect(told(items)).toEqual([])
})
