import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, visit } from './browser.ts'
import { ask, DASHBOARD, dashboardOf, look, toast, unexpected } from './history.ts'
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

interface Item {
  readonly id: string
  readonly name?: string
  readonly title?: string
  readonly description?: string
  readonly cascadeParentIds?: readonly string[]
  readonly scope?: { readonly rootPath: readonly string[]; readonly excluded: readonly number[] }
  readonly chartsInScope?: readonly number[]
  readonly defaultDataMask?: { readonly extraFormData: unknown }
}

const editor = (page: Page): Locator => page.getByRole('dialog', { name: 'Filters of the dashboard' })
const save = (page: Page): Promise<void> => editor(page).getByRole('button', { name: 'Save', exact: true }).click()
const open = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Add or edit filters' }).click()
  await editor(page).getByRole('navigation', { name: 'Filters and dividers' }).waitFor()
}
const pick = async (page: Page, field: string, option: string): Promise<void> => {
  await editor(page).getByLabel(field).first().press('ArrowDown', { timeout: 5000 })
  await page.getByRole('option', { name: option, exact: true }).click({ timeout: 5000 })
}
const itemsOf = async (page: Page, id: number): Promise<readonly Item[]> => {
  const { result } = await ask<{ result: { json_metadata: string } }>(page, 'GET', `/api/v1/dashboard/${id}`)
  return (JSON.parse(result.json_metadata) as { native_filter_configuration: readonly Item[] }).native_filter_configuration
}
const rows = (page: Page): Promise<readonly string[]> => editor(page).locator('[data-choose] > span:first-child').allTextContents()
const bar = (page: Page): Locator => page.getByRole('region', { name: 'Filters', exact: true })

/** The filters over a column that each chart asks with from now on, by the chart's id. */
const askedWith = (page: Page, column: string): Map<number, number> => {
  const asked = new Map<number, number>()
  page.on('request', (request) => {
    if (!request.url().includes('/api/v1/chart/data')) return
    const body = request.postDataJSON() as { form_data: { slice_id?: number }; queries: readonly { filters?: readonly { col: unknown }[] }[] }
    const { slice_id } = body.form_data
    if (slice_id !== undefined) asked.set(slice_id, (body.queries[0]?.filters ?? []).filter((filter) => filter.col === column).length)
  })
  return asked
}

test('a filter with a default and a scope is made; charts in scope ask with it, the one left out does not; it goes again', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { id } = await dashboardOf(page)
  const charts = (await ask<{ result: readonly { id: number; slice_name: string }[] }>(page, 'GET', `/api/v1/dashboard/${id}/charts`)).result
  const idOf = (name: string): number => charts.find((chart) => chart.slice_name === name)?.id ?? 0
  const rate = page.getByRole('article', { name: 'Strikes with damage' })
  await page.goto(DASHBOARD)
  await rate.getByText('10.6%').waitFor()
  await open(page)

  await editor(page).getByRole('button', { name: 'Add filter' }).click()
  await save(page)
  await editor(page).getByText('Write a name.').waitFor()
  await editor(page).getByText('Choose a column.').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await page.keyboard.type('Size <b>of</b> animal')
  await pick(page, 'Dataset', 'bird_strikes')
  await save(page)
  await editor(page).getByText('Choose a column.').waitFor()
  await pick(page, 'Column', 'Size of animal')
  await pick(page, 'Default value', 'Small')
  await page.keyboard.press('Escape')
  await editor(page).getByRole('tab', { name: 'Scope' }).click()
  await editor(page).getByRole('checkbox', { name: 'Total cost' }).uncheck()
  await look(page, 'filter-editor-scope-1440-light')
  const asked = askedWith(page, 'wildlife_size')
  await save(page)
  await toast(page, 'Saved').waitFor()
  await editor(page).waitFor({ state: 'detached' })
  await bar(page).getByRole('button', { name: 'Size <b>of</b> animal Small', exact: true }).waitFor()
  await expect.poll(() => asked.get(idOf('Strikes with damage'))).toBe(1)
  await rate.getByText('10.6%').waitFor({ state: 'detached' })
  expect(asked.get(idOf('Total cost'))).toBeUndefined()
  const made = (await itemsOf(page, id)).at(-1)
  expect(made).toMatchObject({
    name: 'Size <b>of</b> animal',
    scope: { rootPath: ['ROOT_ID'], excluded: [idOf('Total cost')] },
    defaultDataMask: { extraFormData: { filters: [{ col: 'wildlife_size', op: 'IN', val: ['Small'] }] } },
  })
  expect(made?.chartsInScope).toHaveLength(charts.length - 1)

  await open(page)
  await editor(page).getByRole('button', { name: 'Remove Size <b>of</b> animal' }).click()
  await editor(page).getByRole('button', { name: 'Bring Size <b>of</b> animal back' }).click()
  expect(await editor(page).getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  await editor(page).getByRole('button', { name: 'Remove Size <b>of</b> animal' }).click()
  await save(page)
  await bar(page).getByText('Size <b>of</b> animal').waitFor({ state: 'detached' })
  await rate.getByText('10.6%').waitFor()
  expect((await itemsOf(page, id)).map((item) => item.name)).toEqual(['State', 'Cost', 'When'])
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('by the keyboard alone, on a phone: order and a divider are saved, and what is not saved is not lost in silence', async () => {
  const { page, context, problems } = await visit(browser, server, { width: 390, height: 844, scheme: 'dark' })
  const { id } = await dashboardOf(page)
  await page.goto(DASHBOARD)
  await page.getByRole('button', { name: 'Add or edit filters' }).press('Enter')
  await editor(page)
    .getByRole('button', { name: /^State/ })
    .focus()
  await page.keyboard.press('Alt+ArrowDown')
  expect(await rows(page)).toEqual(['Cost', 'State', 'When'])
  await editor(page).getByText('State is number 2 of 3 now').waitFor({ state: 'attached' })
  // The focus went with it
  await page.keyboard.press('Alt+ArrowDown')
  expect(await rows(page)).toEqual(['Cost', 'When', 'State'])
  await editor(page).getByRole('button', { name: 'Move State up' }).press('Enter')
  await editor(page).getByRole('button', { name: 'Add divider' }).press('Enter')
  await page.keyboard.type('Who and where')
  await editor(page).getByRole('button', { name: 'Move Who and where up' }).press('Enter')
  await page.keyboard.press('Enter')
  expect(await rows(page)).toEqual(['Cost', 'Who and where', 'State', 'When'])
  // Under the settings of a filter, which are long, the list stays to be reached
  await editor(page)
    .getByRole('button', { name: /^State/ })
    .click()
  await editor(page).getByRole('button', { name: /^When/ }).click()
  await editor(page).getByRole('region', { name: 'When' }).waitFor()
  await look(page, 'filter-editor-settings-390-dark')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Unsaved changes' }).getByRole('button', { name: 'Stay' }).press('Enter')
  await editor(page).getByRole('button', { name: 'Save', exact: true }).press('Enter')
  await toast(page, 'Saved').waitFor()
  expect((await itemsOf(page, id)).map((item) => item.name ?? item.title)).toEqual(['Cost', 'Who and where', 'State', 'When'])
  await page.getByRole('button', { name: 'Filters', exact: true }).click()
  await page.getByRole('dialog', { name: 'Filters' }).getByText('Who and where').waitFor()
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('filters that wait for one another are refused; who writes over another one is told first', async () => {
  const { page, context, problems } = await visit(browser, server, { scheme: 'dark' })
  const { id } = await dashboardOf(page)
  await page.goto(DASHBOARD)
  await open(page)
  await editor(page)
    .getByRole('button', { name: /^State/ })
    .click()
  await pick(page, 'Depends on', 'Cost')
  await page.keyboard.press('Escape')
  await editor(page).getByRole('button', { name: /^Cost/ }).click()
  await pick(page, 'Depends on', 'State')
  await page.keyboard.press('Escape')
  await editor(page).getByText('These filters would wait for one another: Cost → State → Cost').waitFor()
  await look(page, 'filter-editor-cycle-1440-dark')
  let puts = 0
  page.on('request', (request) => {
    if (request.method() === 'PUT') puts += 1
  })
  await save(page)
  await editor(page).getByText('Not saved yet. Look at: Cost, State').waitFor()
  expect(puts).toBe(0)

  await editor(page).getByRole('button', { name: /^Cost/ }).click()
  await editor(page).getByLabel('Depends on').first().press('Backspace')
  await editor(page).getByRole('textbox', { name: 'Description' }).fill('Mine')
  const cost = (await itemsOf(page, id)).find((item) => item.name === 'Cost')
  await ask(page, 'PUT', `/api/v1/dashboard/${id}/filters`, { modified: [{ ...cost, description: 'Theirs' }] })
  await save(page)
  await editor(page).getByText('Somebody else changed the same meanwhile: Cost.').waitFor()
  await save(page)
  await toast(page, 'Saved').waitFor()
  const saved = await itemsOf(page, id)
  expect(saved.find((item) => item.name === 'Cost')?.description).toBe('Mine')
  expect(saved.find((item) => item.name === 'State')?.cascadeParentIds).toEqual([cost?.id])

  await open(page)
  await editor(page).getByRole('textbox', { name: 'Name' }).fill('Not kept')
  await editor(page).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Leave without saving' }).click()
  await editor(page).waitFor({ state: 'detached' })
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('a display control is made: charts of its dataset are split by what one chooses', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { id } = await dashboardOf(page)
  await page.goto(DASHBOARD)
  await open(page)
  await editor(page).getByText('Display controls (0)').click()
  await editor(page).getByRole('button', { name: 'Add display control' }).click()
  await page.keyboard.type('Split by')
  await pick(page, 'Dataset', 'bird_strikes')
  await editor(page).getByRole('tab', { name: 'Scope' }).click()
  await editor(page).getByText('Charts of this type are not split').first().waitFor()
  await look(page, 'filter-editor-control-1440-light')
  await save(page)
  await toast(page, 'Saved').waitFor()
  await editor(page).waitFor({ state: 'detached' })
  const split = page.waitForRequest((request) => request.url().includes('/api/v1/chart/data') && request.postData()?.includes('"time_of_day"') === true)
  await bar(page).getByRole('button', { name: 'Split by' }).click()
  await page.getByRole('dialog', { name: 'Split by' }).getByLabel('Split by').first().press('ArrowDown')
  await page.getByRole('option', { name: 'Time of day', exact: true }).click()
  await page.getByRole('dialog', { name: 'Split by' }).getByRole('button', { name: 'Apply' }).press('Enter')
  await split
  await bar(page).getByRole('button', { name: 'Split by Time of day', exact: true }).waitFor()
  await page.getByRole('article', { name: 'Species' }).and(page.locator('[data-state=ready]')).waitFor()
  await look(page, 'filter-bar-control-1440-light')
  const { result } = await ask<{ result: { json_metadata: string } }>(page, 'GET', `/api/v1/dashboard/${id}`)
  expect(JSON.parse(result.json_metadata)).toMatchObject({
    chart_customization_config: [{ type: 'CHART_CUSTOMIZATION', filterType: 'chart_customization_dynamic_groupby', name: 'Split by' }],
  })
  expect(unexpected(problems)).toEqual([])
  await context.close()
})
