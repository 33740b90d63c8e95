import { describe, expect, it } from 'vitest'
import { AGGREGATORS, aggregation } from './aggregators.ts'
import { inSideOrder, type PivotRecord, pivotOf } from './engine.ts'
import { headings, sideEntries } from './entries.ts'

const records: readonly PivotRecord[] = [
  { row: ['N', 'a'], column: ['x'], metric: 'm', value: 1 },
  { row: ['N', 'b'], column: ['x'], metric: 'm', value: 2 },
  { row: ['N', 'b'], column: ['y'], metric: 'm', value: 4 },
  { row: ['S', 'a'], column: ['y'], metric: 'm', value: 8 },
  { row: ['S', 'c'], column: ['y'], metric: 'm', value: null },
]
const options = { subtotals: false, subtotalsFirst: false, total: false, metrics: [], metricsLast: false, folded: new Set<string>() }

describe('aggregators', () => {
  const values = [3, '1', 2, 2]
  const expected: Readonly<Record<string, unknown>> = {
    Count: 4,
    'Count Unique Values': 3,
    'List Unique Values': '3, 1, 2',
    Sum: 8,
    Average: 2,
    Median: 2,
    'Sample Variance': 2 / 3,
    'Sample Standard Deviation': Math.sqrt(2 / 3),
    Minimum: 1,
    Maximum: 3,
    First: 3,
    Last: 2,
  }
  for (const [name, result] of Object.entries(expected)) {
    it(name, () => {
      const found = aggregation(name).of(values)
      if (typeof result === 'number') expect(found).toBeCloseTo(result, 12)
      else expect(found).toBe(result)
    })
  }
  it('of nothing never is NaN', () => {
    for (const name of AGGREGATORS) expect([0, null, '']).toContain(aggregation(name).of([]))
  })
  it('unknown names sum', () => expect(aggregation('constructor').of([1, 2])).toBe(3))
  it('variance of large numbers keeps its digits', () => expect(aggregation('Sample Variance').of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30))
})

describe('pivotOf', () => {
  it('sums cells, subtotals and totals', () => {
    const { cell } = pivotOf(records, aggregation('Sum'))
    expect(cell(['N', 'b'], ['y'], 'm')).toBe(4)
    expect(cell(['N'], ['x'], 'm')).toBe(3)
    expect(cell([], ['y'], 'm')).toBe(12)
    expect(cell([], [], 'm')).toBe(15)
    expect(cell(['S', 'c'], ['y'], 'm')).toBeNull()
    expect(cell(['S', 'a'], ['x'], 'm')).toBeNull()
    expect(cell(['nowhere'], ['x'], 'm')).toBeNull()
  })
  it('divides by the whole that the fraction names', () => {
    const at = (name: string): unknown => pivotOf(records, aggregation(name)).cell(['N', 'b'], ['y'], 'm')
    expect(at('Sum as Fraction of Total')).toBeCloseTo(4 / 15)
    expect(at('Sum as Fraction of Rows')).toBeCloseTo(4 / 6)
    expect(at('Sum as Fraction of Columns')).toBeCloseTo(4 / 12)
    expect(at('Count as Fraction of Rows')).toBeCloseTo(1 / 2)
  })
  it('keeps labels apart that run together', () => {
    const { cell } = pivotOf(
      [
        { row: ['a,b', 'c'], column: [], metric: 'm', value: 1 },
        { row: ['a', 'b,c'], column: [], metric: 'm', value: 2 },
      ],
      aggregation('Sum'),
    )
    expect(cell(['a,b', 'c'], [], 'm')).toBe(1)
    expect(cell(['a', 'b,c'], [], 'm')).toBe(2)
  })
  it('survives labels named like object members', () => {
    const { rows, cell } = pivotOf([{ row: ['__proto__'], column: ['constructor'], metric: 'toString', value: 5 }], aggregation('Sum'))
    expect(rows.map((row) => row.label)).toEqual(['__proto__'])
    expect(cell(['__proto__'], ['constructor'], 'toString')).toBe(5)
  })
})

describe('sides', () => {
  const { rows, cell } = pivotOf(records, aggregation('Sum'))
  const paths = (more: object): string[] =>
    sideEntries(rows, { ...options, ...more }).map((entry) => `${entry.kind}:${entry.path.join('/')}${entry.metric ?? ''}`)
  it('lists leaves', () => expect(paths({})).toEqual(['leaf:N/a', 'leaf:N/b', 'leaf:S/a', 'leaf:S/c']))
  it('puts subtotals after or before', () => {
    expect(paths({ subtotals: true })).toEqual(['leaf:N/a', 'leaf:N/b', 'subtotal:N', 'leaf:S/a', 'leaf:S/c', 'subtotal:S'])
    expect(paths({ subtotals: true, subtotalsFirst: true })[0]).toBe('subtotal:N')
  })
  it('folds a group into one line', () => expect(paths({ folded: new Set(['N']), total: true })).toEqual(['subtotal:N', 'leaf:S/a', 'leaf:S/c', 'total:']))
  it('lays out metrics as blocks or side by side', () => {
    expect(paths({ metrics: ['p', 'q'], folded: new Set(['N', 'S']) })).toEqual(['subtotal:Np', 'subtotal:Sp', 'subtotal:Nq', 'subtotal:Sq'])
    expect(paths({ metrics: ['p', 'q'], metricsLast: true, folded: new Set(['N', 'S']) })).toEqual(['subtotal:Np', 'subtotal:Nq', 'subtotal:Sp', 'subtotal:Sq'])
  })
  it('is one line without dimensions', () => expect(sideEntries([], { ...options, metrics: ['p'], total: true })).toHaveLength(1))
  it('orders by key and by value', () => {
    const labels = (order: 'key_z_to_a' | 'value_z_to_a' | 'value_a_to_z'): string[] =>
      inSideOrder(rows, order, (path) => cell(path, [], 'm')).flatMap((row) => [row.label, ...row.children.map((child) => child.label)])
    expect(labels('key_z_to_a')).toEqual(['S', 'c', 'a', 'N', 'b', 'a'])
    expect(labels('value_z_to_a')).toEqual(['S', 'a', 'c', 'N', 'b', 'a'])
    expect(labels('value_a_to_z')).toEqual(['N', 'a', 'b', 'S', 'a', 'c'])
  })
  it('heads totals and subtotals', () => {
    const [total] = sideEntries(rows, { ...options, total: true }).slice(-1)
    const subtotal = sideEntries(rows, { ...options, subtotals: true }).find((entry) => entry.kind === 'subtotal')
    if (!total || !subtotal) throw new Error('entries are missing')
    expect(headings(total, 2, undefined, false)).toEqual(['Total', ''])
    expect(headings(subtotal, 2, undefined, false)).toEqual(['N', 'Subtotal'])
    expect(headings({ ...subtotal, metric: 'm' }, 2, (metric) => metric.toUpperCase(), false)).toEqual(['M', 'N', 'Subtotal'])
  })
})
