import { bearerClient } from '@coset/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
  const admin = await bearerClient(server.url, 'admin', PASSWORD)
  const made = await admin.post('/api/v1/database/', {
    database_name: 'Own files',
    sqlalchemy_uri: `sqlite:///${server.folder}/own.sqlite`,
    allow_file_upload: true,
  })
  expect(made.status).toBe(201)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const dialog = (page: Page) => page.getByRole('dialog')
const choose = (page: Page, name: string, text: string): Promise<void> =>
  dialog(page)
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const send = (page: Page): Promise<void> => dialog(page).getByRole('button', { name: 'Upload', exact: true }).click()
const table = (page: Page) => dialog(page).getByRole('textbox', { name: 'Table', exact: true })

test('a CSV file becomes a table and a dataset; what is wrong with it is told first', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Upload CSV' }).click()
  await choose(page, 'People of 2024.csv', 'name,age\nAda,36\nGrace,85,extra\n')
  await dialog(page).getByText('2 columns').waitFor()
  expect(await dialog(page).getByText('age', { exact: true }).count()).toBe(1)
  expect(await table(page).inputValue()).toBe('People of 2024')
  expect(await barriers(page)).toEqual([])
  await table(page).fill('people')
  await send(page)
  await dialog(page).getByText('Line 3 has 3 fields where the header has 2').waitFor()
  await choose(page, 'people.csv', 'name,age\nAda,36\nGrace,85\n')
  await dialog(page).getByText('2 columns').waitFor()
  await send(page)
  await dialog(page).waitFor({ state: 'detached' })
  await page.goto('/tablemodelview/list/?q=people')
  await page.getByRole('link', { name: 'people', exact: true }).waitFor()
  expect(problems.filter((problem) => !/status of 4\d\d/.test(problem))).toEqual([])
  await context.close()
})

test('the form fits a phone, in the dark', async () => {
  const { page, context } = await visit(browser, server, { width: 390, height: 844, scheme: 'dark' })
  await page.goto('/databaseview/list/?upload=csv')
  await choose(page, 'wide.csv', `${Array.from({ length: 40 }, (_, i) => `column ${i}`).join(',')}\n`)
  await dialog(page).getByText('40 columns').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await dialog(page).getByRole('button', { name: 'How the file is read' }).click()
  await dialog(page).getByRole('textbox', { name: 'Between fields' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await context.close()
})
