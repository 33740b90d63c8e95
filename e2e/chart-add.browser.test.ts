import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test('a new chart begins with its dataset and its type, with the keyboard alone', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/chart/add')
  await page.getByRole('button', { name: 'Go on to the chart' }).press('Enter')
  await page.getByText('Choose what the chart is drawn from.').waitFor()
  const dataset = page.getByRole('combobox', { name: 'Dataset' })
  await dataset.focus()
  await page.keyboard.type('strikes')
  await page.getByRole('option', { name: /^bird_strikes · Examples/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('searchbox', { name: 'Search chart types' }).focus()
  await page.keyboard.type('treemap')
  const tile = page.getByRole('button', { name: 'Treemap' })
  await tile.press('Enter')
  expect(await tile.getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('button', { name: 'Go on to the chart' }).press('Enter')
  await page.waitForURL(/\/explore\//)
  await page.getByRole('button', { name: /Chart type: Treemap/ }).waitFor()
  await page.getByText('bird_strikes').filter({ visible: true }).first().waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('addresses of old open what they name', async () => {
  const { page, context } = await visit(browser, server)
  const { result } = (await (await page.request.get('/api/v1/chart/?q=(filters:!((col:viz_type,opr:eq,value:pie)))')).json()) as {
    result: { id: number; slice_name: string }[]
  }
  const [pie] = result
  if (pie === undefined) throw new Error('the examples hold no pie')
  await page.goto(`/superset/slice/${pie.id}/`)
  await page.getByRole('heading', { name: pie.slice_name }).or(page.getByText(pie.slice_name)).first().waitFor()
  await page.getByRole('button', { name: /Chart type: Pie/ }).waitFor()
  await page.goto(`/explore/?form_data=${encodeURIComponent(encodeURIComponent(JSON.stringify({ slice_id: pie.id, viz_type: 'treemap_v2' })))}`)
  await page.getByRole('button', { name: /Chart type: Treemap/ }).waitFor()
  await page.goto('/dashboard/new/')
  await page.getByRole('dialog').waitFor()
  const stranger = await browser.newContext({ baseURL: server.url })
  const link = await stranger.newPage()
  await link.goto('/redirect/?url=https%3A%2F%2Fexample.com%2Fx')
  expect(await link.getByRole('link', { name: 'Go on' }).getAttribute('href')).toBe('https://example.com/x')
  expect(await barriers(link)).toEqual([])
  await link.goto('/redirect/?url=javascript%3Aalert(1)')
  await link.getByText('This link leads nowhere').waitFor()
  await stranger.close()
  await page.goto('/nowhere/at/all')
  await page.getByText('There is no page at this address.').waitFor()
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  await context.close()
})

describe.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('at %i px in %s', (width, scheme) => {
  test('the page keeps nobody out, and fits', async () => {
    const { page, context } = await visit(browser, server, { width, scheme })
    await page.goto('/chart/add')
    await page.getByRole('button', { name: 'Pie' }).waitFor()
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    await context.close()
  })
})
