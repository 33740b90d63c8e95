import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, settled, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

/** What the role Public holds is open to people who are not signed in. */

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct({ env: { COSET_PUBLIC_ROLE_LIKE: 'Gamma' } })
  browser = await launch()
  const { page, context } = await visit(browser, server)
  const { csrf_token: csrf } = (await (await page.request.get('/api/v1/coset/bootstrap')).json()) as { csrf_token: string }
  const roles = (await (await page.request.get('/api/v1/security/roles/')).json()) as { result: { id: number; name: string }[] }
  const idOf = (wanted: string): number | undefined => roles.result.find(({ name }) => name === wanted)?.id
  const role = idOf('Public')
  const heldBy = async (id: number | undefined) =>
    ((await (await page.request.get(`/api/v1/security/roles/${id}/permissions/`)).json()) as { result: { id: number; permission_name: string }[] }).result
  const held = await heldBy(role)
  const data = (await heldBy(idOf('Alpha'))).find((one) => one.permission_name === 'all_datasource_access')?.id
  const given = await page.request.post(`/api/v1/security/roles/${role}/permissions`, {
    data: { permission_view_menu_ids: [...held.map(({ id }) => id), data] },
    headers: { 'x-csrftoken': csrf },
  })
  expect(given.status()).toBe(200)
  await context.close()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe.each([
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const)('at $width px in $colorScheme', ({ width, height, colorScheme }) => {
  test('a dashboard is seen without an account, and the way to one stands beside it', async () => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, baseURL: server.url })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto('/dashboard/list/')
    await page.getByRole('link', { name: 'Birds against aircraft' }).click()
    const drawn = await settled(page)
    expect(drawn.length).toBeGreaterThan(3)
    expect(drawn.filter(({ state }) => state !== 'ready').map(({ name, state, alert }) => `${name}: ${state} ${alert}`)).toEqual([])
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    expect(problems).toEqual([])
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname === '/login/' && url.searchParams.get('next')?.startsWith('/superset/dashboard/') === true)
    await context.close()
  })
})

test('what the role does not hold asks to sign in', async () => {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  for (const path of ['/', '/users/', '/user_info/', '/trash/']) {
    await page.goto(path)
    await page.waitForURL((url) => url.pathname === '/login/')
  }
  await context.close()
})
