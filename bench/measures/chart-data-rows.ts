import { tokensOf } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { besideDriver } from '../probes/beside-driver.ts'
import type { LoadRequest } from '../probes/load.ts'
import { MANY_ROWS_COLUMNS, type ManyRows, openManyRows } from '../sides/many-rows.ts'

const ROWS = 100_000
const ROUNDS = 7
const WARM_UP = 2

const bodyOf = (many: ManyRows) => ({
  datasource: { id: many.datasetId, type: 'table' },
  force: true,
  queries: [{ columns: MANY_ROWS_COLUMNS, metrics: [], row_limit: ROWS }],
  result_format: 'json',
  result_type: 'full',
})

const sqlOf = async (many: ManyRows): Promise<string> => {
  const answer = await many.admin.post('/api/v1/chart/data', bodyOf(many))
  const result = answer.status === 200 ? answer.json<{ result: { query: string; rowcount: number }[] }>().result[0] : undefined
  if (result?.rowcount !== ROWS) throw new Error(`chart data answered ${answer.status} with ${result?.rowcount} rows`)
  return result.query
}

export const chartDataRows: Measure = {
  name: 'chart-data-rows',
  about: 'A hundred thousand rows of five columns past the cache, beside the same SQL through the bare driver',
  unit: 'ms',
  goal: { of: 'ratio', bound: 'at most', value: 1.5 },
  against: 'the pg driver',
  run: async (context) => {
    await using many = await openManyRows(context.warehouse)
    const sql = await sqlOf(many)
    const { access } = await tokensOf(many.coset.url, 'admin', 'admin')
    const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' }
    const request: LoadRequest = { url: `${many.coset.url}/api/v1/chart/data`, method: 'POST', headers, body: JSON.stringify(bodyOf(many)) }
    return await besideDriver({ warehouse: context.warehouse, request, sql, warmUp: WARM_UP, rounds: ROUNDS })
  },
}
