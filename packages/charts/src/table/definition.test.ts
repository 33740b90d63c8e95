import { createColorScale, LIGHT_THEME, NO_HINTS, type QueryResult } from '@coset/chart-kit'
import { describe, expect, it } from 'vitest'
import { result } from '../gallery-entry.ts'
import { tableColumns, withDifferences } from './columns.ts'
import { conditionalPainter } from './conditional.ts'
import { table } from './definition.ts'
import { toTableData } from './model.ts'
import { nextSorting, searchRows, sortRows } from './view-state.ts'

const columnsOf = (formData: Record<string, unknown>, data: QueryResult): ReturnType<typeof tableColumns> => tableColumns(formData, NO_HINTS, data)

describe('queries', () => {
  it('moves the temporal dimension to the front and cuts it to the grain', () => {
    const [query] = table.buildQueries({ groupby: ['name', 'ds'], metrics: ['n'], time_grain_sqla: 'P1M', temporal_columns_lookup: { ds: true } })
    expect(query?.columns).toEqual([
      { timeGrain: 'P1M', columnType: 'BASE_AXIS', sqlExpression: 'ds', label: 'ds', expressionType: 'SQL', isColumnReference: true },
      'name',
    ])
  })
  it('asks for percentages, their whole and totals', () => {
    const queries = table.buildQueries({
      groupby: ['a'],
      metrics: ['m'],
      percent_metrics: ['p'],
      percent_metric_calculation: 'all_records',
      show_totals: true,
      row_limit: 100,
    })
    expect(queries).toHaveLength(3)
    expect(queries[0]?.metrics).toEqual(['m', 'p'])
    expect(queries[0]?.post_processing).toEqual([{ operation: 'contribution', options: { columns: ['p'], rename_columns: ['%p'] } }])
    expect(queries[1]).toMatchObject({ columns: [], metrics: ['p'], row_limit: 0 })
    expect(queries[2]).toMatchObject({ columns: [], row_limit: 0, post_processing: [] })
    expect(queries[2]).not.toHaveProperty('orderby')
  })
  it('pages, sorts and searches on the server', () => {
    const form = {
      groupby: ['a'],
      metrics: ['m'],
      server_pagination: true,
      server_page_length: 20,
      row_limit: 5000,
      own_state: { currentPage: 2, sortBy: [{ key: 'a', desc: true }], searchColumn: 'a', searchText: 'x' },
    }
    const [page, rows] = table.buildQueries(form)
    expect(page).toMatchObject({ row_limit: 20, row_offset: 40, orderby: [['a', false]], filters: [{ col: 'a', op: 'ILIKE', val: 'x%' }] })
    expect(rows).toMatchObject({ is_rowcount: true, row_limit: 0, row_offset: 0 })
    expect(table.buildQueries({ ...form, result_format: 'csv' })).toHaveLength(1)
  })
  it('compares in time', () => {
    const [query] = table.buildQueries({ groupby: ['a'], metrics: ['m'], time_compare: '1 year ago', comparison_type: 'values' })
    expect(query?.time_offsets).toEqual(['1 year ago'])
    const [custom] = table.buildQueries({ groupby: ['a'], metrics: ['m'], time_compare: 'custom', start_date_offset: '2020-01-01' })
    expect(custom?.time_offsets).toEqual(['2020-01-01'])
  })
})

describe('columns', () => {
  it('shows a compared metric as four', () => {
    const data = result(
      ['a', 'm', 'm__1 year ago'],
      [
        ['x', 12, 10],
        ['y', 5, 0],
        ['z', null, 3],
      ],
    )
    const columns = columnsOf({ groupby: ['a'], metrics: ['m'], time_compare: '1 year ago' }, data)
    expect(columns.map((column) => [column.group, column.label])).toEqual([
      [undefined, 'a'],
      ['m', 'Now'],
      ['m', '1 year ago'],
      ['m', 'Δ'],
      ['m', '%'],
    ])
    const rows = withDifferences(data.data, columns)
    expect(columns.map((column) => column.format(rows[0]?.[column.key]))).toEqual(['x', '12', '10', '2', '+20.0%'])
    expect(columns.map((column) => column.format(rows[1]?.[column.key])).slice(3)).toEqual(['5', '–'])
    expect(columns.map((column) => column.format(rows[2]?.[column.key])).slice(3)).toEqual(['–', '–'])
  })
  it('writes metrics exactly, whatever underscores their names have', () => {
    const [, column] = columnsOf({ groupby: ['a'], metrics: ['sum__num'] }, result(['a', 'sum__num'], [['x', 1335525.5]]))
    expect(column?.format(1335525.5)).toBe('1,335,525.5')
    expect(column?.format(0.00012345)).toBe('0.000123')
  })
  it('follows column settings', () => {
    const form = {
      all_columns: ['n', 's', 'gone'],
      column_config: { n: { d3NumberFormat: '.1f', d3SmallNumberFormat: '.4f', horizontalAlign: 'left' }, gone: { visible: false } },
    }
    const columns = columnsOf(form, result(['n', 's', 'gone'], [[1.25, 'x', 1]]))
    expect(columns).toHaveLength(2)
    expect(columns[0]?.format(12.345)).toBe('12.3')
    expect(columns[0]?.format(0.25)).toBe('0.2500')
    expect(columns[0]?.align).toBe('left')
  })
  it('takes the totals of the last result', () => {
    const form = { groupby: ['a'], metrics: ['m'], show_totals: true }
    const data = toTableData(form, NO_HINTS, [result(['a', 'm'], [['x', 1]]), result(['m'], [[9]])], LIGHT_THEME)
    expect(data.totals).toEqual({ m: 9 })
  })
})

describe('rows', () => {
  const data = result(
    ['a', 'n'],
    [
      ['b', 2],
      ['a', null],
      ['item 10', 1],
      ['item 9', 3],
    ],
  )
  const columns = columnsOf({ all_columns: ['a', 'n'] }, data)
  const names = (rows: readonly Readonly<Record<string, unknown>>[]): unknown[] => rows.map((row) => row['a'])
  it('sorts, missing values last either way', () => {
    expect(names(sortRows(data.data, columns, { key: 'n', descending: true }))).toEqual(['item 9', 'b', 'item 10', 'a'])
    expect(names(sortRows(data.data, columns, { key: 'n', descending: false }))).toEqual(['item 10', 'b', 'item 9', 'a'])
    expect(names(sortRows(data.data, columns, { key: 'a', descending: false }))).toEqual(['a', 'b', 'item 9', 'item 10'])
  })
  it('searches what is written', () => expect(names(searchRows(data.data, columns, ' ITEM '))).toEqual(['item 10', 'item 9']))
  it('cycles the order', () => {
    const [text] = columns
    if (!text) throw new Error('no column')
    const once = nextSorting(undefined, text)
    const twice = nextSorting(once, text)
    expect([once?.descending, twice?.descending, nextSorting(twice, text)]).toEqual([false, true, undefined])
  })
})

describe('conditional formatting', () => {
  const rows = [
    { n: 0, s: 'abc' },
    { n: 50, s: null },
    { n: 100, s: 'xbc' },
  ]
  const painted = (rule: Record<string, unknown>, column = 'n'): (string | undefined)[] => {
    const paint = conditionalPainter([rule], rows, LIGHT_THEME)
    return rows.map((row) => {
      const cell = paint?.(row, column)
      return cell?.background ?? cell?.color
    })
  }
  it('paints what holds', () =>
    expect(painted({ column: 'n', operator: '≥', targetValue: 50, useGradient: false, colorScheme: '#ff0000' })).toEqual([
      undefined,
      'rgba(255,0,0,0.4)',
      'rgba(255,0,0,0.4)',
    ]))
  it('grows stronger along the range', () => {
    const [low, , high] = painted({ column: 'n', operator: 'None', colorScheme: '#ff0000' })
    expect(low).toBe('rgba(255,0,0,0.096)')
    expect(high).toBe('rgba(255,0,0,0.4)')
  })
  it('reads text, nulls and between', () => {
    expect(painted({ column: 's', operator: 'ends with', targetValue: 'bc', colorScheme: '#00ff00' }, 's')).toEqual([
      'rgba(0,255,0,0.4)',
      undefined,
      'rgba(0,255,0,0.4)',
    ])
    expect(painted({ column: 's', operator: 'is null', colorScheme: '#00ff00' }, 's')[1]).toBe('rgba(0,255,0,0.4)')
    expect(
      painted({
        column: 'n',
        operator: '< x <',
        targetValueLeft: 10,
        targetValueRight: '60',
        useGradient: false,
        colorScheme: 'Red',
        objectFormatting: 'TEXT_COLOR',
      }),
    ).toEqual([undefined, LIGHT_THEME.negative, undefined])
  })
  it('paints whole rows and ignores nonsense', () => {
    expect(painted({ column: 'n', operator: '=', targetValue: 0, columnFormatting: 'ENTIRE_ROW', colorScheme: '#00ff00' }, 's')[0]).toBe('rgba(0,255,0,0.4)')
    expect(conditionalPainter('x', rows, LIGHT_THEME)).toBeUndefined()
    expect(painted({ column: 'n', operator: 'constructor', targetValue: 1 })).toEqual([undefined, undefined, undefined])
  })
})

it('survives 100,000 rows', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => [`row ${index}`, index] as const)
  const model = table.transform({
    formData: { groupby: ['a'], metrics: ['n'] },
    results: [result(['a', 'n'], rows)],
    dataset: NO_HINTS,
    width: 600,
    height: 400,
    theme: LIGHT_THEME,
    colorOf: createColorScale(),
  })
  expect(model.summary).toContain('100,000 rows')
})
