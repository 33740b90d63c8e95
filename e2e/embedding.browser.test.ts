import { bearerClient, type Client } from '@coset/testing'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { ask, type HostSite, show, startHost } from './embedding-host.ts'
import { PASSWORD, type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
let admin: Client
let host: HostSite
let stranger: HostSite
let uuid = ''
let dashboardId = 0
/** Name → id. */
let tabs: Readonly<Record<string, string>> = {}

/** Guests may make links, which the minimum of public dashboards does not hold. */
const letGuestsLink = async (): Promise<void> => {
  const roles = (await admin.get('/api/v1/security/roles/?q=(page_size:100)')).json<{ result: { id: number; name: string }[] }>().result
  const idOf = (name: string): number => roles.find((role) => role.name === name)?.id ?? 0
  const of = async (role: number) =>
    (await admin.get(`/api/v1/security/roles/${role}/permissions/`)).json<{ result: { id: number; permission_name: string; view_menu_name: string }[] }>()
      .result
  const link = (await of(idOf('Admin'))).filter((one) => one.permission_name === 'can_write' && one.view_menu_name === 'DashboardPermalinkRestApi')
  const ids = [...(await of(idOf('Public'))), ...link].map((one) => one.id)
  const answer = await admin.post(`/api/v1/security/roles/${idOf('Public')}/permissions`, { permission_view_menu_ids: ids })
  expect(answer.status, answer.text).toBe(200)
}

const guestToken = async (): Promise<string> => {
  const body = { user: { username: 'visitor' }, resources: [{ type: 'dashboard', id: uuid }], rls: [] }
  return (await admin.post('/api/v1/security/guest_token/', body)).json<{ token: string }>().token
}

beforeAll(async () => {
  server = await startProduct({
    env: { COSET_FEATURE_FLAGS: '{"EMBEDDED_SUPERSET":true}', COSET_PUBLIC_ROLE_LIKE: 'Public', COSET_GUEST_TOKEN_SECONDS: '16' },
  })
  browser = await launch()
  admin = await bearerClient(server.url, 'admin', PASSWORD)
  host = await startHost(guestToken)
  stranger = await startHost(guestToken)
  await letGuestsLink()
  const list = (await admin.get('/api/v1/dashboard/')).json<{ result: { id: number; dashboard_title: string }[] }>().result
  dashboardId = list.find((one) => one.dashboard_title === 'Birds against aircraft')?.id ?? 0
  const { all_tabs } = (await admin.get(`/api/v1/dashboard/${dashboardId}/tabs`)).json<{ result: { all_tabs: Record<string, string> } }>().result
  tabs = Object.fromEntries(Object.entries(all_tabs).map(([id, name]) => [name, id]))
  const made = await admin.post(`/api/v1/dashboard/${dashboardId}/embedded`, { allowed_domains: [host.url] })
  expect(made.status, made.text).toBe(200)
  uuid = made.json<{ result: { uuid: string } }>().result.uuid
})
afterAll(async () => {
  await browser.close()
  await server.stop()
  await host[Symbol.asyncDispose]()
  await stranger[Symbol.asyncDispose]()
})

interface Shown extends AsyncDisposable {
  readonly page: Page
  readonly frame: FrameLocator
  readonly problems: string[]
  /** Requests of the frame to the product, with what identifies their sender. */
  readonly sent: { readonly path: string; readonly cookie: string | undefined; readonly token: string | undefined }[]
}

const open = async (site: HostSite, width = 1280): Promise<Shown> => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: 'light' })
  const page = await context.newPage()
  const problems: string[] = []
  const sent: Shown['sent'] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('request', (request) => {
    const headers = request.headers()
    if (request.url().startsWith(`${server.url}/api/`))
      sent.push({ path: new URL(request.url()).pathname, cookie: headers['cookie'], token: headers['x-guesttoken'] })
  })
  await page.goto(site.url)
  return { page, frame: page.frameLocator('iframe'), problems, sent, [Symbol.asyncDispose]: () => context.close() }
}

const drawn = async (frame: FrameLocator): Promise<void> => {
  await frame.locator('article[data-chart-id][data-state=ready]').first().waitFor()
}

const titles = (frame: FrameLocator) => frame.getByRole('heading', { level: 1 })
const scheme = (frame: FrameLocator): Promise<string | null> => frame.locator('html').getAttribute('data-mantine-color-scheme')

describe('whoever may embed', () => {
  test('says which sites, copies what they need, and ends it', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto('/dashboard/list/')
    await page.getByRole('link', { name: 'Flights and weather', exact: true }).click()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Embed dashboard' }).click()
    const dialog = page.getByRole('dialog')
    const sites = dialog.getByRole('textbox', { name: 'Sites that may show it' })
    await sites.fill('https://shop.example/page')
    await dialog.getByRole('button', { name: 'Embed', exact: true }).click()
    await dialog.getByText(/Not an origin/).waitFor()
    await sites.fill('https://shop.example\nhttp://localhost:3000')
    await dialog.getByRole('button', { name: 'Embed', exact: true }).click()
    const id = await dialog.getByRole('textbox', { name: 'UUID of the embedded dashboard' }).inputValue()
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    await dialog.getByText(`id: '${id}'`).waitFor()
    expect(await barriers(page)).toEqual([])
    const kept = await admin.get(`/api/v1/embedded_dashboard/${id}`)
    expect(kept.json<{ result: object }>().result).toMatchObject({ allowed_domains: ['https://shop.example', 'http://localhost:3000'] })
    await dialog.getByRole('button', { name: 'Stop embedding' }).click()
    await dialog.getByText(/No other site shows this dashboard/).waitFor()
    expect((await admin.get(`/api/v1/embedded_dashboard/${id}`)).status).toBe(404)
    expect(problems.filter((one) => !/40[04]/.test(one))).toEqual([])
    await context.close()
  })
})

describe('a page of another site', () => {
  test('shows the dashboard to its guest, who has no cookies', async () => {
    await using shown = await open(host)
    const { page, frame, sent } = shown
    await show(page, uuid, server.url, {})
    await drawn(frame)
    expect(await titles(frame).textContent()).toBe('Birds against aircraft')
    expect(await frame.getByRole('button', { name: 'More' }).count()).toBe(0)
    expect(await frame.getByRole('navigation').count()).toBe(0)
    expect(sent.length).toBeGreaterThan(3)
    expect(sent.filter((one) => one.cookie !== undefined || one.token === undefined)).toEqual([])
    expect(shown.problems).toEqual([])
  })

  test('asks the dashboard', async () => {
    await using shown = await open(host)
    const { page, frame } = shown
    await show(page, uuid, server.url, { emitDataMasks: true })
    await drawn(frame)
    const size = await ask<{ width: number; height: number }>(page, 'getScrollSize')
    expect(size.width).toBeGreaterThan(1000)
    expect(size.height).toBeGreaterThan(300)
    expect(await ask(page, 'getActiveTabs')).toEqual([tabs['Overview']])
    await frame.getByRole('tab', { name: 'Money' }).click()
    await expect.poll(() => ask(page, 'getActiveTabs')).toEqual([tabs['Money']])
    await frame.getByRole('tab', { name: 'Overview' }).click()

    const masks = await ask<Record<string, { id: string }>>(page, 'getDataMask')
    for (const [id, mask] of Object.entries(masks)) expect(mask).toMatchObject({ id, extraFormData: expect.anything(), filterState: expect.anything() })
    const payloads = await ask<Record<string, { datasource: object; queries: unknown[]; form_data: { slice_id: number; dashboardId: number } }>>(
      page,
      'getChartDataPayloads',
    )
    const [first] = Object.keys(payloads)
    expect(Object.keys(payloads).length).toBeGreaterThan(4)
    for (const [id, payload] of Object.entries(payloads)) expect(payload.form_data).toMatchObject({ slice_id: Number(id), dashboardId })
    expect(Object.keys(await ask<object>(page, 'getChartDataPayloads', { chartId: Number(first) }))).toEqual([first])
    expect(await ask(page, 'getChartStates')).toEqual(expect.any(Object))

    const link = await ask<string>(page, 'getDashboardPermalink', tabs['Money'])
    expect(link).toMatch(new RegExp(`^${server.url}/superset/dashboard/p/[^/]+/$`))
    expect(shown.problems).toEqual([])
  })

  test('hears of filters, and finds them again by its own link', async () => {
    await using shown = await open(host)
    const { page, frame } = shown
    await page.exposeFunction('ownLink', (key: string) => `https://shop.example/board/${key}`)
    await page.evaluate(() => {
      const own = globalThis as unknown as { show: (...all: unknown[]) => unknown; ownLink(key: string): Promise<string> }
      const { show: plain } = own
      own.show = (id, domain, ui) => plain(id, domain, ui, { resolvePermalinkUrl: ({ key }: { key: string }) => own.ownLink(key) })
    })
    await show(page, uuid, server.url, { emitDataMasks: true })
    await drawn(frame)
    await frame
      .getByRole('button', { name: /^State/ })
      .first()
      .click()
    const dialog = frame.getByRole('dialog')
    await dialog.getByRole('combobox').or(dialog.getByRole('textbox')).first().click()
    await frame.getByRole('option').first().click()
    await titles(frame).click()
    type Seen = { nativeFiltersChanged: boolean; crossFiltersChanged: boolean }
    const last = (): Promise<Seen | undefined> => page.evaluate(() => (globalThis as unknown as { seen: Seen[] }).seen.at(-1))
    await expect.poll(last).toMatchObject({ nativeFiltersChanged: true, crossFiltersChanged: false })
    const chosen = Object.values(await ask<Record<string, { filterState: { label?: string } }>>(page, 'getDataMask')).flatMap(
      (mask) => mask.filterState.label ?? [],
    )
    expect(chosen).toHaveLength(1)
    const link = await ask<string>(page, 'getDashboardPermalink', '')
    expect(link).toMatch(/^https:\/\/shop\.example\/board\//)

    await ask(page, 'unmount')
    expect(await page.locator('iframe').count()).toBe(0)
    await show(page, uuid, server.url, { urlParams: { permalink_key: link.split('/').at(-1) } })
    await drawn(frame)
    await frame
      .getByText(chosen[0] ?? '', { exact: true })
      .first()
      .waitFor()
    expect(shown.problems).toEqual([])
  })

  test('hides what it does not want', async () => {
    await using shown = await open(host)
    const { page, frame } = shown
    await show(page, uuid, server.url, { hideTitle: true, hideTab: true, hideChartControls: true, filters: { visible: false } })
    await drawn(frame)
    expect(await titles(frame).count()).toBe(0)
    expect(await frame.getByRole('tab').count()).toBe(0)
    expect(await frame.getByRole('button', { name: /^Menu of/ }).count()).toBe(0)
    expect(await frame.getByRole('region', { name: 'Filters' }).count()).toBe(0)
    await show(page, uuid, server.url, { filters: { visible: true, expanded: false } })
    await drawn(frame)
    expect(await titles(frame).count()).toBe(1)
    expect(await frame.getByRole('tab').count()).toBe(2)
    expect(await frame.getByRole('button', { name: /^Menu of/ }).count()).toBeGreaterThan(0)
    await frame.getByRole('button', { name: /^Filters/ }).click()
    await frame
      .getByRole('dialog')
      .getByRole('button', { name: /^State/ })
      .waitFor()
    expect(shown.problems).toEqual([])
  })

  test('decides about light, dark and colours', async () => {
    await using shown = await open(host)
    const { page, frame } = shown
    await show(page, uuid, server.url, { urlParams: { themeMode: 'dark' } })
    await drawn(frame)
    expect(await scheme(frame)).toBe('dark')
    await ask(page, 'setThemeMode', 'default')
    await expect.poll(() => scheme(frame)).toBe('light')
    await ask(page, 'setThemeMode', 'dark')
    await expect.poll(() => scheme(frame)).toBe('dark')
    await ask(page, 'setThemeMode', 'system')
    await expect.poll(() => scheme(frame)).toBe('light')
    await ask(page, 'setThemeConfig', {
      theme_default: { token: { colorPrimary: '#ff8800', colorBgBase: 'rgb(1, 2, 3)', fontFamily: 'Georgia' } },
      theme_dark: { token: { colorPrimary: 'url(https://evil.example/)' } },
    })
    const variable = (name: string): Promise<string> => frame.locator('html').evaluate((root, key) => getComputedStyle(root).getPropertyValue(key).trim(), name)
    await expect.poll(() => variable('--coset-accent')).toBe('#ff8800')
    expect(await frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe('rgb(1, 2, 3)')
    await ask(page, 'setThemeMode', 'dark')
    await expect.poll(() => variable('--coset-accent')).not.toContain('ff8800')
    expect(await variable('--coset-accent')).not.toContain('url')
    expect(shown.problems).toEqual([])
  })

  test('gives a new token before the old one is over', async () => {
    await using shown = await open(host)
    const { page, frame, sent } = shown
    await show(page, uuid, server.url, {})
    await drawn(frame)
    const first = sent.at(-1)?.token
    await expect.poll(() => page.evaluate(() => (globalThis as unknown as { tokens: number }).tokens), { timeout: 30_000 }).toBe(2)
    // The first one is over
    await page.waitForFunction((until) => Date.now() > until, Date.now() + 6000)
    await frame.getByRole('tab', { name: 'Money' }).click()
    await drawn(frame)
    expect(sent.at(-1)?.token).not.toBe(first)
    expect(shown.problems).toEqual([])
  })

  test('fits a phone', async () => {
    await using shown = await open(host, 390)
    const { page, frame } = shown
    await show(page, uuid, server.url, {})
    await drawn(frame)
    expect(await frame.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0)
  })
})

describe('a page that is not on the list', () => {
  test('is refused, and sees nothing', async () => {
    await using shown = await open(stranger)
    const { page, sent } = shown
    const answer = page.waitForResponse((response) => response.url().includes('/embedded/'))
    await show(page, uuid, server.url, {})
    expect((await answer).status()).toBe(403)
    expect(sent).toEqual([])
    expect(
      await page
        .frameLocator('iframe')
        .locator('article')
        .count()
        .catch(() => 0),
    ).toBe(0)
  })

  test('is kept out by the browser too, whatever it says of itself', async () => {
    const allowed = await fetch(`${server.url}/embedded/${uuid}`, { headers: { referer: `${host.url}/` } })
    expect(allowed.status).toBe(200)
    expect(allowed.headers.get('content-security-policy')).toContain(`frame-ancestors ${host.url} 'self'`)
    expect(allowed.headers.get('x-frame-options')).toBeNull()
    expect(allowed.headers.get('set-cookie')).toBeNull()
    const status = async (path: string, headers: Record<string, string> = {}): Promise<number> => (await fetch(`${server.url}${path}`, { headers })).status
    expect(await status(`/embedded/${uuid}`)).toBe(403)
    expect(await status(`/embedded/${uuid}`, { referer: `${host.url}.evil.example/` })).toBe(403)
    expect(await status('/embedded/00000000-0000-0000-0000-000000000000')).toBe(404)
    expect(await status('/embedded/x')).toBe(404)
    const elsewhere = await fetch(`${server.url}/superset/dashboard/${dashboardId}/`)
    expect(elsewhere.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})
