import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, settled, stranger, visit } from './browser.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

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

const LISTS = ['/dashboard/list/', '/chart/list/', '/tablemodelview/list/', '/databaseview/list/']

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  test.each(LISTS)('%s keeps nobody out', async (path) => {
    const { page, context, problems } = await visit(browser, server, { scheme })
    await page.goto(path)
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .waitFor()
    expect(await barriers(page)).toEqual([])
    expect(problems).toEqual([])
    await context.close()
  })

  test('nor does the sign-in page', async () => {
    const context = await browser.newContext({ baseURL: server.url, colorScheme: scheme })
    const page = await context.newPage()
    await page.goto('/login/')
    await page.locator('input[name=password]').waitFor()
    expect(await barriers(page)).toEqual([])
    await context.close()
  })

  test('its form leads home', async () => {
    const { page, context, problems } = await stranger(browser, server, { scheme })
    await page.goto('/login/')
    await page.fill('input[name=username]', 'admin')
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForURL((url) => !url.pathname.startsWith('/login'))
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(problems).toEqual([])
    await context.close()
  })
})

test.each(['/', ...LISTS, '/user_info/', '/dataset/add/'])('%s fits a phone', async (path) => {
  const { page, context, problems } = await visit(browser, server, { width: 390, height: 844 })
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .mantine-Skeleton-root') === null)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  expect(problems).toEqual([])
  await context.close()
})

test('what the filters say stands in the address: another page shows the same', async () => {
  const { page, context } = await visit(browser, server)
  await page.goto('/superset/dashboard/birds-against-aircraft/')
  await settled(page)
  const bar = page.getByRole('region', { name: 'Filters' })
  await bar.getByRole('button', { name: 'State', exact: true }).click()
  await page.getByRole('dialog').getByRole('combobox', { name: 'State' }).fill('Texas')
  await page.getByRole('option', { name: 'Texas' }).click()
  await page.getByRole('heading', { level: 1 }).click()
  await bar.getByRole('button', { name: 'Clear State' }).waitFor()
  await expect.poll(() => page.url()).toMatch(/native_filters/)
  const second = await context.newPage()
  await second.goto(page.url())
  await second.getByRole('region', { name: 'Filters' }).getByText('Texas').waitFor()
  await context.close()
})

test.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('how old the answers of a dataset may be is set on its page (%d px, %s)', async (width, scheme) => {
  const { page, context, problems } = await visit(browser, server, { width, height: 900, scheme })
  await page.goto('/tablemodelview/list/')
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Columns and metrics' }).click()
  await page.getByRole('tab', { name: 'Settings' }).click()
  const older = page.getByLabel('May be this much older while a new answer is made (seconds)')
  await older.fill(String(width))
  await page.getByLabel('Values of its templates (JSON)').fill('no JSON')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText('Not saved').waitFor()
  await page.getByLabel('Values of its templates (JSON)').fill('{"region": "north"}')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.reload()
  await page.getByRole('tab', { name: 'Settings' }).click()
  expect(await older.inputValue()).toBe(String(width))
  expect(problems.filter((problem) => !/400|422/.test(problem))).toEqual([])
  await context.close()
})
