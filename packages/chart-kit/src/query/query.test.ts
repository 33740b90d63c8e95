import { describe, expect, it } from 'vitest'
import { baseQuery } from './base-query.ts'
import { splitAdhocFilters } from './filters.ts'
import { metricLabel } from './labels.ts'
import { normalOrder } from './order.ts'

describe('baseQuery', () => {
  it('gathers from every control in form order, once each', () => {
    const sum = { expressionType: 'SIMPLE', aggregate: 'SUM', column: { column_name: 'n' } } as const
    const query = baseQuery({ groupby: ['a', '', 'b'], all_columns: ['c', 'a'], series: 's', metric: sum, metrics: ['m', sum], x: 'm', size: null })
    expect(query.columns).toEqual(['a', 'b', 'c', 's'])
    expect(query.metrics).toEqual([sum, 'm'])
    expect(metricLabel(sum)).toBe('SUM(n)')
  })
  it('follows the query mode', () => {
    expect(baseQuery({ query_mode: 'aggregate', groupby: ['a'], all_columns: ['b'], columns: ['c'] }).columns).toEqual(['a'])
    const raw = baseQuery({ query_mode: 'raw', groupby: ['a'], all_columns: ['b'], metrics: ['m'] })
    expect(raw.columns).toEqual(['b'])
    expect(raw).not.toHaveProperty('metrics')
  })
  it('lays the dashboard over the form', () => {
    const query = baseQuery({
      time_range: 'No filter',
      granularity_sqla: 'ds',
      time_grain_sqla: 'P1D',
      x_axis: 'ds',
      groupby: ['ds'],
      adhoc_filters: [{ expressionType: 'SIMPLE', clause: 'WHERE', subject: 'a', operator: 'IN', comparator: 'x' }],
      extra_form_data: {
        time_range: 'Last week',
        time_grain_sqla: 'P1M',
        time_column: 'other',
        filters: [{ col: 'b', op: '==', val: 1 }],
        adhoc_filters: [{ expressionType: 'SQL', clause: 'HAVING', sqlExpression: 'sum(x) > 1' }],
      },
    })
    expect(query).toMatchObject({ time_range: 'Last week', granularity: 'other', extras: { time_grain_sqla: 'P1M', having: '(sum(x) > 1)', where: '' } })
    expect(query.filters).toEqual([
      { col: 'a', op: 'IN', val: ['x'] },
      { col: 'b', op: '==', val: 1 },
    ])
    expect(query.columns).toEqual([
      { timeGrain: 'P1M', columnType: 'BASE_AXIS', sqlExpression: 'ds', label: 'ds', expressionType: 'SQL', isColumnReference: true },
    ])
  })
  it('keeps an ad-hoc axis in its shape', () => {
    const axis = { expressionType: 'SQL', sqlExpression: 'lower(a)', label: 'low' } as const
    expect(baseQuery({ x_axis: axis, groupby: [axis], time_grain_sqla: 'P1Y' }).columns).toEqual([{ ...axis, timeGrain: 'P1Y', columnType: 'BASE_AXIS' }])
  })
  it('reads the filters of old dashboards', () => {
    const query = baseQuery({
      time_range: 'No filter',
      extra_filters: [
        { col: '__time_range', op: '==', val: 'Last year' },
        { col: 'a', op: 'in', val: ['x'] },
      ],
    })
    expect(query.time_range).toBe('Last year')
    expect(query.applied_time_extras).toEqual({ __time_range: 'Last year' })
    expect(query.filters).toEqual([{ col: 'a', op: 'in', val: ['x'] }])
  })
  it('parses saved orders and limits', () => {
    const query = baseQuery({ order_by_cols: ['["a", true]', 'nonsense', '["b", false]'], row_limit: '50', row_offset: 'x', limit: '7' })
    expect(query.orderby).toEqual([
      ['a', true],
      ['b', false],
    ])
    expect(query).toMatchObject({ row_limit: 50, series_limit: 7 })
    expect(query).not.toHaveProperty('row_offset')
  })
})

describe('splitAdhocFilters', () => {
  it('joins SQL and guards comments', () => {
    expect(
      splitAdhocFilters([
        { expressionType: 'SQL', clause: 'WHERE', sqlExpression: 'a = 1 -- why' },
        { expressionType: 'SQL', clause: 'WHERE', sqlExpression: 'b = 2' },
      ]).where,
    ).toBe('(a = 1 -- why\n) AND (b = 2)')
  })
  it('drops simple filters on aggregates and nonsense', () => {
    expect(
      splitAdhocFilters([{ expressionType: 'SIMPLE', clause: 'HAVING', subject: 'm', operator: '>', comparator: 1 }, null, 'x', { expressionType: 'SQL' }]),
    ).toEqual({ filters: [], where: '', having: '' })
  })
  it('sends no value with unary operators', () => {
    expect(splitAdhocFilters([{ expressionType: 'SIMPLE', clause: 'WHERE', subject: 'a', operator: 'IS NULL', comparator: 'left over' }]).filters).toEqual([
      { col: 'a', op: 'IS NULL' },
    ])
  })
})

describe('normalOrder', () => {
  it('prefers own order, then ranking metric, then first metric', () => {
    expect(normalOrder({}, { orderby: [['a', true]], metrics: ['m'] })).toEqual([['a', true]])
    expect(normalOrder({}, { metrics: ['m'], series_limit_metric: 'r', order_desc: false })).toEqual([['r', true]])
    expect(normalOrder({}, { metrics: ['m'] })).toEqual([['m', false]])
    expect(normalOrder({}, {})).toBeUndefined()
  })
})
