import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let warehouse: Warehouse
let admin: Client
beforeAll(async () => {
  server = await startServer({ config: { featureFlags: { EMBEDDED_SUPERSET: true } } })
  admin = server.admin
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

interface Entry {
  readonly id: number
  readonly kind: string
  readonly object_id: number
  readonly name: string
  readonly deletion: string
}

const trashOf = async (client: Client, kind: string): Promise<readonly Entry[]> =>
  (await client.get(`/api/v1/trash/?kind=${kind}&page_size=100`)).json<{ result: Entry[] }>().result

const entryOf = async (client: Client, kind: string, objectId: number): Promise<Entry> => {
  const found = (await trashOf(client, kind)).find((entry) => entry.object_id === objectId)
  if (found === undefined) throw new Error(`no ${kind} ${objectId} in the trash`)
  return found
}

const restored = async (client: Client, entry: Entry, body?: object) => {
  const answer = await client.post(`/api/v1/trash/${entry.id}/restore`, body)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: { id: number; renamed: object[]; left_out: { kind: string; name: string }[]; also: { kind: string; id: number }[] } }>().result
}

const made = async (path: string, body: unknown): Promise<number> => {
  const answer = await admin.post(path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

/** Every row that belongs to objects, moments and writers aside. */
const rowsOf = async (kind: 'dashboard' | 'chart', id: number): Promise<unknown> => {
  const { db } = server.running.ctx.metadata
  const {
    changed_on: _,
    changed_by: __,
    ...row
  } = await db
    .selectFrom(kind === 'dashboard' ? 'dashboards' : 'charts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const marks = await Promise.all(
    (['owners', 'favourites', 'tagged_objects'] as const).map((table) =>
      db.selectFrom(table).selectAll().where('object_type', '=', kind).where('object_id', '=', id).execute(),
    ),
  )
  if (kind === 'chart')
    return { row, marks, links: await db.selectFrom('dashboard_charts').selectAll().where('chart_id', '=', id).orderBy('dashboard_id').execute() }
  return {
    row,
    marks,
    links: await db.selectFrom('dashboard_charts').selectAll().where('dashboard_id', '=', id).orderBy('chart_id').execute(),
    roles: await db.selectFrom('dashboard_roles').selectAll().where('dashboard_id', '=', id).execute(),
    embedding: await db.selectFrom('embedded_dashboards').selectAll().where('dashboard_id', '=', id).execute(),
  }
}

/** A dashboard with two charts, an owner more, a tag, a star, a role, an embedding, a permalink and a state. */
const wholeDashboard = async (slug: string) => {
  const owner = await server.person(`owner-${slug}`, ['Alpha'])
  const me = (await owner.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
  const chart = (name: string) =>
    made('/api/v1/chart/', {
      slice_name: name,
      viz_type: 'table',
      datasource_id: warehouse.datasetId,
      datasource_type: 'table',
      params: JSON.stringify({ viz_type: 'table', query_mode: 'aggregate', groupby: ['region'], metrics: ['count'] }),
      owners: [me],
    })
  const charts = [await chart(`${slug} one`), await chart(`${slug} two`)]
  const id = await made('/api/v1/dashboard/', {
    dashboard_title: `Board ${slug}`,
    slug,
    published: true,
    owners: [me],
    roles: [await server.roleId('Gamma')],
    position_json: JSON.stringify(layoutOf(...charts)),
    json_metadata: JSON.stringify({ color_scheme: 'supersetColors' }),
  })
  expect((await admin.post('/api/v1/tag/', { name: `tag ${slug}`, objects_to_tag: [['dashboard', id], ...charts.map((one) => ['chart', one])] })).status).toBe(
    201,
  )
  expect((await owner.post(`/api/v1/dashboard/${id}/favorites/`)).status).toBe(200)
  expect((await owner.post(`/api/v1/chart/${charts[0]}/favorites/`)).status).toBe(200)
  expect((await admin.post(`/api/v1/dashboard/${id}/embedded`, { allowed_domains: ['https://a.example'] })).status).toBe(200)
  const link = (await owner.post(`/api/v1/dashboard/${id}/permalink`, { urlParams: [] })).json<{ key: string }>().key
  return { id, charts, owner, link }
}

const whole = async (id: number, charts: readonly number[]) => ({
  dashboard: await rowsOf('dashboard', id),
  charts: await Promise.all(charts.map((one) => rowsOf('chart', one))),
})

describe('a deleted dashboard', () => {
  test('comes back whole with its charts, whatever was deleted first', async () => {
    const orders: readonly (readonly ('dashboard' | 'charts')[])[] = [
      ['dashboard', 'charts'],
      ['charts', 'dashboard'],
    ]
    for (const [i, order] of orders.entries()) {
      const { id, charts, owner, link } = await wholeDashboard(`order-${i}`)
      const before = await whole(id, charts)
      for (const what of order)
        expect((await owner.delete(what === 'dashboard' ? `/api/v1/dashboard/${id}` : `/api/v1/chart/?q=!(${charts.join(',')})`)).status).toBe(200)
      expect((await owner.get(`/api/v1/dashboard/${id}`)).status).toBe(404)
      expect((await owner.get(`/api/v1/dashboard/permalink/${link}`)).status).toBe(404)
      const deletions = new Set((await trashOf(owner, 'chart')).filter((entry) => charts.includes(entry.object_id)).map((entry) => entry.deletion))
      expect(deletions.size).toBe(1)
      const answer = await restored(owner, await entryOf(owner, 'dashboard', id))
      expect(answer).toMatchObject({ id, renamed: [], left_out: [] })
      expect(answer.also.map((one) => one.id).sort()).toEqual([...charts].sort())
      expect(await whole(id, charts)).toEqual(before)
      expect((await owner.get(`/api/v1/dashboard/permalink/${link}`)).status).toBe(200)
      for (const chart of charts) expect((await owner.get(`/api/v1/chart/${chart}/data/`)).text).toContain('north')
      expect((await owner.get(`/api/v1/dashboard/${id}/charts`)).json<{ result: object[] }>().result).toHaveLength(2)
      expect(await trashOf(owner, 'dashboard')).toEqual([])
      const next = await made('/api/v1/dashboard/', { dashboard_title: 'next' })
      expect(next).toBeGreaterThan(id)
    }
  })

  test('comes back without its charts when asked so, and each chart finds it again', async () => {
    const { id, charts, owner } = await wholeDashboard('apart')
    const before = await whole(id, charts)
    for (const chart of charts) expect((await owner.delete(`/api/v1/chart/${chart}`)).status).toBe(200)
    expect((await owner.delete(`/api/v1/dashboard/${id}`)).status).toBe(200)
    const [first = 0, second = 0] = charts
    // One chart comes before its dashboard, one after
    expect((await restored(owner, await entryOf(owner, 'chart', first))).left_out).toEqual([{ kind: 'dashboard', id, name: 'Board apart' }])
    expect((await restored(owner, await entryOf(owner, 'dashboard', id), { with_charts: false })).also).toEqual([])
    expect((await restored(owner, await entryOf(owner, 'chart', second))).left_out).toEqual([])
    expect(await whole(id, charts)).toEqual(before)
  })

  test('gets a free address when its own was taken, and says what is gone', async () => {
    const { id, charts, owner } = await wholeDashboard('taken')
    const role = await made('/api/v1/security/roles/', { name: 'Passing' })
    expect((await admin.put(`/api/v1/dashboard/${id}`, { roles: [role] })).status).toBe(200)
    expect((await owner.delete(`/api/v1/dashboard/${id}`)).status).toBe(200)
    expect((await admin.delete(`/api/v1/security/roles/${role}`)).status).toBe(200)
    expect((await admin.delete(`/api/v1/trash/${(await entryOf(admin, 'role', role)).id}`)).status).toBe(200)
    await made('/api/v1/dashboard/', { dashboard_title: 'thief', slug: 'taken' })
    const answer = await restored(owner, await entryOf(owner, 'dashboard', id))
    expect(answer.renamed).toEqual([{ field: 'slug', from: 'taken', to: 'taken-2' }])
    expect(answer.left_out).toEqual([{ kind: 'role', id: role, name: 'Passing' }])
    expect((await owner.get('/api/v1/dashboard/taken-2')).json()).toMatchObject({ result: { id, charts: charts.map((_, i) => `taken ${['one', 'two'][i]}`) } })
  })

  test('stays where it is when its UUID is taken; nothing changes', async () => {
    const { id, charts, owner } = await wholeDashboard('uuid')
    const { uuid } = (await owner.get(`/api/v1/dashboard/${id}`)).json<{ result: { uuid: string } }>().result
    expect((await owner.delete(`/api/v1/dashboard/${id}`)).status).toBe(200)
    expect((await owner.delete(`/api/v1/chart/?q=!(${charts.join(',')})`)).status).toBe(200)
    const other = await made('/api/v1/dashboard/', { dashboard_title: 'twin', uuid })
    const entry = await entryOf(owner, 'dashboard', id)
    const failed = await owner.post(`/api/v1/trash/${entry.id}/restore`)
    expect(failed.status, failed.text).toBe(422)
    expect(failed.text).toContain('UUID')
    expect(await entryOf(owner, 'dashboard', id)).toEqual(entry)
    expect((await admin.delete(`/api/v1/dashboard/${other}`)).status).toBe(200)
    // A chart that cannot come back keeps its dashboard from coming back half
    const [chart = 0] = charts
    const chartUuid = (await entryOf(owner, 'chart', chart)) as Entry & { object_uuid: string }
    const twin = await made('/api/v1/chart/', { slice_name: 'twin', datasource_id: warehouse.datasetId, datasource_type: 'table', uuid: chartUuid.object_uuid })
    expect((await owner.post(`/api/v1/trash/${entry.id}/restore`)).status).toBe(422)
    expect((await owner.get(`/api/v1/dashboard/${id}`)).status).toBe(404)
    expect(await trashOf(owner, 'chart')).toHaveLength(2)
    expect((await admin.delete(`/api/v1/chart/${twin}`)).status).toBe(200)
    expect((await restored(owner, entry)).also).toHaveLength(2)
  })

  test('is nobody else’s to see, to put back or to delete for good', async () => {
    const { id, owner } = await wholeDashboard('others')
    expect((await owner.delete(`/api/v1/dashboard/${id}`)).status).toBe(200)
    const entry = await entryOf(owner, 'dashboard', id)
    const gamma = await server.person('gamma-others')
    const alpha = await server.person('alpha-others', ['Alpha'])
    for (const client of [gamma, alpha]) {
      expect((await client.get('/api/v1/trash/')).json()).toEqual({ count: 0, result: [] })
      expect((await client.post(`/api/v1/trash/${entry.id}/restore`)).status).toBe(404)
      expect((await client.delete(`/api/v1/trash/${entry.id}`)).status).toBe(404)
      expect((await client.delete('/api/v1/trash/')).json()).toMatchObject({ count: 0 })
    }
    expect((await server.nobody.get('/api/v1/trash/')).status).toBe(401)
    expect((await entryOf(admin, 'dashboard', id)).name).toBe('Board others')
    expect((await owner.get('/api/v1/trash/?text=OTHERS')).json()).toMatchObject({ count: 1 })
    expect((await owner.get('/api/v1/trash/?text=nothing+like+it')).json()).toMatchObject({ count: 0 })
    expect((await owner.delete('/api/v1/trash/')).json()).toMatchObject({ count: 1 })
    expect((await owner.post(`/api/v1/trash/${entry.id}/restore`)).status).toBe(404)
    const { db } = server.running.ctx.metadata
    expect(await db.selectFrom('object_versions').select('id').where('kind', '=', 'dashboard').where('object_id', '=', id).execute()).toEqual([])
  })
})
