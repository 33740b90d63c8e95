import { temporaryDatabase } from '@coset/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
let warehouse: Awaited<ReturnType<typeof temporaryDatabase>>
beforeAll(async () => {
  warehouse = await temporaryDatabase('postgresql')
  server = await startProduct({ env: { COSET_DISALLOWED_SQL_FUNCTIONS: '{}' } })
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await warehouse[Symbol.asyncDispose]()
})

/** A database whose runs go to the workers, chosen in SQL Lab. */
const openLab = async (page: Page): Promise<void> => {
  const made = await page.evaluate(async (uri) => {
    const { csrf_token: token } = await (await fetch('/api/v1/coset/bootstrap')).json()
    const { result } = await (await fetch('/api/v1/database/')).json()
    if (result.some((one: { database_name: string }) => one.database_name === 'Trickle')) return 201
    const body = JSON.stringify({ database_name: 'Trickle', sqlalchemy_uri: uri, allow_run_async: true, expose_in_sqllab: true })
    return (await fetch('/api/v1/database/', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrftoken': token }, body })).status
  }, warehouse.url)
  expect(made).toBe(201)
  await page.goto('/sqllab/')
  await page.getByRole('combobox', { name: 'Database' }).click()
  await page.getByRole('option', { name: 'Trickle' }).click()
  await page.getByRole('combobox', { name: 'Row limit' }).click()
  await page.getByRole('option', { name: '10,000 rows' }).click()
}

const run = async (page: Page, sql: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'SQL' }).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(sql)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Enter')
}

const slow = (rows: number, more = ''): string => `SELECT i, 2 * i AS twice, pg_sleep(0.003)${more} FROM generate_series(1, ${rows}) i`

const grid = (page: Page) => page.getByRole('region', { name: 'Rows' })

test('the first rows are there before the last, and give way to the result where one looks', async () => {
  const { page, context, problems } = await visit(browser, server)
  await openLab(page)
  await run(page, slow(3000))
  await page.getByText('First 1,000 rows so far …').or(page.getByText('First 1,000 rows; 2,000 so far …')).first().waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
  await grid(page).getByRole('cell', { name: '1', exact: true }).waitFor()
  expect(await grid(page).getByRole('button').count()).toBe(0)
  await page
    .getByRole('status')
    .filter({ hasText: /^First 1,000 rows/ })
    .waitFor()
  expect(await barriers(page)).toEqual([])
  await grid(page).focus()
  await grid(page).evaluate((box) => box.scrollTo({ top: 500 * 28 }))
  await grid(page).getByRole('cell', { name: '1010', exact: true }).waitFor()
  await page.getByText('First 1,000 rows; 2,000 so far …').first().waitFor()
  await page.getByText(/^3,000 rows/).waitFor()
  expect(await grid(page).evaluate((box) => [Math.round(box.scrollTop), box === document.activeElement])).toEqual([500 * 28, true])
  await grid(page).getByRole('cell', { name: '1010', exact: true }).waitFor()
  await grid(page).getByRole('button', { name: 'twice' }).waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('a failure keeps them under the error, marked; a stop leaves none', async () => {
  const { page, context } = await visit(browser, server, { width: 390, scheme: 'dark' })
  await openLab(page)
  await run(page, slow(3000, ', 1 / (2500 - i) AS broken'))
  await page
    .getByText(/^First 1,000 rows/)
    .first()
    .waitFor()
  await page
    .getByRole('alert')
    .getByText(/division by zero/)
    .first()
    .waitFor()
  await page
    .getByText(/^Not a result: the first 1,000 of [12],000 rows/)
    .first()
    .waitFor()
  await grid(page).getByRole('cell', { name: '1', exact: true }).waitFor()
  expect(await barriers(page)).toEqual([])
  await run(page, slow(9000))
  await page
    .getByText(/^First 1,000 rows/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('Stopped.').waitFor()
  expect(await grid(page).count()).toBe(0)
  await context.close()
})
