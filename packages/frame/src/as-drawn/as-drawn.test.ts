import { describe, expect, test } from 'vitest'
import { type Frame, makeFrame } from '../frame.ts'
import { formatNumber } from './number-format.ts'
import { type PivotViewOptions, pivotView } from './pivot-view.ts'

const frame = (rows: readonly (readonly [string, string, string, number, number])[]): Frame =>
  makeFrame(
    (['gender', 'state', 'name', 'sum', 'n'] as const).map((label, c) => ({
      label,
      type: c < 3 ? ('string' as const) : ('integer' as const),
      cells: rows.map((row) => row[c] ?? null),
    })),
  )

const two = frame([
  ['girl', 'NY', '', 2280733, 3273],
  ['boy', 'CA', '', 5430796, 3327],
  ['boy', 'NY', '', 3543961, 3602],
  ['girl', 'CA', '', 3567754, 3197],
])
const base: PivotViewOptions = {
  rows: ['gender'],
  columns: ['state'],
  metrics: ['sum'],
  aggregate: 'Sum',
  transpose: false,
  combineMetric: false,
  rowTotals: false,
  colTotals: false,
  metricsOnRows: false,
  names: new Map([['n', 'COUNT(*)']]),
}
/** As clients get it: column → row → value, levels joined by a blank. */
const shown = (more: Partial<PivotViewOptions>, source = two): Record<string, Record<string, unknown>> => {
  const view = pivotView(source, { ...base, ...more })
  const label = (path: readonly string[]): string => path.join(' ').trim()
  return Object.fromEntries(view.columns.map((path, c) => [label(path), Object.fromEntries(view.rows.map((row, r) => [label(row), view.cells[c]?.[r]]))]))
}

describe('a pivot table on paper', () => {
  test('rows, columns and totals of both', () => {
    expect(shown({})).toEqual({ 'sum CA': { boy: 5430796, girl: 3567754 }, 'sum NY': { boy: 3543961, girl: 2280733 } })
    expect(shown({ rowTotals: true, colTotals: true })).toEqual({
      'sum CA': { boy: 5430796, girl: 3567754, 'Total (Sum)': 8998550 },
      'sum NY': { boy: 3543961, girl: 2280733, 'Total (Sum)': 5824694 },
      'sum Subtotal': { boy: 8974757, girl: 5848487, 'Total (Sum)': 14823244 },
      'Total (Sum)': { boy: 8974757, girl: 5848487, 'Total (Sum)': 14823244 },
    })
  })
  test('metrics on rows, combined, transposed', () => {
    expect(shown({ metricsOnRows: true })).toEqual({ CA: { 'sum boy': 5430796, 'sum girl': 3567754 }, NY: { 'sum boy': 3543961, 'sum girl': 2280733 } })
    expect(shown({ transpose: true })).toEqual({ 'sum boy': { CA: 5430796, NY: 3543961 }, 'sum girl': { CA: 3567754, NY: 2280733 } })
    const combined = pivotView(two, { ...base, metrics: ['sum', 'n'], combineMetric: true, rowTotals: true, colTotals: true })
    expect(combined.columns.map((path) => path.join(' ').trim())).toEqual([
      'CA sum',
      'CA COUNT(*)',
      'CA Subtotal',
      'NY sum',
      'NY COUNT(*)',
      'NY Subtotal',
      'Total (Sum)',
    ])
    expect(combined.cells.map((column) => column.at(-1))).toEqual([8998550, 6524, 9005074, 5824694, 6875, 5831569, 14836643])
  })
  test('metrics on rows have their own subtotals', () => {
    const view = pivotView(two, { ...base, metrics: ['sum', 'n'], metricsOnRows: true, rowTotals: true, colTotals: true })
    expect(view.rows.map((path) => path.join('|'))).toEqual([
      'sum|boy',
      'sum|girl',
      'sum|Subtotal',
      'COUNT(*)|boy',
      'COUNT(*)|girl',
      'COUNT(*)|Subtotal',
      'Total (Sum)|',
    ])
    expect(view.columns).toEqual([['CA'], ['NY'], ['Total (Sum)']])
    expect(view.cells[2]).toEqual([8974757, 5848487, 14823244, 6929, 6470, 13399, 14836643])
  })
  test('levels have their subtotals; what does not meet is empty', () => {
    const names = frame([
      ['boy', 'CA', 'Aaron', 58480, 1],
      ['girl', 'CA', 'Amanda', 63554, 1],
      ['boy', 'NY', 'Aaron', 22258, 1],
      ['girl', 'NY', 'Amanda', 44648, 1],
    ])
    const deep = shown({ columns: ['state', 'name'], rowTotals: true, colTotals: true }, names)
    expect(deep['sum CA Aaron']).toEqual({ boy: 58480, girl: null, 'Total (Sum)': 58480 })
    expect(deep['sum CA Subtotal']).toEqual({ boy: 58480, girl: 63554, 'Total (Sum)': 122034 })
    expect(Object.keys(deep)).toEqual([
      'sum CA Aaron',
      'sum CA Amanda',
      'sum CA Subtotal',
      'sum NY Aaron',
      'sum NY Amanda',
      'sum NY Subtotal',
      'sum Subtotal',
      'Total (Sum)',
    ])
    const rows = pivotView(names, { ...base, rows: ['gender', 'name'], rowTotals: true, colTotals: true })
    expect(rows.rows).toEqual([
      ['boy', 'Aaron'],
      ['boy', 'Subtotal'],
      ['girl', 'Amanda'],
      ['girl', 'Subtotal'],
      ['Total (Sum)', ''],
    ])
  })
  test('without rows or columns', () => {
    expect(shown({ rows: [] })).toEqual({ 'sum CA': { 'Total (Sum)': 8998550 }, 'sum NY': { 'Total (Sum)': 5824694 } })
    expect(shown({ rows: [], colTotals: true })).toEqual({ 'sum CA': { 'Total (Sum)': 8998550 }, 'sum NY': { 'Total (Sum)': 5824694 } })
    expect(shown({ columns: [] })).toEqual({ sum: { boy: 8974757, girl: 5848487 } })
  })
  test.each([
    ['Average', { boy: 4487378.5, girl: 2924243.5 }],
    ['Median', { boy: 4487378.5, girl: 2924243.5 }],
    ['Minimum', { boy: 3543961, girl: 2280733 }],
    ['Count', { boy: 2, girl: 2 }],
    ['Count Unique Values', { boy: 2, girl: 2 }],
    ['First', { boy: 5430796, girl: 2280733 }],
    ['Last', { boy: 3543961, girl: 3567754 }],
    ['Sample Variance', { boy: (5430796 - 3543961) ** 2 / 2, girl: (3567754 - 2280733) ** 2 / 2 }],
  ])('%s', (aggregate, sum) => expect(shown({ aggregate, columns: [] })).toEqual({ sum }))
  test('shares', () => {
    expect(shown({ aggregate: 'Sum as Fraction of Columns', colTotals: true })['sum CA']).toEqual({
      boy: 5430796 / 8998550,
      girl: 3567754 / 8998550,
      'Total (Sum as Fraction of Columns)': 1,
    })
    expect(shown({ aggregate: 'Sum as Fraction of Rows', metrics: ['sum', 'n'] })['sum CA']?.['boy']).toBeCloseTo(0.6046521777759766, 12)
    expect(shown({ aggregate: 'Count as Fraction of Total' })['sum CA']?.['boy']).toBe(0.25)
  })
  test.each(['Nope', '__proto__', 'sum'])('%s is no aggregate', (aggregate) => expect(() => shown({ aggregate })).toThrow(/aggregateFunction/))
})

describe('numbers on paper', () => {
  test.each([
    [5430796, ',.2f', '5,430,796.00'],
    [5430796, '.1%', '543079600.0%'],
    [-1234.5, ',.1f', '-1,234.5'],
    [1234, ',d', '1,234'],
    [1234.5, ',d', null],
    [5, '+.1f', '+5.0'],
    [5430796, '.3s', null],
    [5, '$,.2f', null],
    [5, '', null],
    [1234567, ',', '1,234,567'],
    [0.00012, '.2e', '1.20e-04'],
  ])('%d by %s', (value, format, wanted) => expect(formatNumber(value, format)).toBe(wanted))
})
