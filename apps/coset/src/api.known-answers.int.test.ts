import { q } from '@coset/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_PASSWORD, connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

interface Choices {
  readonly count: number
  readonly result: readonly { readonly value: number; readonly text: string }[]
}

let server: TestServer
let made: Warehouse
beforeAll(async () => {
  server = await startServer()
  made = await connectWarehouse(server)
})
afterAll(() => server?.close())

test('reports choose charts, dashboards and databases by name, of those that their author sees', async () => {
  const alpha = await server.person('alpha', ['Alpha'])
  await server.grant('Reporters', ['ReportSchedule'])
  const reporter = await server.person('reporter', ['Reporters'])
  const asked = async (client: typeof alpha, column: string, query: object = {}): Promise<Choices> => {
    const answer = await client.get(`/api/v1/report/related/${column}${q({ page_size: 5, ...query })}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.json<Choices>()
  }
  expect(await asked(alpha, 'chart')).toEqual({ count: 1, result: [{ value: made.chartId, text: 'Sales by region', extra: {} }] })
  expect(await asked(alpha, 'dashboard', { filter: 'sal' })).toMatchObject({ count: 1, result: [{ value: made.dashboardId }] })
  expect(await asked(alpha, 'chart', { filter: 'nothing', include_ids: [made.chartId] })).toMatchObject({ count: 1, result: [{ value: made.chartId }] })
  expect((await asked(server.admin, 'database')).result.map(({ text }) => text)).toContain('Warehouse')
  expect(await asked(reporter, 'chart', { include_ids: [made.chartId] })).toEqual({ count: 0, result: [] })
  expect((await asked(reporter, 'database', { include_ids: [made.databaseId] })).result).toEqual([])
  expect((await server.admin.get('/api/v1/report/related/sql')).status).toBe(404)
})

test('kinds of tags are numbers wherever an object tells its tags', async () => {
  const objects = [
    ['chart', made.chartId],
    ['dashboard', made.dashboardId],
  ]
  expect((await server.admin.post('/api/v1/tag/', { name: 'quarterly', objects_to_tag: objects })).status).toBe(201)
  for (const path of [`/api/v1/chart/${made.chartId}`, `/api/v1/dashboard/${made.dashboardId}`]) {
    const { tags } = (await server.admin.get(path)).json<{ result: { tags: unknown } }>().result
    expect(tags, path).toEqual([{ id: expect.any(Number), name: 'quarterly', type: 1 }])
  }
  for (const path of ['/api/v1/chart/', '/api/v1/dashboard/'])
    expect((await server.admin.get(path)).json<{ result: { tags: unknown }[] }>().result[0]?.tags, path).toMatchObject([{ type: 1 }])
})

test('what does not fit is told by its field', async () => {
  const { admin } = server
  const theme = await admin.post('/api/v1/theme/', { theme_name: 'Broken', json_data: '{"token":' })
  expect([theme.status, theme.json()]).toEqual([400, { message: { json_data: ['Invalid JSON configuration'] } }])
  expect((await admin.post('/api/v1/annotation_layer/', { name: 'Holidays' })).status).toBe(201)
  const other = (await admin.post('/api/v1/annotation_layer/', { name: 'Releases' })).json<{ id: number }>().id
  const taken = { message: { name: ['Name must be unique'] } }
  for (const answer of [
    await admin.post('/api/v1/annotation_layer/', { name: 'Holidays' }),
    await admin.put(`/api/v1/annotation_layer/${other}`, { name: 'Holidays' }),
  ])
    expect([answer.status, answer.json()]).toEqual([422, taken])
  expect((await admin.put(`/api/v1/annotation_layer/${other}`, { name: 'Releases', descr: 'Of the product' })).status).toBe(200)
  const nothing = await admin.put('/api/v1/me/', {})
  expect([nothing.status, nothing.json()]).toEqual([400, { message: 'At least one field must be provided.' }])
  const address = await admin.post('/api/v1/database/', { database_name: 'Nowhere', sqlalchemy_uri: 'nope' })
  expect([address.status, Object.keys(address.json<{ message: object }>().message)]).toEqual([422, ['sqlalchemy_uri']])
  const column = await admin.get(`/api/v1/datasource/table/${made.datasetId}/column/nope/values/`)
  expect([column.status, column.text]).toEqual([400, expect.stringContaining('nope')])
})

test('a form of a database is told what is missing, what is to blame, and what has no form', async () => {
  const told = async (engine: string, parameters: object) => {
    const body = { engine, parameters, configuration_method: 'dynamic_form', database_name: 'Form' }
    const answer = await server.admin.post('/api/v1/database/validate_parameters/', body)
    const [error] = answer.json<{ errors: { error_type: string; extra: Record<string, unknown> }[] }>().errors
    return [answer.status, error?.error_type, error?.extra['missing'] ?? error?.extra['invalid']]
  }
  const there = { host: '127.0.0.1', port: 1, database: 'x', username: 'x' }
  expect(await told('postgresql', { ...there, host: '' })).toEqual([422, 'CONNECTION_MISSING_PARAMETERS_ERROR', ['host']])
  expect(await told('postgresql', { ...there, host: 'nowhere.invalid' })).toEqual([422, 'CONNECTION_INVALID_HOSTNAME_ERROR', ['host']])
  expect(await told('sqlite', there)).toEqual([422, 'GENERIC_DB_ENGINE_ERROR', undefined])
  expect(await told('nope', {})).toEqual([422, 'GENERIC_DB_ENGINE_ERROR', undefined])
})

test('single reads name their columns; what was forgotten answers an object', async () => {
  const { id } = (await server.admin.post('/api/v1/css_template/', { template_name: 'Wide', css: '.a {}' })).json<{ id: number }>()
  const shown = (await server.admin.get(`/api/v1/css_template/${id}`)).json<Record<string, unknown>>()
  expect(shown).toMatchObject({ show_title: 'Show Css Template', show_columns: expect.arrayContaining(['css', 'template_name']), result: { css: '.a {}' } })
  expect((await server.admin.put(`/api/v1/css_template/${id}`, { css: '.b {}' })).json()).toMatchObject({ result: { template_name: 'Wide', css: '.b {}' } })
  const found = await server.admin.get(`/api/v1/css_template/${q({ filters: [{ col: 'css', opr: 'ct', value: '.b' }] })}`)
  expect(found.json<{ ids: number[] }>().ids).toEqual([id])
  const forgotten = await server.admin.post('/api/v1/cachekey/invalidate', { datasource_uids: [`${made.datasetId}__table`] })
  expect([forgotten.status, forgotten.json()]).toEqual([201, {}])
})

test('a dataset tells what its templates become; Explore opens a kept form that names no dataset', async () => {
  const path = `/api/v1/dataset/${made.datasetId}`
  const metrics = [{ metric_name: 'mine', expression: "COUNT(CASE WHEN region = '{{ current_username() }}' THEN 1 END)" }]
  expect((await server.admin.put(path, { metrics })).status).toBe(200)
  const { result } = (await server.admin.get(`${path}?include_rendered_sql=true`)).json<{ result: { metrics: Record<string, unknown>[] } }>()
  expect(result.metrics).toMatchObject([{ ...metrics[0], rendered_expression: "COUNT(CASE WHEN region = 'admin' THEN 1 END)" }])
  const body = { datasource_id: made.datasetId, datasource_type: 'table', form_data: '{"viz_type":"pie"}' }
  const { key } = (await server.admin.post('/api/v1/explore/form_data', body)).json<{ key: string }>()
  const opened = await server.admin.get(`/api/v1/explore/?form_data_key=${key}`)
  expect(opened.status, opened.text).toBe(200)
  expect(opened.json()).toMatchObject({ result: { dataset: { id: made.datasetId }, form_data: { viz_type: 'pie' } } })
})

test('programs may write flags and numbers as text, lists as JSON, and more than is known into q', async () => {
  const { admin, nobody } = server
  const tokens = await nobody.post('/api/v1/security/login', { username: 'admin', password: ADMIN_PASSWORD, provider: 'db', refresh: 'true' })
  expect([tokens.status, Object.keys(tokens.json<object>()).toSorted()]).toEqual([200, ['access_token', 'refresh_token']])
  const wrong = await nobody.post('/api/v1/security/login', { username: 'admin', password: ADMIN_PASSWORD, provider: 'db', refresh: 'maybe' })
  expect([wrong.status, wrong.json()]).toEqual([400, { message: { refresh: ['Not a valid boolean.'] } }])
  const changed = await admin.put(`/api/v1/chart/${made.chartId}`, { cache_timeout: '60', dashboards: [`${made.dashboardId}`] })
  expect([changed.status, changed.json()]).toMatchObject([200, { result: { cache_timeout: 60 } }])
  expect((await admin.get(`/api/v1/chart/export/?q=[${made.chartId}]`)).status).toBe(200)
  expect((await admin.get('/api/v1/chart/?q=(page_size:1,later_version:!t)')).json()).toMatchObject({ count: 1 })
  expect((await admin.get('/api/v1/chart/?q=(page_size:much,later_version:!t)')).status).toBe(400)
})

test('a database as it was read is taken back', async () => {
  const path = `/api/v1/database/${made.databaseId}`
  const { result } = (await server.admin.get(path)).json<{ result: Record<string, unknown> }>()
  const back = await server.admin.put(path, result)
  expect([back.status, back.json()]).toMatchObject([200, { id: made.databaseId, result: { database_name: 'Warehouse' } }])
  expect((await server.admin.get(path)).json()).toMatchObject({ result: { database_name: 'Warehouse', uuid: result['uuid'] } })
})
