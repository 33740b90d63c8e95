import { until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { connectWarehouse, startServer } from './test-server.ts'

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
  const { tokensOf } = await import('@coset/testing')
  const { access } = await tokensOf(server.url, 'admin', 'correct horse battery')
  expect(await bytesOf(server.url + result.thumbnail_url, access)).toEqual({ status: 200, head: PNG, type: 'image/png' })
  expect((await bytesOf(`${server.url}/api/v1/chart/${chartId}/thumbnail/old/`, access)).status).toBe(302)
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
