import { mkdirSync } from 'node:fs'
import { totpAt } from '@coset/sign-in'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch } from './browser.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
/** An administrator who has set up a factor. */
let admin: Page
beforeAll(async () => {
  const running = await startProduct({ env: { COSET_SECOND_FACTOR_ROLES: '["Admin"]' } })
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

const open = async (width: number, colorScheme: 'light' | 'dark'): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, baseURL: server.url })
  return context.newPage()
}

const password = async (page: Page, username: string): Promise<void> => {
  await page.goto('/login/?next=/user_info/')
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', PASSWORD)
  await page.keyboard.press('Enter')
}

const narrow = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

/** A write of the API in the name of whoever is signed in on the page. */
const post = async (path: string, body: object): Promise<number> => {
  const { csrf_token } = (await (await admin.request.get('/api/v1/coset/bootstrap')).json()) as { csrf_token: string }
  return (await admin.request.post(path, { data: body, headers: { 'x-csrftoken': csrf_token } })).status()
}

test('on a phone: after the password an app is set up by the keyboard, and only then the session begins', async () => {
  const page = await open(390, 'dark')
  await password(page, 'admin')
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  expect(await narrow(page)).toBe(true)
  expect(await barriers(page)).toEqual([])
  await picture(page, 'set-up-390-dark')
  await page.goto('/dashboard/list/')
  await page.getByRole('heading', { name: /^Sign in to/ }).waitFor()
  await password(page, 'admin')
  await page.getByRole('button', { name: 'Codes of an app' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Codes of an app')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Add an app' }).waitFor()
  const secret = (await page.locator('pre').textContent()) ?? ''
  expect(await narrow(page)).toBe(true)
  expect(await barriers(page)).toEqual([])
  await picture(page, 'set-up-app-390-dark')
  await page.getByLabel('The code that it shows').fill('000000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The code is wrong').waitFor()
  await page.getByLabel('The code that it shows').fill(totpAt(secret, Date.now()))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
  expect(((await page.locator('pre').textContent()) ?? '').split('\n')).toHaveLength(10)
  expect(await narrow(page)).toBe(true)
  expect(await barriers(page)).toEqual([])
  await picture(page, 'set-up-codes-390-dark')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.waitForURL((url) => url.pathname === '/user_info/')
  await picture(page, 'profile-390-dark')
  await page.getByText('the last one stays until there is another').waitFor()
  expect(await page.getByRole('button', { name: 'Remove' }).count()).toBe(0)
  admin = page
})

test('a passkey is made instead', async () => {
  const names = { username: 'second', email: 'second@example.org', first_name: 'Sam', last_name: 'Second' }
  const roles = (await (await admin.request.get('/api/v1/security/roles/')).json()) as { result: readonly { id: number; name: string }[] }
  const role = roles.result.find((one) => one.name === 'Admin')?.id
  expect(await post('/api/v1/security/users/', { ...names, password: PASSWORD, active: true, roles: [role] })).toBe(201)
  const page = await open(1440, 'light')
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
  await password(page, 'second')
  await page.getByRole('button', { name: 'A passkey' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await picture(page, 'set-up-1440')
  // Browsers make keys only for the page that has the focus
  await page.bringToFront()
  await page.getByRole('button', { name: 'A passkey' }).click()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.waitForURL((url) => url.pathname === '/user_info/')
  await page.goto('/logout/')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
  await page.context().close()
})

test('registrations are found, approved and refused', async () => {
  const list = '/api/v1/security/user_registrations/'
  for (const [username, first] of [
    ['nora', 'Nora'],
    ['olof', 'Olof'],
  ] as const)
    expect(
      await post(list, { username, email: `${username}@a-rather-long-name-of-a-company.example.org`, first_name: first, last_name: 'New', password: PASSWORD }),
    ).toBe(201)
  await admin.goto('/registrations/')
  await admin.getByText('nora', { exact: true }).waitFor()
  expect(await narrow(admin)).toBe(true)
  await picture(admin, 'registrations-390-dark')
  await admin.setViewportSize({ width: 1440, height: 900 })
  await admin.getByText('nora@a-rather-long-name-of-a-company.example.org').waitFor()
  expect(await barriers(admin)).toEqual([])
  await picture(admin, 'registrations-1440-dark')
  await admin.getByLabel('Search user names').fill('ol')
  await admin.getByText('nora', { exact: true }).waitFor({ state: 'detached' })
  await admin.getByLabel('Search user names').fill('')
  await admin.getByRole('button', { name: 'Actions for nora' }).click()
  await admin.getByRole('menuitem', { name: 'Approve…' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Approve “nora”?' })
  await dialog.getByText('They have not confirmed this address').waitFor()
  await admin.getByRole('menu').waitFor({ state: 'detached' })
  expect(await barriers(admin)).toEqual([])
  await picture(admin, 'registrations-approve-dark')
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
  await admin.getByText('nora has an account now.').waitFor()
  await admin.getByRole('button', { name: 'Actions for nora' }).waitFor({ state: 'detached' })
  await admin.getByRole('button', { name: 'Actions for olof' }).click()
  await admin.getByRole('menuitem', { name: 'Delete…' }).click()
  await admin.getByText('no account is made').waitFor()
  await picture(admin, 'registrations-refuse-dark')
  await admin.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await admin.getByRole('button', { name: 'Actions for olof' }).waitFor({ state: 'detached' })
  await picture(admin, 'registrations-empty-dark')
  await admin.route(`**${list}**`, (route) => route.fulfill({ status: 500, json: { message: 'The database is away' } }))
  await admin.reload()
  await admin.getByText('The database is away').first().waitFor()
  await picture(admin, 'registrations-error-dark')
})
