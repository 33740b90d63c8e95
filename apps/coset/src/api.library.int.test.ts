import { seedThemes } from '@coset/resources'
import { type Answer, type Client, multipart } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whoIs } from './test-routes.ts'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let gamma: Client
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
  gamma = await server.person('gamma')
})
afterAll(() => server.close())

const shown = (answer: Answer): readonly [number, unknown] => [answer.status, answer.json()]
const idOf = (answer: Answer): number => {
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

describe('annotations of a layer', () => {
  const times = { start_dttm: '2024-01-01T00:00:00', end_dttm: '2024-01-02T00:00:00' }
  const layerOf = async (name: string): Promise<string> => `/api/v1/annotation_layer/${idOf(await admin.post('/api/v1/annotation_layer/', { name }))}`

  test('are made, read, listed, changed and deleted, moments in UTC', async () => {
    const layer = await layerOf('L')
    const made = await admin.post(`${layer}/annotation/`, { short_descr: 'a', ...times, long_descr: 'x', json_metadata: '{"a":1}' })
    const id = idOf(made)
    const layerId = Number(layer.split('/').at(-1))
    const dates = { start_dttm: 'Mon, 01 Jan 2024 00:00:00 GMT', end_dttm: 'Tue, 02 Jan 2024 00:00:00 GMT' }
    expect(made.json<{ result: object }>().result).toEqual({ short_descr: 'a', long_descr: 'x', json_metadata: '{"a":1}', layer: layerId, ...dates })
    const zoned = idOf(
      await admin.post(`${layer}/annotation/`, { short_descr: 'b', start_dttm: '2024-01-01T02:00:00.500+02:00', end_dttm: '2024-01-01T00:00:01Z' }),
    )
    const read = (await admin.get(`${layer}/annotation/${zoned}`)).json<{ result: Record<string, unknown> }>().result
    expect(read).toMatchObject({ start_dttm: '2024-01-01T00:00:00.500000', end_dttm: '2024-01-01T00:00:01', layer: { id: layerId, name: 'L' } })
    const page = (await admin.get(`${layer}/annotation/?q=(order_column:short_descr,order_direction:desc,page_size:1)`)).json<{ ids: number[] }>()
    expect(page).toMatchObject({ count: 2, ids: [zoned] })
    expect(Object.keys(page).sort()).toEqual(['count', 'ids', 'result'])
    const found = await admin.get(`${layer}/annotation/?q=(filters:!((col:short_descr,opr:annotation_all_text,value:X)))`)
    expect(found.json<{ ids: number[] }>().ids).toEqual([id])
    expect(shown(await admin.put(`${layer}/annotation/${id}`, { long_descr: 't' }))).toEqual([
      200,
      { id, result: { layer: layerId, long_descr: 't', changed_on_ms: expect.any(Number) } },
    ])
    expect((await admin.delete(layer)).json()).toEqual({ message: 'Annotation layer has associated annotations.' })
    expect(shown(await admin.delete(`${layer}/annotation/?q=!(${id},${zoned})`))).toEqual([200, { message: 'Deleted 2 annotations' }])
    expect((await admin.delete(layer)).status).toBe(200)
  })

  test('wrong ones are refused by field; those of another layer are not there', async () => {
    const layer = await layerOf('One')
    const other = await layerOf('Other')
    const id = idOf(await admin.post(`${layer}/annotation/`, { short_descr: 'a', ...times }))
    const wrong = async (body: object, status: number, field: string): Promise<void> => {
      const answer = await admin.post(`${layer}/annotation/`, body)
      expect([answer.status, Object.keys(answer.json<{ message: object }>().message)], answer.text).toEqual([status, [field]])
    }
    await wrong({ short_descr: 'a', ...times }, 422, 'short_descr')
    await wrong({ short_descr: '', ...times }, 400, 'short_descr')
    await wrong({ short_descr: 'b', ...times, end_dttm: '2023-01-01T00:00:00' }, 422, 'start_dttm')
    await wrong({ short_descr: 'b', ...times, end_dttm: '2024-01-02' }, 400, 'end_dttm')
    await wrong({ short_descr: 'b', ...times, end_dttm: 'soon' }, 400, 'end_dttm')
    await wrong({ short_descr: 'b', ...times, json_metadata: '{' }, 400, 'json_metadata')
    await wrong({ short_descr: 'b', ...times, colour: 'red' }, 400, 'colour')
    expect((await admin.put(`${layer}/annotation/${id}`, { end_dttm: '2023-01-01T00:00:00' })).status).toBe(422)
    expect((await admin.post('/api/v1/annotation_layer/99999/annotation/', { short_descr: 'b', ...times })).status).toBe(400)
    for (const answer of [
      await admin.get(`${other}/annotation/${id}`),
      await admin.put(`${other}/annotation/${id}`, { short_descr: 'z' }),
      await admin.delete(`${other}/annotation/${id}`),
      await admin.delete(`${other}/annotation/?q=!(${id})`),
      await admin.get(`${layer}/annotation/99999`),
    ])
      expect(answer.status).toBe(404)
    expect((await gamma.get(`${layer}/annotation/`)).status).toBe(403)
    expect((await admin.get(`${layer}/annotation/${id}`)).status).toBe(200)
  })
})

describe('tags', () => {
  const named = async (name: string): Promise<number> => {
    const { result } = (await admin.get(`/api/v1/tag/?q=(filters:!((col:name,opr:eq,value:'${name}')))`)).json<{ result: { id: number }[] }>()
    return result[0]?.id ?? 0
  }
  const objects = async (query: string, client = admin): Promise<readonly string[]> =>
    (await client.get(`/api/v1/tag/get_objects/?${query}`)).json<{ result: { type: string; name: string }[] }>().result.map((one) => `${one.type} ${one.name}`)

  test('go onto objects of one’s own, alone and by many, and come off', async () => {
    const { chartId, dashboardId, datasetId } = warehouse
    const everything = [
      ['chart', chartId],
      ['dashboard', dashboardId],
      ['dataset', datasetId],
    ]
    expect(shown(await admin.post('/api/v1/tag/', { name: 'one', description: 'd', objects_to_tag: everything }))).toEqual([201, {}])
    expect(await objects('tags=one')).toEqual(['dashboard Sales', 'chart Sales by region', 'dataset sales'])
    expect(await objects(`tagIds=${await named('one')}&types=chart`)).toEqual(['chart Sales by region'])
    expect(await objects('tags=nothing')).toEqual([])
    const [first] = (await admin.get('/api/v1/tag/get_objects/?tags=one')).json<{ result: object[] }>().result
    expect(first).toMatchObject({
      id: dashboardId,
      url: '/superset/dashboard/sales/',
      creator: expect.stringMatching(/\w/),
      tags: [{ name: 'one', type: 'TagType.custom' }],
      owners: [{ id: 1 }],
    })
    const bulk = await admin.post('/api/v1/tag/bulk_create', {
      tags: [
        { name: 'two', objects_to_tag: [['chart', chartId]] },
        {
          name: 'three',
          objects_to_tag: [
            ['chart', chartId],
            ['chart', 99_999],
          ],
        },
      ],
    })
    expect(shown(bulk)).toEqual([200, { result: { objects_tagged: [['chart', chartId]], objects_skipped: [['chart', 99_999]] } }])
    expect(shown(await admin.post(`/api/v1/tag/2/${chartId}/`, { properties: { tags: ['four', 'a,b:c'] } }))).toEqual([201, {}])
    expect(await objects(`tagIds=${await named('four')}`)).toEqual(['chart Sales by region'])
    expect(shown(await admin.delete(`/api/v1/tag/2/${chartId}/four/`))).toEqual([200, { message: 'OK' }])
    expect((await admin.delete(`/api/v1/tag/chart/${chartId}/four/`)).status).toBe(422)
    expect((await admin.post(`/api/v1/tag/9/${chartId}/`, { properties: { tags: ['x'] } })).status).toBeGreaterThanOrEqual(400)
    const id = await named('one')
    expect((await admin.put(`/api/v1/tag/${id}`, { name: 'uno', objects_to_tag: [['chart', chartId]] })).status).toBe(200)
    expect(await objects('tags=uno')).toEqual(['chart Sales by region'])
    expect((await admin.put(`/api/v1/tag/${id}`, { name: 'two' })).status).toBe(422)
    expect((await admin.put('/api/v1/tag/99999', { name: 'zz' })).status).toBe(404)
    expect((await admin.post(`/api/v1/tag/${id}/favorites/`, {})).status).toBe(200)
    const status = await admin.get(`/api/v1/tag/favorite_status/?q=!(${id},${await named('two')})`)
    expect(status.json<{ result: object }>().result).toEqual([
      { id, value: true },
      { id: await named('two'), value: false },
    ])
    expect((await admin.delete(`/api/v1/tag/${id}/favorites/`)).status).toBe(200)
    expect((await admin.post('/api/v1/tag/99999/favorites/', {})).status).toBe(404)
    expect((await admin.delete("/api/v1/tag/?q=!('three','nope')")).status).toBe(422)
    expect(shown(await admin.delete("/api/v1/tag/?q=!('three','two')"))).toEqual([200, { message: 'Deleted 2 tags' }])
    expect(await named('two')).toBe(0)
  })

  test('the site tags kinds, owners and what is marked itself: told by the facts, changed by nobody', async () => {
    const carla = await server.person('carla', ['Alpha'])
    const mine = idOf(await carla.post('/api/v1/dashboard/', { dashboard_title: 'Of Carla' }))
    const { id } = await whoIs(carla)
    expect((await carla.post(`/api/v1/dashboard/${mine}/favorites/`, {})).status).toBe(200)
    const types = new Map(
      (await admin.get('/api/v1/tag/?q=(page_size:100)')).json<{ result: { name: string; type: number }[] }>().result.map((tag) => [tag.name, tag.type]),
    )
    expect([types.get('type:dashboard'), types.get('type:chart'), types.get('type:dataset'), types.get('type:query')]).toEqual([2, 2, 2, undefined])
    expect([types.get(`owner:${id}`), types.get('owner:1'), types.get(`favorited_by:${id}`)]).toEqual([3, 3, 4])
    expect(await objects(`tags=owner:${id}`)).toEqual(['dashboard Of Carla'])
    expect(await objects(`tags=type:dashboard&types=dashboard`)).toEqual(expect.arrayContaining(['dashboard Sales', 'dashboard Of Carla']))
    expect(await objects(`tags=favorited_by:${id}`, carla)).toEqual(['dashboard Of Carla'])
    // Others' marks are theirs; what one may not see is under no tag
    expect(await objects(`tags=favorited_by:${id}`, gamma)).toEqual([])
    expect(await objects('tags=type:chart,owner:1', gamma)).toEqual([])
    const tag = await named(`owner:${id}`)
    const told = [422, { message: { name: [`The tag owner:${id} is kept by the site itself`] } }]
    expect(shown(await admin.put(`/api/v1/tag/${tag}`, { name: 'taken' }))).toEqual(told)
    expect(shown(await admin.delete(`/api/v1/tag/${tag}`))).toEqual(told)
    expect(shown(await admin.delete(`/api/v1/tag/?q=!('owner:${id}')`))).toEqual(told)
    expect(shown(await admin.post(`/api/v1/tag/2/${warehouse.chartId}/`, { properties: { tags: [`owner:${id}`] } }))).toEqual(told)
    // Clients of the field send every tag back: these hold without it
    expect((await admin.put(`/api/v1/dashboard/${mine}`, { tags: [tag] })).status).toBe(200)
    expect((await admin.get(`/api/v1/dashboard/${mine}`)).json<{ result: { tags: unknown } }>().result.tags).toEqual([])
    const custom = (await admin.get('/api/v1/tag/?q=(filters:!((col:type,opr:custom_tag,value:!t)),page_size:100)')).json<{ result: { name: string }[] }>()
    expect(custom.result.filter((one) => one.name.includes(`:${id}`))).toEqual([])
  })

  test('objects of others neither take tags nor are told', async () => {
    const { chartId } = warehouse
    expect((await admin.post('/api/v1/tag/', { name: 'hidden', objects_to_tag: [['chart', chartId]] })).status).toBe(201)
    expect((await gamma.post('/api/v1/tag/', { name: 'mine', objects_to_tag: [['chart', chartId]] })).status).toBe(422)
    expect((await gamma.post(`/api/v1/tag/2/${chartId}/`, { properties: { tags: ['mine'] } })).status).toBe(422)
    expect((await gamma.delete(`/api/v1/tag/2/${chartId}/hidden/`)).status).toBe(422)
    const bulk = await gamma.post('/api/v1/tag/bulk_create', { tags: [{ name: 'mine', objects_to_tag: [['chart', chartId]] }] })
    expect(bulk.json()).toEqual({ result: { objects_tagged: [], objects_skipped: [['chart', chartId]] } })
    expect((await gamma.put(`/api/v1/tag/${await named('hidden')}`, { objects_to_tag: [] })).status).toBe(200)
    expect(await objects('tags=hidden')).toEqual(['chart Sales by region'])
    expect(await objects('tags=hidden', gamma)).toEqual([])
    expect(await objects('', gamma)).toEqual([])
  })
})

describe('themes', () => {
  const make = async (name: string, json: unknown = { token: { colorPrimary: '#ff0000' } }): Promise<number> =>
    idOf(await admin.post('/api/v1/theme/', { theme_name: name, json_data: JSON.stringify(json) }))
  const marks = async (id: number) => {
    const { is_system_default: light, is_system_dark: dark } = (await admin.get(`/api/v1/theme/${id}`)).json<{ result: Record<string, boolean> }>().result
    return { light, dark }
  }

  test.each([
    [{ algorithm: 'sepia' }, /structure/],
    [[], /structure/],
    [{ token: { fontUrls: ['https://evil.example/x.css'] } }, /evil\.example/],
    [{ token: { fontUrls: ['http://fonts.googleapis.com/x'] } }, /https/],
    [{ token: { fontUrls: 'x' } }, /list/],
  ])('%j is refused', async (json, told) => {
    const answer = await admin.post('/api/v1/theme/', { theme_name: 'T', json_data: JSON.stringify(json) })
    expect([answer.status, answer.json<{ message: { json_data: string[] } }>().message.json_data?.[0]]).toEqual([400, expect.stringMatching(told)])
  })

  test('one is the site’s in the light and one in the dark, chosen by administrators', async () => {
    const [first, second] = [await make('first'), await make('second')]
    for (const id of [first, second]) expect(shown(await admin.put(`/api/v1/theme/${id}/set_system_default`, {}))).toEqual([200, { id, result: 'success' }])
    expect((await admin.put(`/api/v1/theme/${first}/set_system_dark`, {})).status).toBe(200)
    expect([await marks(first), await marks(second)]).toEqual([
      { light: false, dark: true },
      { light: true, dark: false },
    ])
    const site = async () => (await server.nobody.get('/api/v1/coset/bootstrap')).json<{ themes: object }>().themes
    const red = { token: { colorPrimary: '#ff0000' } }
    expect(await site()).toEqual({ light: red, dark: red })
    expect(shown(await admin.delete(`/api/v1/theme/${first}`))).toEqual([422, { message: 'Cannot delete theme that is set as system default or dark theme.' }])
    expect((await gamma.put(`/api/v1/theme/${first}/set_system_default`, {})).status).toBe(403)
    expect((await gamma.delete('/api/v1/theme/unset_system_dark')).status).toBe(403)
    expect((await admin.put('/api/v1/theme/99999/set_system_dark', {})).status).toBe(404)
    expect(await marks(first)).toEqual({ light: false, dark: true })
    for (const mark of ['default', 'dark']) expect(shown(await admin.delete(`/api/v1/theme/unset_system_${mark}`))).toEqual([200, { result: 'success' }])
    expect(await marks(first)).toEqual({ light: false, dark: false })
    expect(await site()).toEqual({ light: null, dark: null })
    expect((await admin.delete(`/api/v1/theme/?q=!(${first},${second})`)).status).toBe(200)
  })

  test('the site’s own two are there, once, and stay as they are', async () => {
    const { result } = (await admin.get('/api/v1/theme/?q=(page_size:100)')).json<{ result: { id: number; theme_name: string; is_system: boolean }[] }>()
    const own = result.filter((theme) => theme.is_system)
    expect(own.map((theme) => theme.theme_name).toSorted()).toEqual(['THEME_DARK', 'THEME_DEFAULT'])
    for (const { id } of own) {
      expect((await admin.put(`/api/v1/theme/${id}`, { theme_name: 'mine' })).status).toBe(403)
      expect((await admin.delete(`/api/v1/theme/${id}`)).status).toBe(403)
    }
    await seedThemes(server.running.ctx.metadata, Date.now())
    expect((await admin.get('/api/v1/theme/?q=(page_size:100)')).json<{ count: number }>().count).toBe(result.length)
  })

  test('travel as a bundle, and one that is here is overwritten only when asked', async () => {
    const id = await make('Travels')
    const bundle = (await admin.get(`/api/v1/theme/export/?q=!(${id})`)).bytes
    const bring = (fields: Record<string, string>) => admin.post('/api/v1/theme/import/', multipart(fields, { formData: bundle }))
    expect((await admin.put(`/api/v1/theme/${id}`, { theme_name: 'Changed' })).status).toBe(200)
    const refused = await bring({})
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('already exists')])
    expect(shown(await bring({ overwrite: 'true' }))).toEqual([200, { message: 'Theme imported successfully' }])
    expect((await admin.get(`/api/v1/theme/${id}`)).json<{ result: object }>().result).toMatchObject({ theme_name: 'Travels' })
    expect((await admin.delete(`/api/v1/theme/${id}`)).status).toBe(200)
    expect((await bring({})).status).toBe(200)
    expect((await admin.get('/api/v1/theme/export/?q=!(99999)')).status).toBe(404)
  })
})
