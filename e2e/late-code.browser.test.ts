import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, settled, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const DASHBOARD = '/superset/dashboard/fifty-years-of-the-world/'

/** Scripts that the page has asked for, without their hashes. */
const scriptsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name).pathname)
      .filter((path) => path.endsWith('.js'))
      .map((path) => path.replace(/^\/static\/|-[\w-]{8}\.js$/g, '')),
  )

const sizes = (page: Page): Promise<readonly string[]> =>
  page.locator('article[data-chart-id]').evaluateAll((cards) => cards.map((card) => `${card.clientWidth} ${card.clientHeight}`))

test('a chart whose code cannot be had says so in its place, and is drawn once it can', async () => {
  const { page, context } = await visit(browser, server)
  await page.route(/\/static\/drawing-/, (route) => route.abort())
  await page.goto(DASHBOARD)
  const lost = page.getByRole('article').filter({ hasText: 'This chart cannot be drawn.' })
  await lost.first().waitFor()
  const before = await sizes(page)
  const name = (await lost.first().getAttribute('aria-label')) ?? ''
  await page.unroute(/\/static\/drawing-/)
  const card = page.getByRole('article', { name, exact: true })
  await card.getByRole('button', { name: 'Try again' }).click()
  await card.locator('svg[width]').first().waitFor()
  expect(await card.getByRole('alert').count()).toBe(0)
  expect(await sizes(page)).toEqual(before)
  await context.close()
})

test('a page whose code cannot be had says so, and opens once it can', async () => {
  const { page, context } = await visit(browser, server)
  await page.route(/\/static\/dashboard-[^/]*\.js/, (route) => route.abort())
  await page.goto(DASHBOARD)
  await page.getByText('This page stumbled over something unexpected.').waitFor()
  await page.unroute(/\/static\/dashboard-[^/]*\.js/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('article[data-chart-id]').first().waitFor()
  await context.close()
})

test('a dashboard brings what its charts need and no more', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto(DASHBOARD)
  await settled(page)
  const scripts = await scriptsOf(page)
  expect(scripts).toContain('drawing')
  expect(scripts).toContain('line')
  for (const unused of ['pie', 'sunburst', 'canvas', 'palette', 'saving', 'toast-list']) expect(scripts).not.toContain(unused)
  expect(problems).toEqual([])
  await context.close()
})
