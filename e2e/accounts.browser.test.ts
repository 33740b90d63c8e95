import { mkdirSync } from 'node:fs'
import { totpAt } from '@coset/sign-in'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  const running = await startProduct()
  // Browsers make passkeys for names, not for numbers
  server = { ...running, url: running.url.replace('127.0.0.1', 'localhost') }
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const PICTURES = process.env['COSET_PICTURES']
const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES === undefined) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
}

/** A device with a finger on it: Chromium's own virtual authenticator. */
const withAuthenticator = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('a passkey is made on the profile and signs in without name and password', async () => {
  const { page, context, problems } = await visit(browser, server)
  await withAuthenticator(page)
  await page.goto('/user_info/')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByText('The password is wrong').waitFor()
  problems.splice(0)
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByLabel('Name of the new one').fill('Laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog', { name: 'Recovery codes' }).waitFor()
  await picture(page, 'recovery-codes')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('Laptop · passkey').waitFor()
  expect(await barriers(page)).toEqual([])
  await picture(page, 'profile')
  await page.goto('/logout/')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
  await page.goto('/user_info/')
  await page.getByText('by passkey').waitFor()
  // A password alone is one step of two now
  await page.goto('/logout/')
  await page.fill('input[name=username]', 'admin')
  await page.fill('input[name=password]', PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await picture(page, 'second-step')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
  await page.goto('/user_info/')
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Your password alone signs you in').waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('codes of an app are switched on, asked for and taken', async () => {
  const { page, context } = await visit(browser, server)
  await page.goto('/user_info/')
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Add an app' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add an app' })
  const secret = (await dialog.locator('pre').textContent()) ?? ''
  await picture(page, 'totp')
  await dialog.getByLabel('The code that it shows').fill(totpAt(secret, Date.now()))
  await dialog.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.goto('/logout/')
  await page.fill('input[name=username]', 'admin')
  await page.fill('input[name=password]', PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByLabel('Code').fill('000000')
  await page.keyboard.press('Enter')
  await page.getByText('The code is wrong').waitFor()
  await page.getByLabel('Code').fill(totpAt(secret, Date.now() + 30_000))
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
  await page.goto('/user_info/')
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Your password alone signs you in').waitFor()
  await context.close()
})

test('a key is made, shown once, used and revoked; another browser is signed out from here', async () => {
  const { page, context } = await visit(browser, server, { width: 390, height: 844, scheme: 'dark' })
  const other = await visit(browser, server)
  await page.goto('/user_info/')
  await page.getByLabel('Name of the new key').fill('Nightly job')
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = (await page.getByRole('status').locator('code').textContent()) ?? ''
  const me = (): Promise<number> => fetch(`${server.url}/api/v1/me/`, { headers: { authorization: `Bearer ${key}` } }).then((answer) => answer.status)
  expect(await me()).toBe(200)
  expect(await barriers(page)).toEqual([])
  await picture(page, 'profile-390-dark')
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('revoked', { exact: true }).waitFor()
  expect(await me()).toBe(401)
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect.poll(async () => page.getByText('by password').count()).toBe(1)
  await other.page.goto('/dashboard/list/')
  await other.page.getByRole('heading', { name: /^Sign in to/ }).waitFor()
  await context.close()
  await other.context.close()
})
