import { type SshServer, startSshServer } from '@coset/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
let ssh: SshServer
beforeAll(async () => {
  ssh = await startSshServer()
  server = await startProduct()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await ssh[Symbol.asyncDispose]()
})

const dialog = (page: Page) => page.getByRole('dialog')
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name, exact: true })
const button = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true })

test('a database behind an SSH server is tried and connected on a phone', async () => {
  const { page, context } = await visit(browser, server, { width: 390, height: 844 })
  await page.goto('/databaseview/list/?new=1')
  await field(page, 'Name').fill('Behind')
  await field(page, 'Host').fill('127.0.0.1')
  await field(page, 'Database').fill('postgres')
  await field(page, 'User').fill('postgres')
  await dialog(page).getByRole('switch', { name: 'Through an SSH server' }).check({ force: true })
  await field(page, 'SSH server').fill('127.0.0.1')
  await field(page, 'SSH port').fill(String(ssh.port))
  await field(page, 'User of the SSH server').fill(ssh.username)
  await dialog(page).getByLabel('Password of the SSH server').fill('wrong')
  await button(page, 'Test the connection').click()
  await dialog(page).getByText('The SSH server refused the user name, password or key').waitFor()
  await dialog(page).getByLabel('Password of the SSH server').fill(ssh.password)
  await button(page, 'Test the connection').click()
  await dialog(page).getByText('The connection works.').waitFor()
  expect(ssh.forwarded.length).toBeGreaterThan(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  expect(await barriers(page)).toEqual([])
  await button(page, 'Connect').click()
  await dialog(page).waitFor({ state: 'detached' })
  await context.close()
})
