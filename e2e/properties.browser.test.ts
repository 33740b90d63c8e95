import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, settled, visit } from './browser.ts'
import { act, ask, DASHBOARD, dashboardOf, dialog, look, toast, unexpected } from './history.ts'
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

const properties = (page: Page): Locator => page.getByRole('dialog', { name: 'Properties of the' })
const save = (page: Page): Promise<void> => properties(page).getByRole('button', { name: 'Save', exact: true }).click()
const menu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
const pick = async (page: Page, field: string, name: string): Promise<void> => {
  await properties(page).getByLabel(field, { exact: true }).first().fill(name)
  await page.getByRole('option', { name, exact: true }).click()
  await properties(page).getByLabel(field, { exact: true }).first().press('Tab')
}

describe('properties of a dashboard', () => {
  test('a role that it is given to sees it; certified shows; a taken slug is told at its field', async () => {
    const { page, context, problems } = await visit(browser, server)
    const { id } = await dashboardOf(page)
    const role = await ask<{ id: number }>(page, 'POST', '/api/v1/security/roles/', { name: 'Bird watchers' })
    const account = { username: 'wren', first_name: 'Wren', last_name: 'Field', email: 'wren@example.org', password: PASSWORD, active: true }
    const roles = (await ask<{ result: readonly { id: number; name: string }[] }>(page, 'GET', '/api/v1/security/roles/')).result
    const gamma = roles.find((one) => one.name === 'Gamma')?.id ?? 0
    await ask(page, 'POST', '/api/v1/security/users/', { ...account, roles: [gamma, role.id] })
    await ask(page, 'POST', '/api/v1/dashboard/', { dashboard_title: 'Another', slug: 'taken' })
    const metadata = async () => (await ask<{ result: { json_metadata: string } }>(page, 'GET', `/api/v1/dashboard/${id}`)).result.json_metadata
    const before = JSON.parse(await metadata()) as Record<string, unknown>

    await page.goto(DASHBOARD)
    await menu(page, 'Properties…')
    await properties(page).getByRole('textbox', { name: 'Slug' }).fill('taken')
    await save(page)
    await properties(page).getByText('Must be unique').waitFor()
    expect(await properties(page).getByRole('textbox', { name: 'Slug' }).getAttribute('aria-invalid')).toBe('true')
    await properties(page).getByRole('textbox', { name: 'Slug' }).fill('birds against aircraft')
    await properties(page).getByText('/superset/dashboard/birds-against-aircraft/').waitFor()
    await pick(page, 'Roles', 'Bird watchers')
    await properties(page).getByText('Only these roles, its owners and administrators see it').waitFor()
    await properties(page).getByRole('textbox', { name: 'Certified by' }).fill('The airport')
    await properties(page).getByLabel('Tags', { exact: true }).first().fill('flying')
    await page.keyboard.press('Enter')
    await look(page, 'properties-1440-light')
    await save(page)
    await toast(page, 'Saved').waitFor()
    await page.locator('header').getByText('Certified', { exact: true }).waitFor()
    const saved = (await ask<{ result: { roles: readonly { name: string }[]; tags: readonly { name: string }[] } }>(page, 'GET', `/api/v1/dashboard/${id}`))
      .result
    expect([saved.roles.map((one) => one.name), saved.tags.map((one) => one.name)]).toEqual([['Bird watchers'], ['flying']])
    expect(JSON.parse(await metadata())).toEqual(before)

    const other = await browser.newContext({ baseURL: server.url })
    const theirs = await other.newPage()
    await theirs.goto('/login/')
    await theirs.fill('input[name=username]', 'wren')
    await theirs.fill('input[name=password]', PASSWORD)
    await theirs.click('button[type=submit]')
    await theirs.waitForURL((url) => !url.pathname.startsWith('/login'))
    await theirs.goto('/dashboard/list/')
    await theirs.getByRole('link', { name: 'Birds against aircraft' }).first().waitFor()
    await other.close()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('settings that are none are refused at their field; two editors are told of one another', async () => {
    const { page, context, problems } = await visit(browser, server, { width: 390, height: 844, scheme: 'dark' })
    const { id, dashboard_title: title } = await dashboardOf(page)
    await page.goto('/dashboard/list/')
    await act(page, title, 'Properties…')
    await properties(page).getByRole('textbox', { name: 'Title', exact: true }).waitFor()
    await look(page, 'properties-390-dark')
    await properties(page).getByRole('button', { name: 'All settings (json_metadata)' }).press('Enter')
    const code = properties(page).getByRole('textbox', { name: 'Settings (json_metadata)' })
    await code.fill('{"unheard_of": 1}')
    await save(page)
    await properties(page)
      .getByText(/Unknown field/)
      .first()
      .waitFor()
    await code.fill('[')
    await properties(page).getByText('This is no JSON object.').first().waitFor()
    await properties(page).getByRole('button', { name: 'Cancel' }).click()

    await act(page, title, 'Properties…')
    await properties(page).getByRole('textbox', { name: 'Certified by' }).fill('Mine')
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { certified_by: 'Theirs' })
    await save(page)
    const conflict = page.getByRole('dialog', { name: 'Somebody else saved this dashboard meanwhile' })
    await conflict.getByRole('region', { name: 'Yours' }).getByText('“Mine”', { exact: false }).waitFor()
    await conflict.getByRole('button', { name: 'Keep mine' }).click()
    await toast(page, 'Saved').waitFor()
    expect((await ask<{ result: { certified_by: string } }>(page, 'GET', `/api/v1/dashboard/${id}`)).result.certified_by).toBe('Mine')
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('it refreshes by itself as it says, until it is stopped', async () => {
    const { page, context, problems } = await visit(browser, server)
    const { id } = await dashboardOf(page)
    const { result } = await ask<{ result: { json_metadata: string } }>(page, 'GET', `/api/v1/dashboard/${id}`)
    const metadata = JSON.parse(result.json_metadata) as Record<string, unknown>
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { json_metadata: JSON.stringify({ ...metadata, refresh_frequency: 3 }) })
    await page.goto(DASHBOARD)
    let forced = 0
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/chart/data') && request.postData()?.includes('"force":true') === true) forced += 1
    })
    await settled(page)
    await expect.poll(() => forced, { timeout: 15_000 }).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByText('Refreshes every 3 seconds').waitFor()
    await page.getByRole('menuitem', { name: 'Stop refreshing' }).click()
    await page.waitForTimeout(1500)
    const before = forced
    await page.waitForTimeout(4000)
    expect(forced).toBe(before)
    await page.getByRole('button', { name: 'More', exact: true }).press('Enter')
    await page.getByRole('menuitem', { name: 'Refresh by itself' }).press('ArrowRight')
    await page.getByRole('menuitem', { name: '30 seconds' }).press('Enter')
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByText('Refreshes every 30 seconds').waitFor()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('it is saved under another name with copies of its charts', async () => {
    const { page, context, problems } = await visit(browser, server)
    const { id } = await dashboardOf(page)
    const idsOf = async (ref: string | number) =>
      (await ask<{ result: readonly { id: number }[] }>(page, 'GET', `/api/v1/dashboard/${ref}/charts`)).result.map((chart) => chart.id)
    await page.goto(DASHBOARD)
    await menu(page, 'Save as…')
    await dialog(page).getByRole('textbox', { name: 'Title' }).fill('Birds of the copy')
    await dialog(page).getByRole('checkbox', { name: 'Copy its charts too' }).check()
    await look(page, 'properties-copy-1440-light')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Birds of the copy' }).waitFor()
    const copied = await idsOf(/dashboard\/(\d+)/.exec(page.url())?.[1] ?? '')
    const first = await idsOf(id)
    expect(copied).toHaveLength(first.length)
    expect(copied.filter((chart) => first.includes(chart))).toEqual([])
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

test('a chart is given to another owner, and who leaves it is asked first; no name is refused at its field', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { id: dashboard } = await dashboardOf(page)
  const charts = (await ask<{ result: readonly { id: number; slice_name: string }[] }>(page, 'GET', `/api/v1/dashboard/${dashboard}/charts`)).result
  const chart = charts.find((one) => one.slice_name === 'Species') ?? { id: 0, slice_name: '' }
  const me = (await ask<{ result: { id: number } }>(page, 'GET', '/api/v1/me/')).result.id
  await ask(page, 'PUT', `/api/v1/chart/${chart.id}`, { owners: [me] })
  await page.goto(`/explore/?slice_id=${chart.id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Properties…' }).click()
  await properties(page).getByRole('textbox', { name: 'Cache timeout' }).fill('60')
  await properties(page).getByRole('textbox', { name: 'Description' }).fill('**Which** birds')
  await properties(page).getByLabel('Owners', { exact: true }).first().press('Backspace')
  await pick(page, 'Owners', 'Wren Field')
  await look(page, 'properties-chart-1440-light')
  await save(page)
  await properties(page).getByText('You will not be an owner any more').waitFor()
  await save(page)
  await toast(page, 'Saved').waitFor()
  type Saved = { readonly owners: readonly { readonly last_name: string }[]; readonly cache_timeout: number; readonly description: string }
  const { result } = await ask<{ result: Saved }>(page, 'GET', `/api/v1/chart/${chart.id}`)
  expect([result.owners.map((one) => one.last_name), result.cache_timeout, result.description]).toEqual([['Field'], 60, '**Which** birds'])

  await ask(page, 'PUT', `/api/v1/chart/${chart.id}`, { slice_name: 'Species given away' })
  await page.goto('/chart/list/')
  await act(page, 'Species given away', 'Properties…')
  await properties(page).getByRole('textbox', { name: 'Name', exact: true }).fill('')
  await save(page)
  await properties(page).locator('[aria-invalid=true]').first().waitFor()
  expect(unexpected(problems)).toEqual([])
  await context.close()
})
