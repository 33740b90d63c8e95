import { type Client, tokensOf } from '@coset/testing'
import { type Download, download } from '../probes/download.ts'
import { MANY_ROWS, MANY_ROWS_COLUMNS } from '../sides/many-rows.ts'

/** The million rows as CSV, as a chart's download asks for them. */
export const downloadRows = async (from: Client, datasetId: number): Promise<Download> => {
  const { access } = await tokensOf(from.base, 'admin', 'admin')
  const query = { columns: MANY_ROWS_COLUMNS, metrics: [], row_limit: MANY_ROWS }
  const body = {
    datasource: { id: datasetId, type: 'table' },
    queries: [query],
    form_data: { row_limit: MANY_ROWS },
    result_format: 'csv',
    result_type: 'full',
  }
  return download(from, access, '/api/v1/chart/data', body)
}
