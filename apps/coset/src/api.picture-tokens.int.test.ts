import { type Client, createClient } from '@coset/testing'
import { expect, test } from 'vitest'
import { createPictureTokens, type PictureClaims } from './credentials/picture-tokens.ts'
import { connectWarehouse, layoutOf, startServer, type TestServer } from './test-server.ts'

const withToken = (server: TestServer, token: string): Client => createClient(server.url).with({ 'x-picture-token': token })
const looking = async (server: TestServer, claims: PictureClaims): Promise<Client> => withToken(server, await server.running.pictureTokens.sign(claims))

const ask = (datasetId: number, more: object = {}, formData: object = {}) => ({
  datasource: { id: datasetId, type: 'table' },
  form_data: formData,
  queries: [{ columns: ['region'], metrics: ['count'], row_limit: 100, ...more }],
  result_format: 'json',
  result_type: 'full',
})

const idOf = async (client: Client, name: string): Promise<number> => {
  const { result } = (await client.get('/api/v1/me/')).json<{ result: { id: number; username: string } }>()
  if (result.username !== name) throw new Error(`${result.username} is not ${name}`)
  return result.id
}

const otherDashboard = async (server: TestServer, chartId: number): Promise<number> => {
  const body = { dashboard_title: 'Other', published: true, position_json: JSON.stringify(layoutOf(chartId)) }
  return (await server.admin.post('/api/v1/dashboard/', body)).json<{ id: number }>().id
}

test('38: the token of a dashboard’s picture opens that dashboard and what its charts ask, as they are saved', async () => {
  await using server = await startServer()
  const { dashboardId, datasetId, chartId } = await connectWarehouse(server)
  const admin = await idOf(server.admin, 'admin')
  const client = await looking(server, { kind: 'dashboard', id: dashboardId, userId: admin })
  const board = `/api/v1/dashboard/${dashboardId}`
  for (const path of [board, `${board}/charts`, `${board}/datasets`, '/api/v1/coset/bootstrap']) expect((await client.get(path)).status, path).toBe(200)
  const own = { slice_id: chartId, dashboardId }
  expect((await client.post('/api/v1/chart/data', ask(datasetId, {}, own))).status).toBe(200)
  const beyond: readonly (readonly [string, object])[] = [
    ['another column', ask(datasetId, { columns: ['amount'] }, own)],
    ['SQL of its own', ask(datasetId, { extras: { where: '1 = (SELECT 1)' } }, own)],
    ['a metric of its own', ask(datasetId, { metrics: [{ expressionType: 'SQL', sqlExpression: 'max(id)', label: 'x' }] }, own)],
    ['no dashboard', ask(datasetId, {}, { slice_id: chartId })],
    ['no chart', ask(datasetId, {}, { dashboardId })],
    ['another chart', ask(datasetId, {}, { slice_id: chartId + 99, dashboardId })],
    ['raw rows', { ...ask(datasetId, {}, own), result_type: 'samples' }],
    ['a file', { ...ask(datasetId, {}, own), result_format: 'csv' }],
  ]
  for (const [name, body] of beyond) expect((await client.post('/api/v1/chart/data', body)).status, name).toBe(403)
})

test('38: it opens no other object, no write, no SQL Lab, no session and no other token', async () => {
  await using server = await startServer()
  const { dashboardId, chartId, databaseId, datasetId } = await connectWarehouse(server)
  const other = await otherDashboard(server, chartId)
  const admin = await idOf(server.admin, 'admin')
  const client = await looking(server, { kind: 'dashboard', id: dashboardId, userId: admin })
  const closed = [
    `/api/v1/dashboard/${other}`,
    `/api/v1/dashboard/${other}/charts`,
    `/api/v1/dashboard/sales`,
    '/api/v1/dashboard/',
    `/api/v1/dashboard/${dashboardId}/tabs`,
    `/api/v1/chart/${chartId}`,
    `/api/v1/chart/${chartId}/data/`,
    `/api/v1/dataset/${datasetId}`,
    `/api/v1/database/${databaseId}`,
    '/api/v1/me/',
    '/api/v1/security/csrf_token/',
    '/api/v1/sqllab/',
    '/dashboard/list/',
    '/',
  ]
  for (const path of closed) expect((await client.get(path)).status, path).toBe(403)
  expect((await client.put(`/api/v1/dashboard/${dashboardId}`, { dashboard_title: 'x' })).status).toBe(403)
  expect((await client.delete(`/api/v1/dashboard/${dashboardId}`)).status).toBe(403)
  expect((await client.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql: 'SELECT 1' })).status).toBe(403)
  expect((await client.post('/api/v1/security/refresh', {})).status).toBe(403)
  expect((await client.post('/api/v1/security/guest_token/', { user: {}, resources: [], rls: [] })).status).toBe(403)
  expect((await client.get(`/picture/dashboard/${other}`)).status).toBe(404)
  expect((await client.get(`/picture/chart/${dashboardId}`)).status).toBe(404)
  const page = await fetch(`${server.url}/picture/dashboard/${dashboardId}`, {
    headers: { 'x-picture-token': await server.running.pictureTokens.sign({ kind: 'dashboard', id: dashboardId, userId: admin }) },
  })
  expect([200, 503]).toContain(page.status)
  expect(page.headers.get('set-cookie')).toBeNull()
  expect((await server.nobody.get(`/picture/dashboard/${dashboardId}`)).status).toBe(401)
  // It is no bearer token, and beside one it still narrows
  const token = await server.running.pictureTokens.sign({ kind: 'dashboard', id: dashboardId, userId: admin })
  expect(
    (
      await createClient(server.url)
        .with({ authorization: `Bearer ${token}` })
        .get('/api/v1/me/')
    ).status,
  ).toBe(422)
  const access = await server.running.tokens.sign('access', admin)
  expect(
    (
      await createClient(server.url)
        .with({ authorization: `Bearer ${access}`, 'x-picture-token': token })
        .get('/api/v1/me/')
    ).status,
  ).toBe(403)
  expect(
    (
      await createClient(server.url)
        .with({ authorization: `Bearer ${access}`, 'x-picture-token': access })
        .get('/api/v1/me/')
    ).status,
  ).toBe(401)
})

test('38: it ends within a minute, with its account, and is made by this site alone', async () => {
  await using server = await startServer()
  const { dashboardId, chartId } = await connectWarehouse(server)
  const admin = await idOf(server.admin, 'admin')
  const claims: PictureClaims = { kind: 'dashboard', id: dashboardId, userId: admin }
  const path = `/api/v1/dashboard/${dashboardId}`
  const { config } = server.running
  const { secretKeyOf } = await import('./config/secret-key.ts')
  const at = (ms: number) => createPictureTokens(secretKeyOf(config, false), config.browserTimeout, () => Date.now() + ms)
  expect((await withToken(server, await at(0).sign(claims)).get(path)).status).toBe(200)
  expect((await withToken(server, await at(-61_000).sign(claims)).get(path)).status).toBe(401)
  expect((await withToken(server, await createPictureTokens('another key', 45, Date.now).sign(claims)).get(path)).status).toBe(401)
  const body = Buffer.from(JSON.stringify({ kind: 'dashboard', id: dashboardId, user: admin, aud: 'coset pictures', iat: 0, exp: 9_999_999_999 })).toString(
    'base64url',
  )
  for (const forged of ['', 'x', `eyJhbGciOiJub25lIn0.${body}.`]) expect((await withToken(server, forged).get(path)).status, forged).toBe(401)
  // Rules are those of the person: one without access sees nothing
  const gamma = await server.person('gamma')
  const gammaId = await idOf(gamma, 'gamma')
  expect((await (await looking(server, { ...claims, userId: gammaId })).get(path)).status).toBe(404)
  expect((await (await looking(server, { ...claims, userId: null })).get(path)).status).not.toBe(200)
  expect((await (await looking(server, { kind: 'chart', id: chartId, userId: gammaId })).get(`/picture/chart/${chartId}`)).status).toBe(404)
  const going = await looking(server, { ...claims, userId: gammaId })
  expect((await server.admin.put(`/api/v1/security/users/${gammaId}`, { active: false })).status).toBe(200)
  expect((await going.get(path)).status).toBe(401)
})

test('38: rows are those of the person whose eyes it is', async () => {
  await using server = await startServer()
  const { datasetId, chartId } = await connectWarehouse(server)
  const alpha = await server.person('alpha', ['Alpha'])
  const rule = { name: 'north', filter_type: 'Regular', tables: [datasetId], roles: [await server.roleId('Alpha')], clause: "region = 'north'" }
  expect((await server.admin.post('/api/v1/rowlevelsecurity/', rule)).status).toBe(201)
  const regions = async (userId: number): Promise<unknown> => {
    const client = await looking(server, { kind: 'chart', id: chartId, userId })
    const answer = await client.post('/api/v1/chart/data', ask(datasetId, {}, { slice_id: chartId }))
    return answer.json<{ result: { data: { region: string }[] }[] }>().result[0]?.data.map((row) => row.region)
  }
  expect(await regions(await idOf(alpha, 'alpha'))).toEqual(['north'])
  expect(await regions(await idOf(server.admin, 'admin'))).toHaveLength(3)
})
