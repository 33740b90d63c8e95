import type { LoadRequest } from '../probes/load.ts'
import type { Side } from '../sides/sides.ts'

const headersOf = (side: Pick<Side, 'token'>): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${side.token}`,
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate, br',
})

/** The rows behind the pie “Genders”: births by gender. */
export const gendersBody = (side: Side, force: boolean): Readonly<Record<string, unknown>> => ({
  datasource: { id: side.datasetId, type: 'table' },
  force,
  queries: [{ columns: ['gender'], metrics: ['sum__num'], orderby: [['sum__num', false]], row_limit: 50_000 }],
  result_format: 'json',
  result_type: 'full',
})

/** That question as a request; `force` asks past the cache. */
export const gendersRequest = (side: Side, force: boolean): LoadRequest => ({
  url: `${side.url}/api/v1/chart/data`,
  method: 'POST',
  headers: { ...headersOf(side), 'content-type': 'application/json' },
  body: JSON.stringify(gendersBody(side, force)),
})

/** The first 25 charts or dashboards, as their list pages ask for them. */
export const listRequest = (side: Pick<Side, 'url' | 'token'>, kind: 'chart' | 'dashboard'): LoadRequest => ({
  url: `${side.url}/api/v1/${kind}/?q=(order_column:changed_on_delta_humanized,order_direction:desc,page:0,page_size:25)`,
  method: 'GET',
  headers: headersOf(side),
})
