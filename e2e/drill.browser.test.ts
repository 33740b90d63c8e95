import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, visit } from './browser.ts'
import { ask, DASHBOARD, dashboardOf, dialog, look, toast, unexpected } from './history.ts'
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

const PATIENT = { timeout: 10_000 }
const card = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true })
const picture = (within: Locator): Locator => within.locator('[role=img][tabindex="0"]')
const item = (page: Page, name: string): Locator => page.getByRole('menuitem', { name, exact: true })
const fromMenu = async (page: Page, chart: string, name: string): Promise<void> => {
  await page.getByRole('button', { name: `Menu of ${chart}`, exact: true }).click()
  await item(page, name).click()
}
const SECOND_TAB: readonly string[] = ['Operators', 'Cost by phase and size', 'The costliest strikes']
const ready = async (page: Page, name: string): Promise<Locator> => {
  if (SECOND_TAB.includes(name)) await page.getByRole('tab').nth(1).click()
  await card(page, name).scrollIntoViewIfNeeded()
  await page.locator(`article[aria-label="${name}"][data-state=ready][data-drawn=true]`).waitFor()
  return card(page, name)
}
const rows = (page: Page): Locator => dialog(page).locator('tbody tr')
const chips = async (page: Page): Promise<readonly string[]> => {
  const list = dialog(page).getByRole('list', { name: 'Filters of these rows' })
  await list.waitFor()
  return list.getByRole('listitem').allInnerTexts()
}
const total = async (page: Page): Promise<number> => {
  const text = dialog(page).getByText(/^Rows [\d,]+ to [\d,]+ of [\d,]+$/)
  await text.waitFor()
  return Number((await text.innerText()).split(' of ')[1]?.replaceAll(',', ''))
}
const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
const pick = async (page: Page, words: string): Promise<void> => {
  await dialog(page).getByRole('searchbox', { name: 'Search columns' }).fill(words)
  await page.keyboard.press('Enter')
}
const crumbs = (page: Page): Promise<readonly string[]> => dialog(page).getByRole('navigation', { name: 'Way down' }).getByRole('listitem').allInnerTexts()

describe('drilling to detail', () => {
  test('from the menu: pages, columns, a file; Escape gives the focus back', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto(DASHBOARD)
    await ready(page, 'Time of day')
    await fromMenu(page, 'Time of day', 'Drill to detail')
    expect(await total(page)).toBe(10_000)
    expect(await rows(page).count()).toBe(50)
    const first = await rows(page).first().innerText()
    await dialog(page).getByRole('button', { name: 'Next rows' }).click()
    await dialog(page).getByText('Rows 51 to 100 of 10,000').waitFor()
    await expect.poll(() => rows(page).first().innerText(), PATIENT).not.toBe(first)
    await dialog(page).getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Airport' }).click()
    await page.keyboard.press('Escape')
    expect(await dialog(page).getByRole('columnheader', { name: 'Airport' }).count()).toBe(0)
    const [file] = await Promise.all([page.waitForEvent('download'), dialog(page).getByRole('button', { name: 'Download CSV' }).click()])
    expect(file.suggestedFilename()).toMatch(/\.csv$/)
    const [again] = await Promise.all([
      page.waitForRequest((request) => request.postData()?.includes('"force":true') === true),
      dialog(page).getByRole('button', { name: 'Reload' }).click(),
    ])
    expect(again.postData()).toContain('drill_detail')
    await look(page, 'drill-detail-1440-light')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('Menu of Time of day')
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('from a mark and a cell: their values are chips that can be taken away', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto(DASHBOARD)
    const bars = await ready(page, 'Strikes by size of animal')
    const box = await picture(bars).boundingBox()
    // Beside the bars, in the plot: a year
    await picture(bars).click({ button: 'right', position: { x: (box?.width ?? 0) / 2, y: 60 } })
    await item(page, 'Drill to detail').click()
    expect(await chips(page)).toEqual([expect.stringMatching(/^Date of flight = \d{4}$/)])
    expect(await total(page)).toBeLessThan(1200)
    await page.keyboard.press('Escape')
    await picture(bars).click({ button: 'right', position: { x: 100, y: (box?.height ?? 0) - 45 } })
    await page.getByRole('menu').getByText('1990, Small', { exact: true }).waitFor()
    await item(page, 'only Size of animal = Small').click()
    expect(await chips(page)).toEqual(['Size of animal = Small'])
    await page.keyboard.press('Escape')

    const treemap = await ready(page, 'Operators')
    await picture(treemap).click({ button: 'right', position: { x: 60, y: 80 } })
    await page.getByRole('menu').waitFor()
    await item(page, 'Drill to detail').click()
    const all = await chips(page)
    expect(all.map((chip) => chip.split(' = ')[0])).toEqual(['Operator', 'Size of animal'])
    const few = await total(page)
    await dialog(page)
      .getByRole('button', { name: `Remove ${all[1]}` })
      .click()
    await expect.poll(() => total(page), PATIENT).toBeGreaterThan(few)
    expect(await chips(page)).toEqual(all.slice(0, 1))
    await dialog(page).getByRole('button', { name: 'Put all back' }).click()
    await expect.poll(() => total(page), PATIENT).toBe(few)
    await page.keyboard.press('Escape')

    const pivot = await ready(page, 'Cost by phase and size')
    await pivot.locator('tbody tr').first().locator('td').first().click({ button: 'right' })
    await item(page, 'Drill to detail').click()
    expect((await chips(page)).map((chip) => chip.split(' = ')[0])).toEqual(['Phase of flight', 'Size of animal'])
    await page.keyboard.press('Escape')
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('on a phone: a long press, the whole screen, nothing wider than it', async () => {
    const { page, context, problems } = await visit(browser, server, { width: 390, height: 844, scheme: 'dark' })
    await page.goto(DASHBOARD)
    const pie = await ready(page, 'Time of day')
    await picture(pie).evaluate((element) => {
      const { left, top } = element.getBoundingClientRect()
      const about = { bubbles: true, pointerType: 'touch', clientX: left + 20, clientY: top + 150 }
      element.dispatchEvent(new PointerEvent('pointerdown', about))
    })
    await item(page, 'Drill to detail').click()
    await total(page)
    const box = await dialog(page).boundingBox()
    expect([box?.width, box?.height]).toEqual([390, 844])
    await look(page, 'drill-detail-390-dark')
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await fromMenu(page, 'Time of day', 'Drill by…')
    await look(page, 'drill-columns-390-dark')
    await pick(page, 'damage')
    await picture(dialog(page)).waitFor()
    await look(page, 'drill-by-390-dark')
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

test('drilling by columns with the keyboard alone, deeper and back, to Explore', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto(DASHBOARD)
  const pie = await ready(page, 'Time of day')
  await picture(pie).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menu').getByText('Day', { exact: true }).waitFor()
  await look(page, 'drill-menu-1440-light')
  await item(page, 'Drill by…').focus()
  await page.keyboard.press('Enter')
  await pick(page, 'species')
  await picture(dialog(page)).waitFor()
  expect(await crumbs(page)).toEqual(['Time of day (Day)', 'Species'])
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Species')
  await look(page, 'drill-by-1440-light')

  await picture(dialog(page)).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ContextMenu')
  await item(page, 'Drill by…').press('Enter')
  await pick(page, 'state')
  await expect.poll(() => crumbs(page), PATIENT).toEqual(['Time of day (Day)', expect.stringMatching(/^Species \(.+\)$/), 'State'])
  await dialog(page).getByText('Table', { exact: true }).click()
  await dialog(page).getByRole('columnheader', { name: 'State' }).waitFor()
  await dialog(page).getByRole('button', { name: 'Drill to detail' }).click()
  const inner = page.getByRole('dialog', { name: 'Rows behind' })
  await inner.getByText(/^Time of day = Day$/).waitFor()
  await page.keyboard.press('Escape')
  await inner.waitFor({ state: 'detached' })
  await dialog(page).getByText('Chart', { exact: true }).click()
  await dialog(page).getByRole('button', { name: 'Time of day (Day)' }).click()
  await expect.poll(() => crumbs(page), PATIENT).toEqual(['Time of day'])
  await dialog(page).getByRole('button', { name: 'Drill by…' }).click()
  await pick(page, 'damage')
  await expect.poll(() => crumbs(page), PATIENT).toEqual(['Time of day', 'Damage'])
  await dialog(page).getByRole('button', { name: 'Edit chart' }).click()
  await page.waitForURL(/\/explore\/\?.*form_data_key=/)
  await page.getByText('Damage', { exact: true }).first().waitFor()
  expect(page.url()).not.toContain('slice_id')
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

describe('the menu of a chart', () => {
  test('a description as Markdown, a link that leads to the chart, a workbook', async () => {
    const { page, context, problems } = await visit(browser, server)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const { id } = await dashboardOf(page)
    const { result } = await ask<{ result: readonly { id: number; slice_name: string }[] }>(page, 'GET', `/api/v1/dashboard/${id}/charts`)
    const chart = result.find((one) => one.slice_name === 'The costliest strikes')
    await ask(page, 'PUT', `/api/v1/chart/${chart?.id}`, { description: '**Dear** <img src=x onerror="document.title=1"> [all](/chart/list/)' })
    await page.goto(DASHBOARD)
    const table = await ready(page, 'The costliest strikes')
    await fromMenu(page, 'The costliest strikes', 'Show description')
    await table.locator('strong', { hasText: 'Dear' }).waitFor()
    expect(await page.title()).toContain('Birds')
    await look(page, 'drill-description-1440-light')
    await table.getByRole('button', { name: 'Description of' }).click()
    await expect.poll(() => table.locator('strong').count()).toBe(0)
    const [file] = await Promise.all([page.waitForEvent('download'), fromMenu(page, 'The costliest strikes', 'Download Excel')])
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/)
    const [drawing] = await Promise.all([page.waitForEvent('download'), fromMenu(page, 'The costliest strikes', 'Download picture')])
    expect(drawing.suggestedFilename()).toBe('The costliest strikes.png')
    await fromMenu(page, 'The costliest strikes', 'Copy a link to this chart')
    await toast(page, 'A lasting link').waitFor()
    await page.goto(await page.evaluate(() => navigator.clipboard.readText()))
    await card(page, 'The costliest strikes').waitFor()
    await expect.poll(() => card(page, 'The costliest strikes').evaluate((element) => element.getBoundingClientRect().top < window.innerHeight)).toBe(true)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('the same question once more leaves the picture as it is; another question dims it', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto(DASHBOARD)
    await ready(page, 'Species')
    const pie = await ready(page, 'Time of day')
    await page.route('**/api/v1/chart/data**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      await route.continue()
    })
    await fromMenu(page, 'Time of day', 'Refresh')
    await pie.getByRole('img', { name: 'Asking again' }).waitFor()
    expect(await pie.locator('[data-stale]').count()).toBe(0)
    await pie.getByRole('img', { name: 'Asking again' }).waitFor({ state: 'detached' })
    const words = await ready(page, 'Species')
    await words.locator('text').first().click()
    await pie.locator('[data-stale]').waitFor({ state: 'attached' })
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('whoever may see no single rows is not offered them; a database that hides them says so', async () => {
    const { page, context, problems } = await visit(browser, server)
    const { result: found } = await ask<{ result: readonly { id: number; extra?: string }[] }>(page, 'GET', '/api/v1/database/')
    const { result: database } = await ask<{ result: { extra: string | null } }>(page, 'GET', `/api/v1/database/${found[0]?.id}`)
    const extra = JSON.stringify({ ...(JSON.parse(database.extra ?? '{}') as object), disable_drill_to_detail: true })
    await ask(page, 'PUT', `/api/v1/database/${found[0]?.id}`, { extra })
    await page.goto(DASHBOARD)
    await ready(page, 'Time of day')
    await page.getByRole('button', { name: 'Menu of Time of day', exact: true }).click()
    expect(await item(page, 'Drill to detail').getAttribute('aria-disabled')).toBe('true')
    await item(page, 'Drill by…').waitFor()
    await ask(page, 'PUT', `/api/v1/database/${found[0]?.id}`, { extra: database.extra })

    const roles = (await ask<{ result: readonly { id: number; name: string }[] }>(page, 'GET', '/api/v1/security/roles/')).result
    const gamma = roles.find((one) => one.name === 'Gamma')?.id ?? 0
    const { id: seeing } = await ask<{ id: number }>(page, 'POST', '/api/v1/security/roles/', { name: 'Sees birds' })
    const { id } = await dashboardOf(page)
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { roles: [seeing], published: true })
    const wren = {
      username: 'wren',
      first_name: 'Wren',
      last_name: 'Field',
      email: 'wren@example.org',
      password: PASSWORD,
      active: true,
      roles: [gamma, seeing],
    }
    await ask(page, 'POST', '/api/v1/security/users/', wren)
    const theirs = await (await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } })).newPage()
    await theirs.goto('/login/')
    await theirs.fill('input[name=username]', 'wren')
    await theirs.fill('input[name=password]', PASSWORD)
    await theirs.click('button[type=submit]')
    await theirs.waitForURL((url) => !url.pathname.startsWith('/login'))
    await theirs.goto(DASHBOARD)
    await theirs.getByRole('button', { name: 'Menu of Time of day', exact: true }).click()
    await item(theirs, 'Refresh').waitFor()
    expect(await item(theirs, 'Drill to detail').count()).toBe(0)
    await theirs.context().close()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})
