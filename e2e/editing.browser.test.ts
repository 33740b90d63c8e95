import { bearerClient, type Client } from '@coset/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, settled, visit } from './browser.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
let admin: Client
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
  admin = await bearerClient(server.url, 'admin', PASSWORD)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const chartNames = async (slug: string): Promise<readonly string[]> =>
  (await admin.get(`/api/v1/dashboard/${slug}`)).json<{ result: { charts: string[] } }>().result.charts

test('search narrows the list, delete asks and deletes', async () => {
  const { id } = (await admin.post('/api/v1/dashboard/', { dashboard_title: 'To be deleted' })).json<{ id: number }>()
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/dashboard/list/')
  await page.getByRole('textbox', { name: 'Search dashboards' }).fill('to be del')
  await expect.poll(() => page.getByRole('table', { name: 'Dashboards' }).locator('tbody tr').count()).toBe(1)
  await page.getByRole('button', { name: 'Actions for To be deleted' }).click()
  await page.getByRole('menuitem', { name: /delete/i }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /delete/i })
    .click()
  await page.getByText('Nothing fits this search').waitFor()
  expect((await admin.get(`/api/v1/dashboard/${id}`)).status).toBe(404)
  expect(problems).toEqual([])
  await context.close()
})

test('a file that is no bundle is told in the import dialog', async () => {
  const { page, context } = await visit(browser, server)
  await page.goto('/dashboard/list/')
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles({ name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('no ZIP') })
  await dialog.getByRole('button', { name: 'See what it does' }).click()
  await dialog.getByRole('alert').waitFor()
  await context.close()
})

test('arranging adds a chart of another dashboard, and keeps it', async () => {
  const slug = 'flights-and-weather'
  const before = await chartNames(slug)
  const { page, context, problems } = await visit(browser, server)
  await page.goto(`/superset/dashboard/${slug}/`)
  await settled(page)
  await page.getByRole('button', { name: 'Arrange' }).click()
  const palette = page.getByRole('complementary', { name: 'Things to add' })
  await palette.getByRole('textbox', { name: 'Search charts' }).fill('Total cost')
  await palette.getByRole('button', { name: /^Total cost/ }).click()
  await page.locator('article[aria-label="Total cost"]').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Arrange' }).waitFor()
  await expect.poll(async () => [...(await chartNames(slug))].sort()).toEqual([...before, 'Total cost'].sort())
  await page.reload()
  expect((await settled(page)).find((chart) => chart.name === 'Total cost')).toMatchObject({ state: 'ready', alert: '' })
  expect(problems).toEqual([])
  await context.close()
})

test('undo takes a step back, discard all of them', async () => {
  const slug = 'fifty-years-of-the-world'
  const stored = await chartNames(slug)
  const { page, context } = await visit(browser, server)
  await page.goto(`/superset/dashboard/${slug}/`)
  const shown = await settled(page)
  await page.getByRole('button', { name: 'Arrange' }).click()
  const cards = page.locator('article[data-chart-id]')
  const remove = page.getByRole('button', { name: `Remove ${shown[0]?.name}`, exact: true })
  await remove.click()
  await expect.poll(() => cards.count()).toBe(shown.length - 1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => cards.count()).toBe(shown.length)
  await remove.click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect.poll(() => cards.count()).toBe(shown.length)
  expect(await chartNames(slug)).toEqual(stored)
  await context.close()
})

test('a chart is saved as a new one onto a new dashboard', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/chart/list/')
  await page.getByRole('textbox', { name: /search charts/i }).fill('Time of day')
  // Rows that move away under the pointer take no click
  await expect.poll(() => page.getByRole('table', { name: 'Charts' }).locator('tbody tr').count()).toBe(1)
  await page.getByRole('link', { name: 'Time of day', exact: true }).click()
  await page.getByRole('img', { name: /^Pie chart of/ }).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Save chart' })
  await dialog.getByRole('radio', { name: 'Save as a new chart' }).check()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Hours of the day')
  await dialog.getByLabel('Add to a dashboard').fill('Saved from the browser')
  await dialog.getByRole('button', { name: 'Save and open the dashboard' }).click()
  await page.waitForURL(/\/superset\/dashboard\//)
  expect(await settled(page)).toEqual([{ name: 'Hours of the day', state: 'ready', alert: '' }])
  expect(problems).toEqual([])
  await context.close()
})
