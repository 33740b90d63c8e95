import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, bearerClient, type Client, multipart, q } from '@coset/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, settled, visit } from './browser.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
let admin: Client
/** Another site, which must hear nothing. */
let other: Server
let otherUrl = ''
const heard: string[] = []

beforeAll(async () => {
  other = createServer((request, response) => {
    if (request.url === '/frame') return response.setHeader('content-type', 'text/html').end(`<iframe src="${server.url}/login/" name="inner"></iframe>`)
    heard.push(request.url ?? '')
    return response.end('x')
  })
  await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready))
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  server = await startProduct()
  browser = await launch()
  admin = await bearerClient(server.url, 'admin', PASSWORD)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  other.close()
})

/** What an attacker would run says so by this name. */
const MARK = 'attacked'
const corpus = (): readonly string[] => [
  `<script>window.${MARK}=1</script>`,
  `<img src=x onerror="window.${MARK}=2">`,
  `"><svg onload="window.${MARK}=3"><animate onbegin="window.${MARK}=3" attributeName=x dur=1s>`,
  `<iframe srcdoc="<script>parent.${MARK}=4</script>"></iframe>`,
  `<a href="javascript:window.${MARK}=5">x</a>[x](javascript:window.${MARK}=5)`,
  `<object data="data:text/html,<script>opener.${MARK}=6</script>"></object><embed src="data:image/svg+xml,<svg onload=alert(1)>">`,
  `<details open ontoggle="window.${MARK}=7"><summary>x</summary></details><video><source onerror="window.${MARK}=7"></video>`,
  `<math><mtext></p><style><img src=x onerror="window.${MARK}=8"></style>`,
  `<form action="${otherUrl}/form"><button autofocus onfocus="window.${MARK}=9">x</button></form>`,
  `<link rel=stylesheet href="${otherUrl}/css"><style>@import "${otherUrl}/import";*{background:url(${otherUrl}/bg)}</style>`,
  `<img src="${otherUrl}/img"><base href="${otherUrl}/"><meta http-equiv=refresh content="0;url=${otherUrl}/meta">`,
  `![x](${otherUrl}/markdown)![y](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)`,
  `{{constructor.constructor('window.${MARK}=10')()}}\${window.${MARK}=10}`,
  `{a|<img src=x onerror=window.${MARK}=11>}{b|}`,
]

const idOf = (answer: Answer): number => {
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json<{ id: number }>().id
}
const listOf = async (path: string): Promise<readonly { readonly id: number; readonly table_name?: string }[]> =>
  (await admin.get(`${path}${q({ page_size: 100 })}`)).json<{ result: { id: number }[] }>().result

/** Watches a page: what it asked of others, and what its content policy or console complained of. */
const watch = (page: Page): { readonly outside: string[]; readonly refused: string[] } => {
  const outside: string[] = []
  const refused: string[] = []
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && new URL(request.url()).origin !== server.url) outside.push(request.url())
  })
  page.on('console', (message) => /content security policy|trusted/i.test(message.text()) && refused.push(message.text()))
  page.on('dialog', (dialog) => {
    outside.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  return { outside, refused }
}

const unharmed = async (page: Page, watched: { readonly outside: string[]; readonly refused: string[] }, where: string): Promise<void> => {
  expect(await page.evaluate((mark) => (globalThis as unknown as Record<string, unknown>)[mark], MARK), where).toBeUndefined()
  expect(page.frames().length, where).toBe(1)
  expect(watched.outside, where).toEqual([])
  // A script that only the policy stopped got too far
  expect(watched.refused, where).toEqual([])
  expect(heard, where).toEqual([])
}

interface Made {
  readonly dashboards: readonly number[]
  readonly charts: readonly number[]
  readonly dataset: number
}

/** The corpus in every text that people may write: names, labels, descriptions, markdown, rows. */
const plant = async (): Promise<Made> => {
  const texts = corpus()
  const [database] = await listOf('/api/v1/database/')
  const rows = texts.map((text, i) => `SELECT '${text.replaceAll("'", "''").replace(/\{\{|\}\}|\{%/g, '')}' AS word, ${i + 1} AS n`).join(' UNION ALL ')
  const dataset = idOf(await admin.post('/api/v1/dataset/', { database: database?.id, table_name: `rows ${texts[1]}`, sql: rows }))
  const charts: number[] = []
  const kinds = ['table', 'pie', 'echarts_timeseries_bar', 'big_number_total', 'word_cloud', 'treemap_v2']
  for (const [i, text] of texts.entries()) {
    const viz = kinds[i % kinds.length] ?? 'table'
    const metric = { expressionType: 'SQL', sqlExpression: 'SUM(n)', label: text, hasCustomLabel: true, optionName: `m${i}` }
    const params = {
      ...{ viz_type: viz, groupby: ['word'], columns: ['word'], series: 'word', x_axis: 'word', metrics: [metric], metric, row_limit: 50, show_legend: true },
      ...{ x_axis_title: text, y_axis_title: text, subheader: text, show_labels: true, label_type: 'key', query_mode: 'aggregate' },
    }
    const body = { slice_name: text, description: text, viz_type: viz, datasource_id: dataset, datasource_type: 'table', params: JSON.stringify(params) }
    charts.push(idOf(await admin.post('/api/v1/chart/', body)))
  }
  const dashboards: number[] = []
  for (const [i, text] of texts.entries()) {
    const own = [...charts.slice(i, i + 3), ...charts.slice(0, Math.max(0, i + 3 - charts.length))]
    const parents = ['ROOT_ID', 'GRID_ID', 'ROW-1']
    const cards = own.map((chartId) => ({
      id: `CHART-${chartId}`,
      type: 'CHART',
      children: [],
      parents,
      meta: { chartId, width: 4, height: 50, sliceNameOverride: text },
    }))
    const markdown = { id: 'MARKDOWN-1', type: 'MARKDOWN', children: [], parents: ['ROOT_ID', 'GRID_ID', 'ROW-2'], meta: { code: text, width: 12, height: 30 } }
    const position = {
      DASHBOARD_VERSION_KEY: 'v2',
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
      GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['HEADER-1', 'ROW-1', 'ROW-2'], parents: ['ROOT_ID'] },
      'HEADER-1': { id: 'HEADER-1', type: 'HEADER', children: [], parents: ['ROOT_ID', 'GRID_ID'], meta: { text } },
      'ROW-1': { id: 'ROW-1', type: 'ROW', children: cards.map(({ id }) => id), parents: ['ROOT_ID', 'GRID_ID'], meta: {} },
      'ROW-2': { id: 'ROW-2', type: 'ROW', children: ['MARKDOWN-1'], parents: ['ROOT_ID', 'GRID_ID'], meta: {} },
      'MARKDOWN-1': markdown,
      ...Object.fromEntries(cards.map((card) => [card.id, card])),
    }
    dashboards.push(idOf(await admin.post('/api/v1/dashboard/', { dashboard_title: text, published: true, position_json: JSON.stringify(position) })))
  }
  return { dashboards, charts, dataset }
}

describe('30: stored scripts', () => {
  let made: Made
  beforeAll(async () => {
    made = await plant()
  })

  test('30: dashboards, their charts, legends, tooltips, headers and markdown run nothing and ask nobody', { timeout: 240_000 }, async () => {
    const { page, context } = await visit(browser, server)
    const watched = watch(page)
    let drawn = 0
    for (const id of made.dashboards) {
      await page.goto(`/superset/dashboard/${id}/`)
      const cards = await settled(page)
      drawn += cards.filter(({ state }) => state === 'ready' || state === 'done' || state === 'drawn').length
      for (const canvas of await page.locator('article[data-chart-id]').all()) {
        await canvas.scrollIntoViewIfNeeded()
        const box = await canvas.boundingBox()
        if (box === null) continue
        for (const part of [0.3, 0.5, 0.7]) await page.mouse.move(box.x + box.width * part, box.y + box.height * 0.6)
      }
      await unharmed(page, watched, corpus()[made.dashboards.indexOf(id)] ?? '')
    }
    expect(drawn, 'charts that were drawn').toBeGreaterThan(0)
    await context.close()
  })

  test('30: nothing becomes markup or a script that was not made by the page itself', async () => {
    const { page, context } = await visit(browser, server)
    await page.goto('/dashboard/list/')
    await page.getByRole('heading').first().waitFor()
    const outcomes = await page.evaluate(() => {
      const tried = (work: () => void): string => {
        try {
          work()
          return 'taken'
        } catch (error) {
          return (error as Error).name
        }
      }
      const node = document.createElement('div')
      return {
        markup: tried(() => Object.assign(node, { innerHTML: '<img src=x onerror="window.attacked=1">' })),
        after: node.childNodes.length,
        parsed: tried(() => void new DOMParser().parseFromString('<p>', 'text/html')),
        script: tried(() => Object.assign(document.createElement('script'), { text: 'window.attacked=1' })),
        source: tried(() => Object.assign(document.createElement('script'), { src: '/static/x.js' })),
        worker: tried(() => void new Worker('/static/x.js')),
        frame: tried(() => Object.assign(document.createElement('iframe'), { srcdoc: '<p>' })),
        policy: tried(
          () => void (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }).trustedTypes.createPolicy('mine', {}),
        ),
        second: tried(
          () => void (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }).trustedTypes.createPolicy('default', {}),
        ),
        text: tried(() => Object.assign(node, { innerHTML: 'a &amp; b' })),
        shown: node.textContent,
      }
    })
    expect(outcomes).toEqual({
      ...{ markup: 'TypeError', after: 0, parsed: 'TypeError', script: 'TypeError', source: 'TypeError', worker: 'TypeError', frame: 'TypeError' },
      ...{ policy: 'TypeError', second: 'TypeError', text: 'taken', shown: 'a & b' },
    })
    await context.close()
  })

  test('30: lists, Explore, SQL Lab and forms show such names as text', async () => {
    const { page, context } = await visit(browser, server)
    const watched = watch(page)
    const pages = ['/dashboard/list/', '/chart/list/', '/tablemodelview/list/', '/', `/explore/?slice_id=${made.charts[1]}`, '/sqllab/']
    for (const path of pages) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await unharmed(page, watched, path)
    }
    await page.goto('/dashboard/list/')
    await page.getByText(`<script>window.${MARK}=1</script>`, { exact: true }).first().waitFor()
    await context.close()
  })

  test('30: errors, toasts, names of uploads and hostile addresses are text', { timeout: 240_000 }, async () => {
    const { page, context } = await visit(browser, server)
    const watched = watch(page)
    for (const text of corpus()) {
      for (const path of [
        `/dashboard/list/?search=${encodeURIComponent(text)}`,
        `/login/?next=${encodeURIComponent(text)}`,
        `/superset/dashboard/${encodeURIComponent(text)}/`,
      ]) {
        await page.goto(path)
        await page.locator('#root :is(main, form, nav, h1)').first().waitFor()
        await page.waitForTimeout(200)
        await unharmed(page, watched, path)
      }
    }
    const refused = await admin.request('POST', '/api/v1/dashboard/import/', multipart({}, { formData: new TextEncoder().encode('no zip') }))
    expect(refused.status).toBeLessThan(500)
    await page.goto('/dashboard/list/')
    await page
      .getByRole('button', { name: /import/i })
      .first()
      .click()
    const name = `<img src=x onerror=window.${MARK}=12>.zip`
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from('no zip') })
    await page.waitForTimeout(500)
    await unharmed(page, watched, name)
    await context.close()
  })
})

test('33: no page stands in a frame of another site', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => problems.push(message.text()))
  await page.goto(`${otherUrl}/frame`)
  await expect.poll(() => problems.some((text) => /frame-ancestors|X-Frame-Options|refused to (?:frame|display)|Framing/i.test(text))).toBe(true)
  for (const frame of page.frames().slice(1)) expect(await frame.locator('input').count()).toBe(0)
  await context.close()
})
