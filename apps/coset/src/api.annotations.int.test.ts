import type { Answer, Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let warehouse: Warehouse
let layerId: number
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
  layerId = (await admin.post('/api/v1/annotation_layer/', { name: 'Events' })).json<{ id: number }>().id
  const audit = { created_on: 0, changed_on: 0, created_by: null, changed_by: null }
  const at = Date.UTC(2020, 0, 2)
  await server.running.ctx.metadata.db
    .insertInto('annotations')
    .values({ layer_id: layerId, short_descr: 'opening', long_descr: 'long', start_dttm: at, end_dttm: at + 1, json_metadata: '{"a":1}', ...audit })
    .execute()
})
afterAll(() => server.close())

const layer = (more: object) => ({
  name: 'mine',
  annotationType: 'EVENT',
  sourceType: 'NATIVE',
  value: layerId,
  show: true,
  showMarkers: false,
  overrides: {},
  ...more,
})
const ask = (more: object, client = admin): Promise<Answer> =>
  client.post('/api/v1/chart/data', {
    datasource: { id: warehouse.datasetId, type: 'table' },
    queries: [{ columns: ['region'], metrics: ['count'], annotation_layers: [layer(more)] }],
  })
const data = (answer: Answer): Record<string, unknown> => {
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: { annotation_data: Record<string, unknown> }[] }>().result[0]?.annotation_data ?? {}
}

describe('annotation layers', () => {
  test('of their own', async () => {
    expect(data(await ask({}))).toEqual({
      mine: {
        columns: ['start_dttm', 'end_dttm', 'short_descr', 'long_descr', 'json_metadata'],
        records: [
          { start_dttm: Date.UTC(2020, 0, 2), end_dttm: Date.UTC(2020, 0, 2) + 1, short_descr: 'opening', long_descr: 'long', json_metadata: '{"a":1}' },
        ],
      },
    })
  })

  test('of a chart, whose own layers do not call back', async () => {
    const params = JSON.stringify({ viz_type: 'table' })
    const context = {
      datasource: { id: warehouse.datasetId, type: 'table' },
      queries: [{ columns: ['region'], metrics: ['count'], annotation_layers: [layer({ sourceType: 'table', value: 1 })] }],
    }
    const chart = {
      slice_name: 'Layer',
      viz_type: 'table',
      datasource_id: warehouse.datasetId,
      datasource_type: 'table',
      params,
      query_context: JSON.stringify(context),
    }
    const { id } = (await admin.post('/api/v1/chart/', chart)).json<{ id: number }>()
    const { mine } = data(await ask({ sourceType: 'table', value: id })) as { mine: { records: unknown[] } }
    expect(mine.records).toHaveLength(3)
  })

  test('of nothing are refused by name', async () => {
    for (const more of [{ sourceType: 'table', value: 99999 }, { value: 99999 }, { value: 'x; drop' }, { sourceType: 'line', value: null }]) {
      const answer = await ask(more)
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('layer \\"mine\\"')])
    }
  })

  test('a cached answer shows nobody the layer of another', async () => {
    const second = (await admin.post('/api/v1/dataset/', { database: warehouse.databaseId, schema: 'main', table_name: 'secrets' })).json<{ id: number }>().id
    const params = JSON.stringify({ viz_type: 'table', query_mode: 'raw', all_columns: ['word'], row_limit: 10 })
    const { id } = (
      await admin.post('/api/v1/chart/', { slice_name: 'Secret', viz_type: 'table', datasource_id: second, datasource_type: 'table', params })
    ).json<{ id: number }>()
    expect(JSON.stringify(data(await ask({ sourceType: 'table', value: id })))).toContain('swordfish')
    const reader = await server.person('layerreader')
    const { db } = server.running.ctx.metadata
    const role = await server.roleId('Gamma')
    const view = await db.selectFrom('permission_views').select('id').where('name', 'like', `%[sales](id:${warehouse.datasetId})`).executeTakeFirstOrThrow()
    const permission = await db.selectFrom('permissions').select('id').where('view_id', '=', view.id).executeTakeFirstOrThrow()
    await db.insertInto('role_permissions').values({ role_id: role, permission_id: permission.id }).execute()
    server.running.ctx.actors.forget()
    expect((await ask({}, reader)).status).toBe(200)
    const refused = await ask({ sourceType: 'table', value: id }, reader)
    expect(refused.status).toBe(400)
    expect(refused.text).not.toContain('swordfish')
  })
})
