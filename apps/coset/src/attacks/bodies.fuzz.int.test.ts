import { allRoutes, contract, type Route } from '@coset/contract'
import { type Client, fuzz, fuzzRun, mutateJson, pick, type Random, randomJson } from '@coset/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer } from '../test-server.ts'

let server: TestServer
let admin: Client
beforeAll(async () => {
  server = await startServer({ config: { loginAttempts: 1_000_000 } })
  await connectWarehouse(server)
  admin = server.admin
})
afterAll(() => server.close())

const METRIC = { expressionType: 'SIMPLE', column: { column_name: 'amount' }, aggregate: 'SUM', label: 'm' }
const QUERY = {
  columns: ['region', { sqlExpression: 'amount', label: 'a', expressionType: 'SQL' }],
  metrics: ['count', METRIC],
  filters: [{ col: 'region', op: 'IN', val: ['north', 'south'] }],
  extras: { where: "region <> 'x'", having: 'COUNT(*) > 0', time_grain_sqla: 'P1M' },
  orderby: [['count', false]],
  time_range: 'Last year',
  granularity: 'sold_at',
  row_limit: 10,
  series_limit: 2,
  time_offsets: ['1 year ago'],
  post_processing: [{ operation: 'rename', options: { columns: { count: 'n' } } }],
  annotation_layers: [{ name: 'a', annotationType: 'FORMULA', value: 'x + 1' }],
}

/** Good bodies, and where they go. */
const BODIES: readonly (readonly [method: string, path: string, body: object])[] = [
  ['POST', '/api/v1/chart/data', { datasource: { id: 1, type: 'table' }, queries: [QUERY], result_type: 'full', force: false, form_data: { slice_id: 1 } }],
  ['PUT', '/api/v1/dashboard/1', { dashboard_title: 'x', slug: 's', css: '', position_json: JSON.stringify(layoutOf(1)), json_metadata: '{"a":1}', roles: [] }],
  ['PUT', '/api/v1/chart/1', { slice_name: 'x', params: '{"viz_type":"table"}', query_context: '{}', dashboards: [1], cache_timeout: 1 }],
  [
    'PUT',
    '/api/v1/dataset/1',
    { table_name: 'sales', columns: [{ column_name: 'region', type: 'TEXT' }], metrics: [{ metric_name: 'n', expression: 'COUNT(*)' }] },
  ],
  ['POST', '/api/v1/security/login', { username: 'admin', password: 'wrong', provider: 'db', refresh: true }],
  ['POST', '/api/v1/sqllab/execute/', { database_id: 1, sql: 'SELECT 1', schema: 'main', queryLimit: 10, templateParams: '{"a":1}', client_id: 'abc' }],
  ['POST', '/api/v1/explore/form_data', { datasource_id: 1, datasource_type: 'table', form_data: '{"a":1}', chart_id: 1 }],
  ['POST', '/api/v1/dashboard/1/permalink', { dataMask: { x: {} }, activeTabs: ['a'], urlParams: [['a', 'b']], anchor: 'x' }],
  [
    'POST',
    '/api/v1/security/users/',
    { username: 'u', email: 'u@example.org', first_name: 'a', last_name: 'b', password: 'a long password', roles: [2], active: true },
  ],
  ['POST', '/api/v1/rowlevelsecurity/', { name: 'r', filter_type: 'Regular', tables: [1], roles: [2], clause: '1 = 1', group_key: 'g' }],
  [
    'POST',
    '/api/v1/report/',
    { type: 'Report', name: 'r', crontab: '0 9 * * *', chart: 1, recipients: [{ type: 'Email', recipient_config_json: { target: 'a@b.c' } }] },
  ],
  ['POST', '/api/v1/css_template/', { template_name: 'x', css: 'a{}' }],
]
const NAMES = [...new Set(BODIES.flatMap(([, , body]) => [...Object.keys(body), ...Object.keys(QUERY)])), 'id', 'owners', '__proto__', 'constructor', 'uuid']

interface Sent {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

const send = async ({ method, path, body }: Sent): Promise<boolean> => {
  const answer = await admin.request(method, path, JSON.stringify(body))
  expect(answer.status, answer.text.slice(0, 600)).toBeLessThan(500)
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d+|SQLITE_|at async/)
  return answer.status < 400
}

const near = fuzzRun(800)
test(`23, 37: bodies near good ones are taken or refused, never a fault; seed ${near.seed}`, { timeout: near.timeout }, async () => {
  const understood = await fuzz(near, {
    next: (random: Random): Sent => {
      const [method, path, body] = pick(random, BODIES)
      return { method, path, body: mutateJson(random, body, NAMES, 0.12) }
    },
    check: send,
    mostMs: 5000,
  })
  expect(understood).toBeGreaterThan(near.inputs / 50)
})

/** What ends something or takes long by its nature. */
const LEFT = /signIn\.end|events|jobs|log\.|screenshot|Screenshot|warmUp|warm_up|oauth|export|import|upload/i

const any = fuzzRun(1_000)
test(`23: every route takes any JSON without a fault; seed ${any.seed}`, { timeout: any.timeout }, async () => {
  const routes: readonly Route[] = allRoutes(contract).filter(
    (route) => (route.method === 'POST' || route.method === 'PUT') && route.bodyKind === 'json' && !LEFT.test(route.name),
  )
  await fuzz(any, {
    next: (random: Random): Sent => {
      const route = pick(random, routes)
      const path = route.path.replace(/:(\w+)/g, (_, name: string) => (name === 'type' ? 'table' : pick(random, ['1', '2', '99999', 'x'])))
      return { method: route.method, path, body: randomJson(random, NAMES, 4) }
    },
    check: send,
    mostMs: 5000,
  })
})
