import { writeFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { tokensOf, until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { ADMIN_PASSWORD, connectWarehouse, startServer } from './test-server.ts'

const PNG = '\u0089PNG'
const bytesOf = async (url: string, token: string): Promise<{ readonly status: number; readonly head: string; readonly type: string }> => {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual' })
  return {
    status: answer.status,
    head: Buffer.from(await answer.arrayBuffer())
      .subarray(0, 4)
      .toString('latin1'),
    type: answer.headers.get('content-type') ?? '',
  }
}

test('8: thumbnails are drawn by a worker, each for whoever asks; old digests lead to the present one', async () => {
  await using server = await startServer()
  const { chartId, dashboardId } = await connectWarehouse(server)
  const { result } = (await server.admin.get(`/api/v1/chart/${chartId}`)).json<{ result: { thumbnail_url: string } }>()
  const cooking = await server.admin.get(result.thumbnail_url)
  expect(cooking.status).toBe(202)
  expect((await server.running.ctx.broker.counts('thumbnails')).waiting).toBe(1)
  expect((await server.admin.get(result.thumbnail_url)).status).toBe(202)
  expect((await server.running.ctx.broker.counts('thumbnails')).waiting).toBe(1)
  const worker = await workerOf(server.running, 'thumbnails=1')
  await until('the picture', async () => (await server.admin.get(result.thumbnail_url)).status === 200)
  const { access } = await tokensOf(server.url, 'admin', 'correct horse battery')
  expect(await bytesOf(server.url + result.thumbnail_url, access)).toEqual({ status: 200, head: PNG, type: 'image/png' })
  expect((await bytesOf(`${server.url}/api/v1/chart/${chartId}/thumbnail/0ldd1gest/`, access)).status).toBe(302)
  expect((await bytesOf(`${server.url}/api/v1/chart/${chartId}/thumbnail/x/`, access)).status).toBe(404)
  const gamma = await server.person('gamma')
  expect((await gamma.get(result.thumbnail_url)).status).toBe(404)
  expect((await server.nobody.get(result.thumbnail_url)).status).toBe(401)
  const board = `/api/v1/dashboard/${dashboardId}`
  const asked = await server.admin.post(`${board}/cache_dashboard_screenshot/`, { activeTabs: [], dataMask: {} })
  expect(asked.status).toBe(202)
  const { image_url: url, cache_key: key } = asked.json<{ image_url: string; cache_key: string }>()
  await until('the screenshot', async () => (await server.admin.get(url)).status === 200)
  expect((await bytesOf(server.url + url, access)).head).toBe(PNG)
  expect(await bytesOf(`${server.url}${url}?download_format=pdf`, access)).toEqual({ status: 200, head: '%PDF', type: 'application/pdf' })
  const alpha = await server.person('alpha', ['Alpha'])
  expect((await alpha.get(url)).status).toBe(404)
  expect((await server.admin.get(`/api/v1/chart/${chartId}/screenshot/${key}/`)).status).toBe(404)
  expect((await server.admin.get(`${board}/screenshot/${'0'.repeat(64)}/`)).status).toBe(404)
  await worker.close(1000)
})

test('switched off there are none', async () => {
  await using server = await startServer({ config: { featureFlags: { THUMBNAILS: false } } })
  const { chartId } = await connectWarehouse(server)
  expect((await server.admin.get(`/api/v1/chart/${chartId}/cache_screenshot/`)).status).toBe(404)
})

test('charts of dashboards that people open are asked ahead', async () => {
  await using server = await startServer({ config: { cacheWarmUpCron: '0 6 * * *', cacheWarmUpTop: 1 } })
  const { dashboardId } = await connectWarehouse(server)
  const { db } = server.running.ctx.metadata
  await db
    .insertInto('logs')
    .values({
      action: 'mount_dashboard',
      user_id: 1,
      dashboard_id: dashboardId,
      chart_id: null,
      json: '{}',
      dttm: Date.now(),
      duration_ms: null,
      referrer: null,
    })
    .execute()
  const worker = await workerOf(server.running, 'maintenance=1')
  await server.running.ctx.broker.enqueue([{ queue: 'maintenance', id: 'warm', name: 'cache.warm-up', payload: {} }])
  await until('its end', async () => Object.values(await server.running.ctx.broker.counts('maintenance')).every((n) => n === 0))
  const charts = (await server.admin.get(`/api/v1/dashboard/${dashboardId}/charts`)).json<{ result: { id: number; form_data: { datasource: string } }[] }>()
    .result
  const [chart] = charts
  const answer = await server.admin.get(`/api/v1/chart/${chart?.id}/data/`)
  expect(answer.status).toBe(200)
  expect(answer.json<{ result: { is_cached: boolean | null }[] }>().result[0]?.is_cached).toBe(true)
  await worker.close(1000)
})

/** The colour of a PNG's left upper pixel: in the first row every filter leaves it as it is. */
const cornerOf = (png: Buffer): string => {
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  return `#${inflateSync(Buffer.concat(parts)).toString('hex', 1, 4)}`
}

test("drawings wear the site's theme, and over it that of their dashboard", async () => {
  await using server = await startServer({ config: { picturesBy: 'server' } })
  const { chartId, dashboardId } = await connectWarehouse(server)
  const { access } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
  const worker = await workerOf(server.running, 'thumbnails=1')
  const themed = async (name: string, token: object): Promise<number> => {
    const made = await server.admin.post('/api/v1/theme/', { theme_name: name, json_data: JSON.stringify({ token }) })
    expect(made.status, made.text).toBe(201)
    return made.json<{ id: number }>().id
  }
  const picture = async (kind: 'chart' | 'dashboard', id: number, name: string): Promise<string> => {
    const path = `/api/v1/${kind}/${id}/${kind === 'chart' ? 'cache_screenshot' : 'cache_dashboard_screenshot'}/`
    const asked = kind === 'chart' ? await server.admin.get(path) : await server.admin.post(path, { activeTabs: [], dataMask: {} })
    expect([200, 202], asked.text).toContain(asked.status)
    const { image_url: url } = asked.json<{ image_url: string }>()
    await until('the picture', async () => (await server.admin.get(url)).status === 200)
    const png = Buffer.from(await (await fetch(server.url + url, { headers: { authorization: `Bearer ${access}` } })).arrayBuffer())
    if (process.env['COSET_PICTURES'] !== undefined) writeFileSync(`${process.env['COSET_PICTURES']}/${name}.png`, png)
    return cornerOf(png)
  }
  expect(await picture('chart', chartId, 'plain-chart')).toBe('#ffffff')
  expect(await picture('dashboard', dashboardId, 'plain-dashboard')).toBe('#f6f7f9')
  const site = await themed('Site', {
    colorBgLayout: '#fde8d0',
    colorBgContainer: 'ivory',
    colorPrimary: '#b4004e',
    colorText: 'rgb(20, 40, 120)',
    colorBorder: 'url(x)',
  })
  expect((await server.admin.put(`/api/v1/theme/${site}/set_system_default`)).status).toBe(200)
  expect(await picture('chart', chartId, 'site-chart')).toBe('#fffff0')
  expect(await picture('dashboard', dashboardId, 'site-dashboard')).toBe('#fde8d0')
  const own = await themed('Own', {
    colorBgLayout: '#0a1a10',
    colorBgContainer: '#123524',
    colorText: '#e8f5e9',
    colorTextSecondary: '#a5d6a7',
    colorBorder: '#2e7d32',
  })
  expect((await server.admin.put(`/api/v1/dashboard/${dashboardId}`, { theme_id: own })).status).toBe(200)
  const { result } = (await server.admin.get(`/api/v1/dashboard/${dashboardId}`)).json<{ result: { thumbnail_url: string } }>()
  await until('the thumbnail', async () => (await server.admin.get(result.thumbnail_url)).status === 200)
  const thumbnail = await fetch(server.url + result.thumbnail_url, { headers: { authorization: `Bearer ${access}` } })
  expect(cornerOf(Buffer.from(await thumbnail.arrayBuffer()))).toBe('#0a1a10')
  await worker.close(1000)
})
