import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, settled, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct({ alone: true, env: { COSET_FEATURE_FLAGS: '{"GLOBAL_ASYNC_QUERIES":true}', COSET_CACHE_URL: 'metadata:' } })
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const openDashboard = async (page: Page): Promise<void> => {
  await page.goto('/dashboard/list/')
  await page.getByRole('link', { name: 'Flights and weather', exact: true }).click()
  await page.locator('article[data-chart-id]').first().waitFor()
}

const bell = (page: Page) => page.getByRole('button', { name: /^Notices/ })
const toast = (page: Page) => page.getByRole('alert').filter({ has: page.getByRole('button', { name: /^(Open|See the rows|Download)$/ }) })

test('charts wait for a worker, can be stopped, and are drawn when one comes', async () => {
  const { page, context, problems } = await visit(browser, server)
  await openDashboard(page)
  const card = page.locator('article[data-chart-id]').first()
  await card.getByText('Waiting for a worker').waitFor()
  expect(await barriers(page)).toEqual([])
  const stopped = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.url().includes('/async_event/'))
  await card.getByRole('button', { name: 'Stop' }).click()
  expect((await stopped).status()).toBe(200)
  await card.getByText('Stopped').waitFor()
  await card.getByRole('button', { name: 'Run again' }).click()
  await card.getByText('Waiting for a worker').waitFor()
  const worker = await server.worker()
  expect((await settled(page)).filter((chart) => chart.state !== 'ready')).toEqual([])
  // What one saw end is no news
  await page.goto('/')
  await page.getByRole('button', { name: 'Notices', exact: true }).click()
  await page.getByText('Nothing new.').waitFor()
  await worker.stop()
  expect(problems).toEqual([])
  await context.close()
})

test('charts that were left go on, and their end is told where one is, once, over one connection', async () => {
  const { page, context, problems } = await visit(browser, server)
  await openDashboard(page)
  await page.getByRole('button', { name: 'Refresh', exact: true }).click()
  await page.locator('article[data-chart-id]').getByText('4 s', { exact: true }).first().waitFor()
  await page.getByRole('link', { name: 'Charts', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Charts' }).waitFor()
  const other = await context.newPage()
  const streams: string[] = []
  other.on('request', (request) => request.url().endsWith('/async_event/stream') && streams.push(request.url()))
  await other.goto('/dashboard/list/')
  await other.getByRole('heading', { level: 1, name: 'Dashboards' }).waitFor()
  const worker = await server.worker()
  await toast(other)
    .getByText(/^\d+ charts of Flights and weather are ready/)
    .waitFor()
  // It was heard over that of the first page
  expect(streams).toEqual([])
  await bell(other).click()
  await other
    .getByRole('region', { name: 'Notices' })
    .getByText(/Flights and weather are ready/)
    .waitFor()
  expect(await barriers(other)).toEqual([])
  await other.keyboard.press('Escape')
  await other.getByRole('button', { name: 'Notices', exact: true }).waitFor()
  await other.close()
  await bell(page).click()
  await page
    .getByRole('region', { name: 'Notices' })
    .getByRole('button', { name: /Flights and weather/ })
    .click()
  await page.waitForURL(/\/superset\/dashboard\//)
  expect((await settled(page)).filter((chart) => chart.state !== 'ready')).toEqual([])
  await worker.stop()
  expect(problems).toEqual([])
  await context.close()
})

test('Explore waits too, is stopped, and says when an answer was lost', async () => {
  const { page, context } = await visit(browser, server)
  await page.goto('/chart/list/')
  await page.getByRole('link', { name: 'The busiest airports', exact: true }).click()
  const again = page.getByRole('button', { name: 'Run again', exact: true })
  const status = page.getByRole('status').filter({ hasText: /Waiting for a worker|Stopped/ })
  await page.getByRole('img').first().waitFor()
  await again.click()
  await status.getByText('Waiting for a worker').waitFor()
  const database = new DatabaseSync(join(server.folder, 'coset.db'))
  database.exec("DELETE FROM cache_entries WHERE key LIKE '%chart-request:%'")
  database.close()
  const worker = await server.worker()
  await page.getByText('The answer was lost').first().waitFor()
  await page.getByRole('alert').getByRole('button', { name: 'Run again' }).click()
  await page.getByRole('img').first().waitFor()
  await worker.stop()
  await again.click()
  await status.getByText('Waiting for a worker').waitFor()
  const stopped = page.waitForResponse((response) => response.request().method() === 'DELETE' && response.url().includes('/async_event/'))
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  expect((await stopped).status()).toBe(200)
  await again.waitFor()
  await context.close()
})

test('a query of SQL Lab that ends elsewhere leads back to its rows', async () => {
  const { page, context, problems } = await visit(browser, server)
  const allowed = await page.evaluate(async () => {
    const { csrf_token: token } = await (await fetch('/api/v1/coset/bootstrap')).json()
    const { result } = await (await fetch('/api/v1/database/')).json()
    const headers = { 'content-type': 'application/json', 'x-csrftoken': token }
    return (await fetch(`/api/v1/database/${result[0].id}`, { method: 'PUT', headers, body: '{"allow_run_async":true}' })).status
  })
  expect(allowed).toBe(200)
  await page.goto('/sqllab/')
  await page.locator('.cm-content').click()
  await page.keyboard.type('SELECT 41 + 1 AS answer')
  await page.keyboard.press('Control+Enter')
  await page.getByLabel('The query is running').waitFor()
  await page.getByRole('link', { name: 'Charts', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Charts' }).waitFor()
  const worker = await server.worker()
  await toast(page)
    .getByText(/^The query of “.*” is done/)
    .waitFor()
  await toast(page).getByRole('button', { name: 'See the rows' }).click()
  await page.getByText('42', { exact: true }).waitFor()
  expect(new URL(page.url()).search).toBe('')
  await worker.stop()
  expect(problems).toEqual([])
  await context.close()
})

test('a picture of a dashboard that is ready elsewhere is fetched from its notice', async () => {
  const { page, context, problems } = await visit(browser, server)
  await openDashboard(page)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Download as PDF' }).click()
  await page.getByText('The picture is being made.').waitFor()
  await page.getByRole('link', { name: 'Charts', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Charts' }).waitFor()
  const worker = await server.worker()
  await toast(page).getByText('The picture of Flights and weather is ready').waitFor()
  const download = page.waitForEvent('download')
  await toast(page).getByRole('button', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/)
  await worker.stop()
  expect(problems).toEqual([])
  await context.close()
})
