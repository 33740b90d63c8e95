import { LIGHT_THEME, type QueryResult, toDatasetHints } from '@coset/chart-kit'
import { readExact } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { exactSum, sameValue } from './cells.ts'
import { definitionFor } from './index.ts'
import { aggregation } from './pivot-table/aggregators.ts'
import { pivotOf } from './pivot-table/engine.ts'
import type { TableData } from './table/model.ts'
import { searchRows, sortRows } from './table/view-state.ts'

const answer = readExact(
  '{"data":[{"id":9007199254740993,"n":1},{"id":9007199254740992,"n":2},{"id":9007199254740994,"n":3},{"id":5,"n":9007199254740993}]}',
) as {
  data: Record<string, unknown>[]
}
const results: readonly QueryResult[] = [{ data: answer.data, colnames: ['id', 'n'], coltypes: [0, 0], rowcount: 4 }]

const model = (formData: Record<string, unknown>) =>
  definitionFor(String(formData['viz_type'])).transform({
    formData,
    results,
    dataset: toDatasetHints(undefined),
    width: 600,
    height: 400,
    theme: LIGHT_THEME,
    colorOf: () => '#000',
  })

const table = (): TableData => {
  const made = model({ viz_type: 'table', query_mode: 'aggregate', groupby: ['id'], metrics: ['n'] })
  if (made.kind !== 'custom') throw new Error(made.kind)
  return made.data as TableData
}

describe('tables', () => {
  it('write, sort and find every digit', () => {
    const { rows, columns } = table()
    expect(rows.map((row) => columns[0]?.format(row['id']))).toEqual(['9007199254740993', '9007199254740992', '9007199254740994', '5'])
    expect(columns[1]?.format(rows[3]?.['n'])).toBe('9,007,199,254,740,993')
    expect(sortRows(rows, columns, { key: 'id', descending: false }).map((row) => String(row['id']))).toEqual([
      '5',
      '9007199254740992',
      '9007199254740993',
      '9007199254740994',
    ])
    expect(searchRows(rows, columns, '740993').map((row) => row['n'])).toEqual([1])
  })
  it('filter by the value itself', () => {
    expect(sameValue('id', answer.data[0]?.['id'])).toEqual({ col: 'id', op: 'IN', val: [9007199254740993n] })
  })
})

describe('sums', () => {
  it('are exact where long integers are among integers, and numbers again where they are short', () => {
    expect(exactSum([9007199254740993n, 1])).toBe(9007199254740994n)
    expect(exactSum([9007199254740993n, -9007199254740990n])).toBe(3)
    expect(exactSum([1, 2.5])).toBe(3.5)
    expect(exactSum([9007199254740992n, 0.5])).toBe(9007199254740992)
  })
  it('and extremes of pivot tables keep their digits; shares are fractions', () => {
    const values = [9007199254740993n, 9007199254740992n, 4]
    expect(aggregation('Sum').of(values)).toBe(18014398509481989n)
    expect(aggregation('Maximum').of(values)).toBe(9007199254740993n)
    expect(aggregation('Minimum').of(values)).toBe(4)
    expect(aggregation('Median').of(values)).toBe(9007199254740992n)
    expect(aggregation('Last').of([1, 9007199254740993n])).toBe(9007199254740993n)
    expect(aggregation('Average').of([9007199254740992n, 0])).toBe(4503599627370496)
    const records = [
      { row: ['a'], column: [], metric: 'm', value: 9007199254740992n },
      { row: ['b'], column: [], metric: 'm', value: 9007199254740992n },
    ]
    expect(pivotOf(records, aggregation('Sum as Fraction of Total')).cell(['a'], [], 'm')).toBe(0.5)
  })
})

it('every chart draws long integers', () => {
  for (const vizType of [
    'pie',
    'echarts_timeseries_bar',
    'heatmap_v2',
    'treemap_v2',
    'sunburst_v2',
    'box_plot',
    'bubble_v2',
    'histogram_v2',
    'word_cloud',
    'pivot_table_v2',
  ])
    expect(() =>
      model({
        viz_type: vizType,
        groupby: ['id'],
        groupbyRows: ['id'],
        columns: ['id'],
        x_axis: 'id',
        series: 'id',
        entity: 'id',
        metric: 'n',
        metrics: ['n'],
        x: 'n',
        y: 'n',
        size: 'n',
        column: 'n',
      }),
    ).not.toThrow()
})

it('big numbers keep their digits', () => {
  const first = results[0]
  if (first === undefined) throw new Error('no result')
  const made = definitionFor('big_number_total').transform({
    formData: { viz_type: 'big_number_total', metric: 'n', y_axis_format: ',d' },
    results: [{ ...first, data: [{ n: 9007199254740993n }] }],
    dataset: toDatasetHints(undefined),
    width: 600,
    height: 400,
    theme: LIGHT_THEME,
    colorOf: () => '#000',
  })
  expect(made.summary).toBe('n: 9,007,199,254,740,993.')
})
