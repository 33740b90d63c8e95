import { describe, expect, it, test } from 'vitest'
import { conditionsOf, detailQuery, rangeText, settled, shownConditions, spanOf } from './index.ts'

const FORM = {
  viz_type: 'pie',
  groupby: ['size', { label: 'kind', sqlExpression: "upper('x')", expressionType: 'SQL' as const }],
  time_grain_sqla: 'P1M',
  temporal_columns_lookup: { day: true },
  adhoc_filters: [
    { expressionType: 'SIMPLE', clause: 'WHERE', subject: 'day', operator: 'TEMPORAL_RANGE', comparator: 'No filter' },
    { expressionType: 'SIMPLE', clause: 'WHERE', subject: 'cost', operator: '>', comparator: 5 },
    { expressionType: 'SIMPLE', clause: 'HAVING', subject: 'count', operator: '>', comparator: 1 },
    { expressionType: 'SQL', clause: 'WHERE', sqlExpression: 'a = 1 -- so' },
    { expressionType: 'SQL', clause: 'HAVING', sqlExpression: 'count(*) > 2' },
  ],
  extra_form_data: { filters: [{ col: 'state', op: 'IN', val: ['Ohio'] }], time_range: 'Last year' },
}
const DATUM = [
  { col: 'size', op: 'IN', val: ['Large'] },
  { col: 'kind', op: 'IN', val: ['K'] },
  { col: 'day', op: 'IN', val: [0] },
]

describe('conditions', () => {
  const all = conditionsOf(FORM, DATUM)
  it('name who says them, and leave conditions on groups out', () => {
    expect(all.map(({ origin, kind }) => `${origin} ${kind}`)).toEqual([
      'dashboard time',
      'chart sql',
      'chart filter',
      'chart filter',
      'dashboard filter',
      'datum filter',
      'datum filter',
      'datum filter',
    ])
    expect(new Set(all.map((one) => one.id)).size).toBe(all.length)
    expect(JSON.stringify(detailQuery(FORM, all))).not.toContain('count')
  })
  it('an expression stands for its name; a cut moment says how', () => {
    expect(detailQuery(FORM, all).filters).toEqual([
      { col: 'day', op: 'TEMPORAL_RANGE', val: 'No filter' },
      { col: 'cost', op: '>', val: 5 },
      { col: 'state', op: 'IN', val: ['Ohio'] },
      { col: 'size', op: 'IN', val: ['Large'] },
      { col: FORM.groupby[1], op: 'IN', val: ['K'] },
      { col: 'day', op: '==', val: 0, grain: 'P1M' },
    ])
    expect(detailQuery(FORM, all)).toMatchObject({ time_range: 'Last year', extras: { where: '(a = 1 -- so\n)', time_grain_sqla: 'P1M' } })
  })
  it('what was taken away is not asked; an open range carries the time and is not shown', () => {
    expect(shownConditions(all).filter((one) => one.kind === 'filter' && one.filter.op === 'TEMPORAL_RANGE')).toEqual([])
    const left = all.filter((one) => one.kind === 'filter' && one.origin === 'chart')
    expect(detailQuery(FORM, left)).toEqual({
      filters: [
        { col: 'day', op: 'TEMPORAL_RANGE', val: 'No filter' },
        { col: 'cost', op: '>', val: 5 },
      ],
      extras: { time_grain_sqla: 'P1M', where: '' },
    })
  })
  it("the chart's own range shows once the dashboard's is gone", () => {
    const own = conditionsOf({
      adhoc_filters: [{ expressionType: 'SIMPLE', subject: 'day', operator: 'TEMPORAL_RANGE', comparator: 'Last week' }],
      time_range: 'Last day',
    })
    expect(shownConditions(own).map((one) => one.kind)).toEqual(['time'])
    expect(shownConditions(own.filter((one) => one.kind !== 'time')).map((one) => one.kind)).toEqual(['filter'])
  })
  it('nonsense is no condition', () => {
    expect(
      conditionsOf({ adhoc_filters: [null, 4, {}], extra_form_data: { filters: [null, 3, { col: 'a' }], adhoc_filters: 'x' }, time_range: 'No filter' }),
    ).toEqual([])
    expect(conditionsOf({ extra_form_data: 'x' })).toEqual([])
  })
})

test.each([
  [Date.UTC(2024, 0, 1), 'P1M', '2024-01-01T00:00:00 : 2024-02-01T00:00:00'],
  [Date.UTC(2024, 0, 1), 'P3M', '2024-01-01T00:00:00 : 2024-04-01T00:00:00'],
  [Date.UTC(2024, 1, 29), 'P1D', '2024-02-29T00:00:00 : 2024-03-01T00:00:00'],
  [Date.UTC(2024, 0, 1, 5), 'PT1H', '2024-01-01T05:00:00 : 2024-01-01T06:00:00'],
  [Date.UTC(2024, 0, 1), 'P1Y', '2024-01-01T00:00:00 : 2025-01-01T00:00:00'],
  [Date.UTC(2024, 0, 7), '1969-12-28T00:00:00Z/P1W', '2024-01-07T00:00:00 : 2024-01-14T00:00:00'],
  [Date.UTC(2024, 0, 6), 'P1W/1970-01-03T00:00:00Z', '2023-12-31T00:00:00 : 2024-01-07T00:00:00'],
])('%d cut to %s is %s', (at, grain, text) => {
  const span = spanOf(at, grain)
  expect(span && rangeText(span)).toBe(text)
})

test.each(['', 'P', 'PX', 'month', 'P1H', 'PT1Y', 'P1M2'])('%j is no grain', (grain) => expect(spanOf(0, grain)).toBeUndefined())

describe('form data that stand for themselves', () => {
  it('hold what the dashboard and the datum said', () => {
    const own = settled({
      ...FORM,
      extra_form_data: { ...FORM.extra_form_data, filters: [{ col: 'day', op: '==', val: 0, grain: 'P1M' }] },
      slice_id: 4,
      dashboardId: 2,
    })
    expect(own['adhoc_filters']).toMatchObject([
      { subject: 'day', comparator: 'Last year' },
      { subject: 'cost' },
      { subject: 'count' },
      {},
      {},
      { subject: 'day', operator: 'TEMPORAL_RANGE', comparator: '1970-01-01T00:00:00 : 1970-02-01T00:00:00' },
    ])
    expect(['slice_id', 'dashboardId', 'extra_form_data', 'own_state'].filter((key) => key in own)).toEqual([])
    expect(own['time_range']).toBe('Last year')
  })
  it('quotes what goes into SQL', () => {
    const col = { label: 'e', sqlExpression: 'lower(n)', expressionType: 'SQL' as const }
    const sqlOf = (filter: object) =>
      (settled({ extra_form_data: { filters: [{ col, ...filter }] } })['adhoc_filters'] as readonly { readonly sqlExpression?: string }[])[0]?.sqlExpression
    expect(sqlOf({ op: 'IN', val: ["O'Brien", 4] })).toBe("(lower(n)) IN ('O''Brien', 4)")
    expect(sqlOf({ op: '==', val: "'; drop" })).toBe("(lower(n)) = '''; drop'")
    expect(sqlOf({ op: 'IS NULL' })).toBe('(lower(n)) IS NULL')
  })
})
