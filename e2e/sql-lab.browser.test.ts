import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

const write = async (page: Page, sql: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'SQL' }).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(sql)
  await page.keyboard.press('Escape')
}
const rows = (page: Page) => page.getByRole('region', { name: 'Rows' }).getByRole('row')

test('a query is written, run by the keyboard, sorted, kept and found again', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/sqllab/')
  await page
    .getByRole('button', { name: /^Look into / })
    .first()
    .waitFor()
  await write(page, 'SELECT range AS n, range * 2 AS twice FROM range(5000) ORDER BY 1')
  await page.keyboard.press('Control+Enter')
  await page.getByText('cut by the row limit of the editor').waitFor()
  await rows(page).nth(3).waitFor()
  await page.getByRole('button', { name: 'twice' }).click()
  await page.getByRole('button', { name: 'twice' }).click()
  await page.getByRole('cell', { name: '1998', exact: true }).waitFor()
  await page.getByRole('region', { name: 'Rows' }).evaluate((box) => box.scrollTo({ top: box.scrollHeight }))
  await page
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: '0', exact: true }) })
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Twice as much')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByText('success').first().waitFor()
  await page.reload()
  await page.getByText('range * 2').first().waitFor()
  await page.getByRole('tab', { name: 'Saved' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('tab', { name: 'Twice as much', selected: true }).waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('what is wrong is told in place; what takes long is stopped', async () => {
  const { page, context } = await visit(browser, server)
  await page.goto('/sqllab/')
  await page
    .getByRole('button', { name: /^Look into / })
    .first()
    .waitFor()
  await write(page, 'SELECT nothing_like_it FROM range(3)')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page
    .getByRole('alert')
    .getByText(/nothing_like_it/)
    .first()
    .waitFor()
  await write(page, 'SELECT COUNT(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE (a.range + b.range + c.range) % 7 = 3')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped.').waitFor()
  await write(page, 'SELECT 1 AS one')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('cell', { name: '1', exact: true }).waitFor()
  await context.close()
})

test('rows are downloaded, and a query becomes a chart', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/sqllab/')
  await page
    .getByRole('button', { name: /^Look into / })
    .first()
    .waitFor()
  await write(page, "SELECT 'a' AS letter, 1 AS n UNION ALL SELECT '=b', 2")
  await page.keyboard.press('Control+Enter')
  await rows(page).nth(2).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toContain("'=b,2")
  await page.getByRole('button', { name: 'Chart it' }).click()
  await page.waitForURL(/\/explore\/\?datasource_type=query/)
  await page.getByText('Query, not a dataset').waitFor()
  await page.getByRole('cell', { name: '=b' }).first().waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Letters by name')
  await dialog.getByRole('textbox', { name: 'Name of the dataset' }).fill('letters')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await page.waitForURL(/\/explore\/\?slice_id=/)
  await page.getByRole('link', { name: 'letters' }).waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('SQL Lab keeps nobody out at %d px, %s', async (width, scheme) => {
  const { page, context } = await visit(browser, server, { width, scheme })
  await page.goto('/sqllab/')
  await page
    .getByRole('button', { name: /^Look into / })
    .first()
    .waitFor()
  await write(page, 'SELECT 1 AS one')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('cell', { name: '1', exact: true }).waitFor()
  expect(await barriers(page)).toEqual([])
  await context.close()
})

test('a chart says why it shows what it shows', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/dashboard/list/')
  await page.getByRole('link', { name: 'Flights and weather', exact: true }).click()
  const [chart] = await settled(page)
  await page.getByRole('button', { name: `Menu of ${chart?.name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Why this number' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('What was asked, and by what').waitFor()
  await dialog.getByText('The whole statement').waitFor()
  await dialog.getByText(/Read from the database, through the dataset/).waitFor()
  expect(await dialog.locator('pre').first().textContent()).toMatch(/^SELECT /)
  expect(await barriers(page)).toEqual([])
  expect(problems).toEqual([])
  await context.close()
})
