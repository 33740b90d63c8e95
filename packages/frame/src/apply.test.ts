import type { Cell, CellType } from '@coset/core'
import { BadRequest } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { applyOperations } from './apply.ts'
import { labelText, makeFrame, type Series } from './frame.ts'
import { toRecords } from './json.ts'

const series = (label: string, type: CellType, cells: readonly Cell[]): Series => ({ label, type, cells })
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const long = makeFrame([
  series('ds', 'timestamp', [at('2020-01-02'), at('2020-01-01'), at('2020-01-02'), at('2020-01-01'), null]),
  series('g', 'string', ['b, c', 'a', null, '', 'a']),
  series('n', 'integer', [1, 2, 3, 4, 5]),
  series('f', 'float', [1.5, null, 2.5, 4, 5]),
])
const run = (frame: typeof long, ...rules: [string, Record<string, unknown>?][]) =>
  applyOperations(
    frame,
    rules.map(([operation, options = {}]) => ({ operation, options })),
  )
const labels = (frame: typeof long): string[] => frame.columns.map((c) => labelText(c.label))

describe('pivot and flatten', () => {
  const options = { index: ['ds'], columns: ['g'], aggregates: { n: { operator: 'mean' }, f: { operator: 'sum' } } }
  it('orders metrics and values, names gaps, drops rows without index', () => {
    const out = run(long, ['pivot', options], ['flatten'])
    expect(labels(out)).toEqual(['ds', 'f, ', 'f, <NULL>', 'f, a', 'f, b\\, c', 'n, ', 'n, <NULL>', 'n, a', 'n, b\\, c'])
    expect(toRecords(out).map((r) => [r['ds'], r['n, a'], r['f, a'], r['n, b\\, c']])).toEqual([
      [at('2020-01-01'), 2, 0, null],
      [at('2020-01-02'), null, null, 1],
    ])
  })
  it('keeps rows without index when nothing may be dropped', () => {
    const out = run(long, ['pivot', { ...options, drop_missing_columns: false }], ['flatten'])
    expect(toRecords(out).map((r) => r['ds'])).toEqual([at('2020-01-01'), at('2020-01-02'), null])
  })
  it('removes the name of a single metric', () => {
    const one = { index: ['ds'], columns: ['g'], aggregates: { n: { operator: 'mean' } } }
    expect(labels(run(long, ['pivot', one], ['rename', { columns: { n: null }, level: 0 }], ['flatten']))).toEqual(['ds', '', '<NULL>', 'a', 'b\\, c'])
  })
  it('adds margins from raw rows', () => {
    const out = run(
      long,
      ['pivot', { index: ['g'], aggregates: { n: { operator: 'max' } }, marginal_distributions: true, marginal_distribution_name: 'All' }],
      ['flatten'],
    )
    expect(toRecords(out)).toEqual([
      { g: '', n: 4 },
      { g: 'a', n: 5 },
      { g: 'b, c', n: 1 },
      { g: 'All', n: 5 },
    ])
  })
  it('totals nothing where every group is missing', () => {
    const none = makeFrame([series('a', 'string', [null, null]), series('b', 'string', ['x', 'y']), series('n', 'integer', [1, 2])])
    const options = { index: ['a'], columns: ['b'], aggregates: { n: { operator: 'sum' } }, marginal_distributions: true, marginal_distribution_name: 'All' }
    const out = run(none, ['pivot', options], ['flatten'])
    expect([labels(out), toRecords(out)]).toEqual([['a'], []])
  })
  it('puts texts together where they are summed, and refuses their mean', () => {
    const texts = makeFrame([series('a', 'string', ['x', 'x', 'y']), series('v', 'string', ['one', 'two', null])])
    const by = (operator: string) => run(texts, ['pivot', { index: ['a'], aggregates: { v: { operator } }, drop_missing_columns: false }], ['flatten'])
    expect(toRecords(by('sum'))).toEqual([
      { a: 'x', v: 'onetwo' },
      { a: 'y', v: null },
    ])
    expect(() => by('mean')).toThrow('is not numeric')
  })
  it('combines metrics as the innermost level', () => {
    expect(labels(run(long, ['pivot', { ...options, combine_value_with_metric: true }], ['flatten'])).slice(1, 4)).toEqual([', f', ', n', '<NULL>, f'])
  })
  it('has no rows when everything is missing', () => {
    const none = makeFrame([series('a', 'string', ['x']), series('v', 'float', [null])])
    expect(run(none, ['pivot', { index: ['a'], aggregates: { v: { operator: 'mean' } } }], ['flatten']).rowCount).toBe(0)
  })
  it('prints pivoted numbers, booleans and times as text', () => {
    const frame = makeFrame([
      series('i', 'integer', [1, 1, 1]),
      series('k', 'integer', [2, null, 10]),
      series('b', 'boolean', [true, false, true]),
      series('t', 'timestamp', [at('2020-01-01'), 1.5, 0]),
      series('v', 'integer', [1, 2, 3]),
    ])
    const by = (column: string) =>
      labels(run(frame, ['pivot', { index: ['i'], columns: [column], aggregates: { v: { operator: 'sum' } } }], ['flatten'])).slice(1)
    expect(by('k')).toEqual(['v, 2.0', 'v, 10.0', 'v, <NULL>'])
    expect(by('b')).toEqual(['v, False', 'v, True'])
    expect(by('t')).toEqual(['v, 1970-01-01 00:00:00', 'v, 1970-01-01 00:00:00.001500', 'v, 2020-01-01 00:00:00'])
  })
  it('refuses nonsense', () => {
    expect(() => run(long, ['pivot', { ...options, index: [] }])).toThrow('at least one index')
    expect(() => run(long, ['pivot', { ...options, index: ['zz'] }])).toThrow(BadRequest)
    expect(() => run(long, ['pivot', { ...options, aggregates: { g: { operator: 'mean' } } }])).toThrow(BadRequest)
    expect(() => run(long, ['pivot', { ...options, aggregates: { n: { operator: 'constructor' } } }])).toThrow(BadRequest)
    expect(() => applyOperations(long, [{ operation: 'pivot', options }], { maxCells: 3 })).toThrow('too many cells')
  })
})

describe('column steps', () => {
  it('accumulates with gaps as zero, in place or appended', () => {
    expect(toRecords(run(long, ['cum', { operator: 'sum', columns: { f: 'f' } }])).map((r) => r['f'])).toEqual([1.5, 1.5, 4, 8, 13])
    expect(labels(run(long, ['cum', { operator: 'sum', columns: { f: 'f', n: 'm' } }]))).toEqual(['ds', 'g', 'n', 'f', 'f', 'm'])
  })
  it('rolls, counting present values, and cuts the first rows', () => {
    const out = run(long, ['rolling', { rolling_type: 'mean', window: 2, min_periods: 2, columns: { n: 'n' } }])
    expect([out.rowCount, out.positions, toRecords(out).map((r) => r['n'])]).toEqual([4, [1, 2, 3, 4], [1.5, 2.5, 3.5, 4.5]])
    expect(toRecords(run(long, ['rolling', { rolling_type: 'sum', window: 2, min_periods: 0, columns: { f: 'f' } }])).map((r) => r['f'])).toEqual([
      1.5, 1.5, 2.5, 6.5, 9,
    ])
    expect(toRecords(run(long, ['rolling', { rolling_type: 'std', window: 2, columns: { n: 'n' } }])).map((r) => r['n'])).toEqual(
      [null, ...Array<number>(4).fill(Math.SQRT1_2)].slice(0, 5),
    )
  })
  it('differs by rows, not by unknown axes', () => {
    expect(toRecords(run(long, ['diff', { columns: { n: 'n' }, periods: -1 }])).map((r) => r['n'])).toEqual([-1, -1, -1, -1, null])
    expect(() => run(long, ['diff', { columns: { n: 'n' }, axis: 'row' }])).toThrow(BadRequest)
  })
  it('ranks with averaged ties, alone and by group', () => {
    const frame = makeFrame([series('g', 'string', ['a', 'a', 'b', null]), series('v', 'integer', [2, 2, 1, 3])])
    expect(toRecords(run(frame, ['rank', { metric: 'v' }])).map((r) => r['rank'])).toEqual([0.625, 0.625, 0.25, 1])
    expect(toRecords(run(frame, ['rank', { metric: 'v', group_by: 'g' }])).map((r) => r['rank'])).toEqual([0.75, 0.75, 1, null])
  })
  it('shares by column and row', () => {
    const frame = makeFrame([series('a', 'integer', [1, 3]), series('b', 'decimal', ['1.00', null])])
    expect(toRecords(run(frame, ['contribution', {}]))).toEqual([
      { a: 0.25, b: 1 },
      { a: 0.75, b: 0 },
    ])
    expect(toRecords(run(frame, ['contribution', { orientation: 'row', columns: ['a', 'b'], rename_columns: ['%a', '%b'] }]))).toEqual([
      { a: 1, b: 1, '%a': 0.5, '%b': 0.5 },
      { a: 3, b: null, '%a': 1, '%b': null },
    ])
    expect(() => run(long, ['contribution', {}])).toThrow(BadRequest)
  })
  it('compares and drops', () => {
    const frame = makeFrame([series('y', 'integer', [3, 1]), series('y__1 year ago', 'integer', [2, 0])])
    const options = { source_columns: ['y'], compare_columns: ['y__1 year ago'], compare_type: 'percentage', drop_original_columns: true }
    const out = run(frame, ['compare', options])
    expect(out.columns.map((c) => c.cells)).toEqual([[0.5, Number.POSITIVE_INFINITY]])
    expect(toRecords(out)).toEqual([{ 'percentage__y__y__1 year ago': 0.5 }, { 'percentage__y__y__1 year ago': null }])
  })
  it('sorts with gaps last and flattens moved rows to an index column', () => {
    const out = run(long, ['sort', { by: ['f'], ascending: false }])
    expect([out.positions, labels(run(long, ['sort', { by: 'f' }], ['flatten']))[0]]).toEqual([[4, 3, 2, 0, 1], 'index'])
  })
  it('selects, drops and renames', () => {
    expect(labels(run(long, ['select', { columns: ['n', 'f', 'g'], exclude: ['g'], rename: { n: 'm' } }]))).toEqual(['m', 'f'])
    expect(() => run(long, ['rename', { columns: { n: 'f' } }])).toThrow('Label already exists')
  })
})

describe('table steps', () => {
  it('aggregates groups without missing keys', () => {
    expect(toRecords(run(long, ['aggregate', { groupby: ['g'], aggregates: { total: { operator: 'sum', column: 'n' }, n: { operator: 'count' } } }]))).toEqual([
      { g: '', total: 4, n: 1 },
      { g: 'a', total: 7, n: 2 },
      { g: 'b, c', total: 1, n: 1 },
    ])
    expect(run(long, ['aggregate', { groupby: [], aggregates: { n: { operator: 'std' } } }]).columns[0]?.cells).toEqual([Math.SQRT2])
  })
  it('draws boxes', () => {
    const frame = makeFrame([series('g', 'string', Array<string>(6).fill('x')), series('m', 'integer', [1, 2, 3, 4, 100, null])])
    const out = run(frame, ['boxplot', { groupby: ['g'], metrics: ['m'], whisker_type: 'tukey' }])
    expect(toRecords(out)).toEqual([{ g: 'x', m__mean: 22, m__median: 3, m__max: 4, m__min: 1, m__q1: 2, m__q3: 4, m__count: 6, m__outliers: [100] }])
  })
  it('counts in bins', () => {
    const frame = makeFrame([series('v', 'integer', [1, 2, 3, null, 5]), series('g', 'string', ['a', 'b', 'a', 'a', 'a'])])
    expect(toRecords(run(frame, ['histogram', { column: 'v', groupby: ['g'], bins: 2, cumulative: true }]))).toEqual([
      { g: 'a', '1.0 - 3.0': 1, '3.0 - 5.0': 3 },
      { g: 'b', '1.0 - 3.0': 1, '3.0 - 5.0': 1 },
    ])
    expect(() => run(frame, ['histogram', { column: 'g' }])).toThrow(BadRequest)
  })
})

describe('resample', () => {
  const days = makeFrame([series('ds', 'timestamp', [at('2020-01-01'), at('2020-01-04'), at('2020-02-02')]), series('v', 'integer', [1, 4, 7])])
  const by = (rule: string, method: string, more: Record<string, unknown> = {}) =>
    toRecords(run(days, ['pivot', { index: ['ds'], aggregates: { v: { operator: 'mean' } } }], ['resample', { rule, method, ...more }], ['flatten'])).map(
      (r) => [new Date(Number(r['ds'])).toISOString().slice(0, 10), r['v']],
    )
  it('fills daily grids', () => {
    expect(by('1D', 'asfreq', { fill_value: 0 }).slice(0, 4)).toEqual([
      ['2020-01-01', 1],
      ['2020-01-02', 0],
      ['2020-01-03', 0],
      ['2020-01-04', 4],
    ])
    expect(by('1D', 'linear')[1]).toEqual(['2020-01-02', 2])
    expect(by('1D', 'bfill')[1]).toEqual(['2020-01-02', 4])
  })
  it('ends weeks on Sunday, starts months and ends years', () => {
    expect(by('1W', 'sum')).toEqual([
      ['2020-01-05', 5],
      ['2020-01-12', 0],
      ['2020-01-19', 0],
      ['2020-01-26', 0],
      ['2020-02-02', 7],
    ])
    expect(by('1MS', 'mean')).toEqual([
      ['2020-01-01', 2.5],
      ['2020-02-01', 7],
    ])
    expect(by('1MS', 'ffill')).toEqual([
      ['2020-01-01', 1],
      ['2020-02-01', 4],
    ])
    expect(by('A', 'sum')).toEqual([['2020-12-31', 12]])
    expect(by('M', 'sum')).toEqual([
      ['2020-01-31', 5],
      ['2020-02-29', 7],
    ])
  })
  it('refuses huge grids and other row labels', () => {
    expect(() => by('1ms', 'asfreq')).toThrow('too many cells')
    expect(() => by('nonsense', 'asfreq')).toThrow(BadRequest)
    expect(() => run(days, ['resample', { rule: '1D', method: 'sum' }])).toThrow('DatetimeIndex')
  })
  it('leaves rows without a time out, whatever the method', () => {
    const gap = makeFrame([series('ds', 'timestamp', [at('2020-01-01'), null, at('2020-01-03')]), series('v', 'integer', [1, 50, 3])])
    const pivot: [string, Record<string, unknown>] = ['pivot', { index: ['ds'], aggregates: { v: { operator: 'mean' } }, drop_missing_columns: false }]
    const rows = (method: string) => toRecords(run(gap, pivot, ['resample', { rule: '1D', method }], ['flatten'])).map((row) => row['v'])
    expect([rows('sum'), rows('asfreq'), rows('ffill')]).toEqual([
      [1, 0, 3],
      [1, null, 3],
      [1, 1, 3],
    ])
  })
})

it('leaves empty frames alone and refuses unknown steps', () => {
  const empty = makeFrame([series('a', 'string', [])])
  expect(run(empty, ['pivot', {}])).toBe(empty)
  expect(() => run(long, ['toString'])).toThrow(BadRequest)
})
