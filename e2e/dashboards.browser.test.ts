import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, settled, visit } from './browser.ts'
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

const EXAMPLES = ['Birds against aircraft', 'Flights and weather', 'Fifty years of the world']

const open = async (page: Page, title: string): Promise<void> => {
  await page.goto('/dashboard/list/')
  await page.getByRole('link', { name: title, exact: true }).click()
  await page.locator('article[data-chart-id]').first().waitFor()
}

/** What the picture of a chart says to people who do not see it. */
const summaryOf = (page: Page, chart: string): Promise<string | null> =>
  page.getByRole('article', { name: chart, exact: true }).locator('figure').first().getAttribute('aria-label')

describe('the example dashboards', () => {
  for (const title of EXAMPLES)
    for (const [width, scheme] of [
      [1440, 'light'],
      [390, 'dark'],
    ] as const)
      test(`${title} draws every chart at ${width} px, ${scheme}`, async () => {
        const { page, context, problems } = await visit(browser, server, { width, scheme })
        await open(page, title)
        const drawn = await settled(page)
        expect(drawn.length).toBeGreaterThan(5)
        expect(drawn.filter((chart) => chart.state !== 'ready' || chart.alert !== '')).toEqual([])
        expect(problems).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
        await context.close()
      })
})

test('a filter changes the numbers, and clearing it brings them back', async () => {
  const { page, context, problems } = await visit(browser, server)
  await open(page, 'Birds against aircraft')
  await settled(page)
  const before = await summaryOf(page, 'Total cost')
  expect(before).toMatch(/\d/)
  await page
    .getByRole('button', { name: /^State/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').or(dialog.getByRole('textbox')).first().click()
  await page.getByRole('option').first().click()
  await page.getByRole('heading', { level: 1 }).click() // away from the editor applies what it says
  await page.waitForFunction((was) => document.querySelector('article[aria-label="Total cost"] figure')?.getAttribute('aria-label') !== was, before)
  await page.getByRole('button', { name: /^Clear State/ }).click()
  await page.waitForFunction((was) => document.querySelector('article[aria-label="Total cost"] figure')?.getAttribute('aria-label') === was, before)
  expect(problems).toEqual([])
  await context.close()
})

test('arranging adds a text and takes a chart away, and saving keeps it', async () => {
  const { page, context, problems } = await visit(browser, server)
  await open(page, 'Fifty years of the world')
  const all = (await settled(page)).length
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.getByRole('button', { name: 'Arrange' }).click()
  await page.getByRole('button', { name: 'Heading', exact: true }).click()
  await page
    .getByRole('button', { name: /^Remove / })
    .first()
    .waitFor()
  const gone = 'How long people live'
  await page.getByRole('button', { name: `Remove ${gone}` }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  await page.reload()
  const after = await settled(page)
  expect(after.map((chart) => chart.name)).not.toContain(gone)
  expect(after).toHaveLength(all - 1)
  await expect.poll(() => page.getByText('New heading').count()).toBeGreaterThan(0)
  expect(problems).toEqual([])
  await context.close()
})

describe('nothing keeps people out', () => {
  for (const scheme of ['light', 'dark'] as const)
    test(`home, a list and a dashboard, ${scheme}`, async () => {
      const { page, context } = await visit(browser, server, { scheme })
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await barriers(page), 'home').toEqual([])
      await page.goto('/chart/list/')
      await page.getByRole('row').nth(3).waitFor()
      expect(await barriers(page), 'list').toEqual([])
      await open(page, 'Birds against aircraft')
      await settled(page)
      expect(await barriers(page), 'dashboard').toEqual([])
      await context.close()
    })
})
