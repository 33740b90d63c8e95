import { cutRows, type QueryResult } from '@coset/chart-kit'
import { describe, expect, it } from 'vitest'
import { definitionFor } from './index.ts'

const LIMITS = { row_limit: 50_000, sql_max_row: 100_000 }
const result = (sqlRows: number, rows = sqlRows): QueryResult => ({ data: [], colnames: [], coltypes: [], rowcount: rows, sql_rowcount: sqlRows })
const cut = (formData: Record<string, unknown>, ...results: readonly QueryResult[]) =>
  cutRows(definitionFor(String(formData['viz_type'])), formData, results, LIMITS)

const table = { viz_type: 'table', query_mode: 'aggregate', groupby: ['a'], metrics: ['count'] }

describe('cutRows', () => {
  it('holds where the database gave as many rows as the limit, however many are left after operations', () => {
    expect(cut({ ...table, row_limit: 1000 }, result(999))).toBeNull()
    expect(cut({ ...table, row_limit: 1000 }, result(1000))).toEqual({ rows: 1000, most: false })
    expect(cut({ viz_type: 'echarts_timeseries_bar', x_axis: 'd', metrics: ['count'], groupby: ['a'], row_limit: '200' }, result(200, 12))).toEqual({
      rows: 200,
      most: false,
    })
  })
  it("takes the server's limits where the chart has none or asks for more", () => {
    expect(cut({ ...table, row_limit: 0 }, result(49_999))).toBeNull()
    expect(cut({ ...table, row_limit: 0 }, result(50_000))).toEqual({ rows: 50_000, most: false })
    expect(cut({ ...table, row_limit: 500_000 }, result(100_000))).toEqual({ rows: 100_000, most: true })
  })
  it('is silent for pages of the server, single numbers and totals', () => {
    expect(cut({ ...table, row_limit: 10, server_pagination: true }, result(10))).toBeNull()
    expect(cut({ viz_type: 'big_number_total', metric: 'count', row_limit: 1 }, result(1))).toBeNull()
    expect(cut({ viz_type: 'big_number', metric: 'count', x_axis: 'd', row_limit: 10 }, result(10))).toBeNull()
    expect(cut({ ...table, row_limit: 10, show_totals: true }, result(9), result(1))).toBeNull()
    expect(cut({ ...table, row_limit: 10 })).toBeNull()
  })
})
