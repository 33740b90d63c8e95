import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct({ alone: true, env: { COSET_CACHE_URL: 'metadata:' } })
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
const show = (page: Page, as: 'Table' | 'Cards') => page.getByRole('radiogroup', { name: 'Show as' }).getByText(as, { exact: true }).click({ force: true })

test('a list becomes cards, with placeholders until their pictures are drawn', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/dashboard/list/')
  await page.getByRole('table').waitFor()
  await show(page, 'Cards')
  await page.getByText('Being drawn').first().waitFor()
  expect(new URL(page.url()).searchParams.get('view')).toBe('cards')
  expect(await barriers(page)).toEqual([])
  const worker = await server.worker()
  await page.locator('[data-state=ready] img').first().waitFor()
  await expect.poll(() => page.locator('[data-state=waiting]').count(), { timeout: 60_000 }).toBe(0)
  expect(await page.locator('[data-state=none]').count()).toBe(0)
  await worker.stop()
  // The choice is this person's from now on
  await page.goto('/dashboard/list/')
  await page.getByRole('list', { name: 'Dashboards' }).waitFor()
  await show(page, 'Table')
  await page.getByRole('table').waitFor()
  await page.goto('/dashboard/list/?viewMode=card')
  await page.getByRole('list', { name: 'Dashboards' }).waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('cards are searched, ordered, marked, chosen and deleted like rows', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/chart/list/?view=cards')
  const cards = page.getByRole('list', { name: 'Charts' }).getByRole('article')
  await cards.first().waitFor()
  await page.getByRole('combobox', { name: 'Order' }).click()
  await page.getByRole('option', { name: 'A to Z' }).click()
  const names = (): Promise<string[]> => cards.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
  const sorted = async (): Promise<boolean> => {
    const now = await names()
    return now.length > 5 && now.every((name, i) => i === 0 || (now[i - 1] ?? '').toLowerCase() <= name.toLowerCase())
  }
  await expect.poll(sorted).toBe(true)
  const card = page.getByRole('article', { name: 'The busiest airports', exact: true })
  await card.getByRole('button', { name: /to favourites/ }).click()
  await card.getByRole('button', { name: /from favourites/ }).waitFor()
  await page.getByRole('textbox', { name: 'Search charts' }).fill('busiest')
  await expect.poll(names).toEqual(['The busiest airports'])
  await card.getByRole('checkbox').check()
  await page.getByRole('toolbar', { name: 'Selected' }).getByText('1 selected').waitFor()
  await page.getByRole('checkbox', { name: 'Select all' }).uncheck()
  await card.getByRole('button', { name: 'Actions for The busiest airports' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Nothing fits this search').waitFor()
  await page.getByRole('textbox', { name: 'Search charts' }).fill('')
  await cards.first().getByRole('link').press('Enter')
  await page.waitForURL(/\/explore\//)
  // A picture that was on its way when its chart was deleted is not there any more
  expect(problems.filter((problem) => !/status of 404/.test(problem))).toEqual([])
  await context.close()
})

test('few pictures are asked for at once, and none any more once the page is left', async () => {
  const { page, context } = await visit(browser, server)
  let atOnce = 0
  let most = 0
  const isPicture = (url: string): boolean => url.includes('/thumbnail/')
  page.on('request', (request) => {
    if (isPicture(request.url())) most = Math.max(most, ++atOnce)
  })
  const over = (request: Request): void => {
    if (isPicture(request.url())) atOnce -= 1
  }
  page.on('requestfinished', over)
  page.on('requestfailed', over)
  await page.goto('/chart/list/?view=cards')
  await page.getByText('Being drawn').first().waitFor()
  const answered = page.waitForResponse((response) => response.url().includes('/thumbnail/') && response.status() === 202)
  await answered
  await expect.poll(() => most).toBe(3)
  await page.getByRole('link', { name: 'SQL Lab', exact: true }).click()
  await page.waitForURL(/sqllab/)
  const late: string[] = []
  page.on('request', (request) => request.url().includes('/thumbnail/') && late.push(request.url()))
  // The longest of the first three pauses
  await page.waitForTimeout(3000)
  expect(most).toBe(3)
  expect(late).toEqual([])
  await context.close()
})

test('cards fit a phone, in both themes', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    const { page, context } = await visit(browser, server, { width: 390, height: 844, scheme })
    await page.goto('/dashboard/list/?view=cards')
    await page.getByRole('list', { name: 'Dashboards' }).getByRole('article').first().waitFor()
    expect(await overflow(page)).toBe(0)
    expect(await barriers(page)).toEqual([])
    await context.close()
  }
})
