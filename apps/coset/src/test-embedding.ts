import type { Answer, Client } from '@coset/testing'
import type { ConfigInput } from './config/settings.ts'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

export interface Rule {
  readonly dataset?: number
  readonly clause: string
}

/** Dashboard A over `sales`, embedded, with a native filter; dashboard B over `secrets`; a virtual dataset over `sales`, shown on A. */
export interface EmbeddingBench extends Warehouse, AsyncDisposable {
  readonly server: TestServer
  readonly uuid: string
  readonly secretsId: number
  readonly secretChartId: number
  readonly secretDashboardId: number
  readonly virtualId: number
  readonly virtualChartId: number
  token(rls?: readonly Rule[], resources?: readonly string[]): Promise<string>
  guest(rls?: readonly Rule[], resources?: readonly string[]): Promise<Client>
  withToken(token: string): Client
}

export const FILTER = 'NATIVE_FILTER-region'

const must = (answer: Answer, status: number): Answer => {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`)
  return answer
}

const made = async (client: Client, path: string, body: unknown): Promise<number> => {
  const answer = must(await client.post(path, body), 201)
  return answer.json<{ id: number }>().id
}

/** A server with embedding; guests hold the role that the configuration names, Public with its minimum by default. */
export const startEmbedding = async (config: ConfigInput = {}): Promise<EmbeddingBench> => {
  const server = await startServer({ config: { featureFlags: { EMBEDDED_SUPERSET: true }, publicRoleLike: 'Public', ...config } })
  const { admin } = server
  const warehouse = await connectWarehouse(server)
  const { databaseId, dashboardId, chartId, datasetId } = warehouse
  const secretsId = await made(admin, '/api/v1/dataset/', { database: databaseId, schema: 'main', table_name: 'secrets' })
  const virtualId = await made(admin, '/api/v1/dataset/', {
    database: databaseId,
    schema: 'main',
    table_name: 'big_sales',
    sql: 'SELECT region, amount FROM sales WHERE amount > 0',
  })
  const chart = (name: string, dataset: number, column: string): Promise<number> =>
    made(admin, '/api/v1/chart/', {
      slice_name: name,
      viz_type: 'table',
      datasource_id: dataset,
      datasource_type: 'table',
      params: JSON.stringify({ viz_type: 'table', query_mode: 'aggregate', groupby: [column], metrics: ['count'], row_limit: 100 }),
    })
  const secretChartId = await chart('Secret words', secretsId, 'word')
  const virtualChartId = await chart('Big sales', virtualId, 'region')
  const secretDashboardId = await made(admin, '/api/v1/dashboard/', {
    dashboard_title: 'Secrets',
    published: true,
    position_json: JSON.stringify(layoutOf(secretChartId)),
  })
  const filters = [
    { id: FILTER, name: 'Region', filterType: 'filter_select', type: 'NATIVE_FILTER', targets: [{ datasetId, column: { name: 'region' } }], controlValues: {} },
  ]
  const changes = {
    position_json: JSON.stringify(layoutOf(chartId, virtualChartId)),
    json_metadata: JSON.stringify({ native_filter_configuration: filters }),
  }
  must(await admin.put(`/api/v1/dashboard/${dashboardId}`, changes), 200)
  const embedded = must(await admin.post(`/api/v1/dashboard/${dashboardId}/embedded`, { allowed_domains: [] }), 200)
  const { uuid } = embedded.json<{ result: { uuid: string } }>().result
  const token = async (rls: readonly Rule[] = [], resources: readonly string[] = [uuid]): Promise<string> => {
    const body = { user: { username: 'visitor' }, resources: resources.map((id) => ({ type: 'dashboard', id })), rls }
    return must(await admin.post('/api/v1/security/guest_token/', body), 200).json<{ token: string }>().token
  }
  const withToken = (text: string): Client => server.nobody.with({ 'x-guesttoken': text })
  return {
    server,
    ...warehouse,
    uuid,
    secretsId,
    secretChartId,
    secretDashboardId,
    virtualId,
    virtualChartId,
    token,
    guest: async (rls, resources) => withToken(await token(rls, resources)),
    withToken,
    [Symbol.asyncDispose]: server.close,
  }
}

export interface Asked {
  readonly dataset?: number
  readonly query?: Record<string, unknown>
  readonly form?: Record<string, unknown>
  readonly more?: Record<string, unknown>
}

/** Asks for the rows of the chart on A, with changes. */
export const askChart = (bench: EmbeddingBench, client: Client, { dataset, query, form, more }: Asked = {}): Promise<Answer> =>
  client.post('/api/v1/chart/data', {
    datasource: { id: dataset ?? bench.datasetId, type: 'table' },
    queries: [{ columns: ['region'], metrics: ['count'], orderby: [['count', false]], row_limit: 100, ...query }],
    form_data: { slice_id: bench.chartId, dashboardId: bench.dashboardId, ...form },
    ...more,
  })

export const rowsOf = (answer: Answer): readonly Record<string, unknown>[] =>
  must(answer, 200).json<{ result: { data: Record<string, unknown>[] }[] }>().result[0]?.data ?? []

export const regionsOf = (answer: Answer): readonly unknown[] =>
  rowsOf(answer)
    .map((row) => row['region'])
    .toSorted()
