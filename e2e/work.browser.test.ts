import { readFile } from 'node:fs/promises'
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

test('the printed link signs in, once', async () => {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await page.goto(server.link)
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).not.toMatch(/^\/login/)
  await context.close()
  const second = await browser.newContext({ baseURL: server.url })
  const other = await second.newPage()
  await other.goto(server.link)
  await other.locator('input[name=password]').waitFor()
  await second.close()
})

test('a wrong password stays outside and says so', async () => {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await page.goto('/login/')
  await page.fill('input[name=username]', 'admin')
  await page.fill('input[name=password]', 'wrong')
  await page.click('button[type=submit]')
  await page.getByRole('alert').waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/login/)
  await context.close()
})

test('a dashboard travels as a ZIP: export, delete, import', async () => {
  const { page, context } = await visit(browser, server)
  const title = 'Flights and weather'
  await page.goto('/dashboard/list/')
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) })
  await row.getByRole('button').last().click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export' }).click()
  const file = await (await download).path()
  await row.getByRole('button').last().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await row.waitFor({ state: 'detached' })
  const dialog = page.getByRole('dialog')
  const give = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Import' }).click()
    const choosing = page.waitForEvent('filechooser')
    await dialog.getByRole('button', { name: 'File' }).click()
    await (await choosing).setFiles({ name: 'dashboard.zip', mimeType: 'application/zip', buffer: await readFile(file) })
    await dialog.getByRole('button', { name: 'See what it does' }).click()
  }
  await give()
  await dialog.getByRole('row', { name: /Flights and weather.*New/ }).waitFor()
  await dialog.getByRole('button', { name: 'Import' }).click()
  await row.waitFor()
  await dialog.waitFor({ state: 'detached' })
  await give()
  await dialog.getByText(/exist here already/).waitFor()
  await dialog.getByRole('checkbox', { name: 'Overwrite them' }).check()
  await dialog.getByRole('button', { name: 'See what it does' }).click()
  await dialog.getByRole('row', { name: /Flights and weather.*The same/ }).waitFor()
  await dialog.getByRole('button', { name: 'Import' }).click()
  await dialog.waitFor({ state: 'detached' })
  await context.close()
})

test('a chart is opened, changed and saved under a new name', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/chart/list/')
  await page.getByRole('link', { name: 'The busiest airports', exact: true }).click()
  await page.getByRole('img').first().waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Save as a new chart' }).check()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Airports by another name')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.goto('/chart/list/')
  await page.getByRole('link', { name: 'Airports by another name', exact: true }).waitFor()
  await page.getByRole('link', { name: 'The busiest airports', exact: true }).waitFor()
  expect(problems).toEqual([])
  await context.close()
})
