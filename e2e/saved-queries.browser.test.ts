import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, type Visit, visit } from './browser.ts'
import { act, ask, dialog, look, toast, unexpected } from './history.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
let database = 0
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
  const { page, context } = await visit(browser, server)
  const { result } = await ask<{ result: readonly { id: number }[] }>(page, 'GET', '/api/v1/database/')
  database = result[0]?.id ?? 0
  await keep(page, 'Colours', "SELECT 1 AS n, -- a remark\n  'red' AS colour\nFROM range(3)\nWHERE range > 0", 'What colours there are')
  await keep(page, 'Numbers', 'SELECT range AS n FROM range(100)')
  await keep(page, 'Words', "SELECT 'a' AS word")
  const [table] = (await ask<{ result: readonly { table_name: string }[] }>(page, 'GET', '/api/v1/dataset/')).result
  await keep(page, 'All of a table', `SELECT * FROM "${table?.table_name}"`)
  await run(page, `SELECT * FROM "${table?.table_name}" LIMIT 12`, 'table')
  await run(page, 'SELECT 40 + 2 AS answer', 'good')
  await run(page, 'SELECT nothing_like_it FROM range(3)', 'bad')
  await context.close()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const keep = (page: Page, label: string, sql: string, description = ''): Promise<{ id: number }> =>
  ask(page, 'POST', '/api/v1/saved_query/', { label, sql, description, db_id: database, schema: 'main' })
/** A run of SQL Lab; a failed one is an answer, too. */
const run = (page: Page, sql: string, clientId: string): Promise<unknown> =>
  ask(page, 'POST', '/api/v1/sqllab/execute/', { database_id: database, sql, client_id: clientId, tab: `Tab of ${clientId}` }).catch((error: unknown) => error)
const allowClipboard = ({ context }: Visit): Promise<void> => context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
const editorText = (page: Page): Promise<string> => page.getByRole('textbox', { name: 'SQL' }).innerText()
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

describe('saved queries', () => {
  test('are found, read one after the other, copied and opened in SQL Lab', async () => {
    const person = await visit(browser, server)
    const { page, context, problems } = person
    await allowClipboard(person)
    await page.goto('/savedqueryview/list/')
    await row(page, 'Colours').getByText('What colours there are').waitFor()
    await page.getByRole('textbox', { name: 'Search saved queries' }).fill('range(')
    await page.getByText('2 in all').waitFor()
    await act(page, 'Numbers', 'Preview')
    await dialog(page).getByText('range(100)').waitFor()
    expect(await dialog(page).getByRole('button', { name: 'Previous query' }).getAttribute('aria-disabled')).toBe('true')
    await dialog(page).getByRole('button', { name: 'Next query' }).click()
    await page.getByRole('dialog', { name: 'Colours' }).getByText('-- a remark').waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('dialog', { name: 'Numbers' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await dialog(page).getByRole('button', { name: 'Copy' }).click()
    await toast(page, 'SQL copied').waitFor()
    expect(await clipboard(page)).toContain("'red' AS colour\nFROM range(3)")
    await dialog(page).getByRole('link', { name: 'Open in SQL Lab' }).click()
    await page.getByRole('tab', { name: 'Colours', selected: true }).waitFor()
    await expect.poll(() => editorText(page)).toContain("'red' AS colour")
    expect(new URL(page.url()).search).toBe('')
    const tabs = await page.getByRole('tab', { name: 'Colours' }).count()
    await page.reload()
    await page.getByRole('tab', { name: 'Colours', selected: true }).waitFor()
    expect(await page.getByRole('tab', { name: 'Colours' }).count()).toBe(tabs)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('addresses of other sites open them; what is not there is told', async () => {
    const { page, context } = await visit(browser, server)
    const { id } = await keep(page, 'From a bookmark', 'SELECT 7 AS seven')
    await page.goto(`/superset/sqllab/?savedQueryId=${id}`)
    await page.getByRole('tab', { name: 'From a bookmark', selected: true }).waitFor()
    await expect.poll(() => editorText(page)).toContain('SELECT 7 AS seven')
    await page.goto(`/sqllab/?sql=${encodeURIComponent('SELECT 7 AS seven')}&title=Given%20words&dbid=1`)
    await page.getByRole('tab', { name: 'Given words', selected: true }).waitFor()
    await page.getByText('SELECT 7 AS seven').first().waitFor()
    await page.waitForURL((url) => url.search === '')
    await page.goto('/sqllab?savedQueryId=99999')
    await toast(page, 'That could not be opened').waitFor()
    await page.getByRole('textbox', { name: 'SQL' }).waitFor()
    await page.goto('/sqllab/?queryId=99999')
    await toast(page, 'That could not be opened').waitFor()
    await ask(page, 'DELETE', `/api/v1/saved_query/${id}`)
    await context.close()
  })

  test('are renamed over what was saved meanwhile, tagged, shared, exported, deleted and put back', async () => {
    const person = await visit(browser, server)
    const { page, context, problems } = person
    await allowClipboard(person)
    await page.goto('/sqllab/')
    await page.getByRole('tab', { name: 'Saved' }).click()
    await page.getByRole('link', { name: 'All saved queries' }).click()
    await page.getByRole('heading', { level: 1, name: 'Saved queries' }).waitFor()

    const [words] = (await ask<{ result: readonly { id: number }[] }>(page, 'GET', '/api/v1/saved_query/?q=(filters:!((col:label,opr:eq,value:Words)))')).result
    await act(page, 'Words', 'Edit')
    await ask(page, 'PUT', `/api/v1/saved_query/${words?.id}`, { description: 'Theirs' })
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Words of mine')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('dialog', { name: 'Somebody else saved this saved query meanwhile' }).getByRole('button', { name: 'Keep mine' }).click()
    await row(page, 'Words of mine').waitFor()

    await act(page, 'Words of mine', 'Tags…')
    await dialog(page).getByRole('combobox', { name: 'Tags' }).fill('letters')
    await page.keyboard.press('Enter')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await row(page, 'Words of mine').getByRole('link', { name: 'letters' }).waitFor()
    await page.getByRole('combobox', { name: 'Tag', exact: true }).click()
    await page.getByRole('option', { name: 'letters' }).click()
    await page.getByText('1 in all').waitFor()

    await act(page, 'Words of mine', 'Copy link')
    await toast(page, 'The link is copied').waitFor()
    expect(await clipboard(page)).toMatch(/^http.*\/sqllab\/p\/[\w-]+\/$/)

    const file = page.waitForEvent('download')
    await act(page, 'Words of mine', 'Export')
    const zip = await (await file).path()
    expect((await readFile(zip)).subarray(0, 2).toString()).toBe('PK')

    await act(page, 'Words of mine', 'Delete…')
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Nothing fits this search').waitFor()
    await toast(page, 'Deleted “Words of mine”').getByRole('button', { name: 'Undo' }).click()
    await row(page, 'Words of mine').getByRole('link', { name: 'letters' }).waitFor()

    await page.getByRole('button', { name: 'Import' }).click()
    await dialog(page).locator('input[type=file]').setInputFiles(zip)
    await dialog(page).getByRole('button', { name: 'See what it does' }).click()
    await dialog(page).getByText('exist here already').waitFor()
    await dialog(page).getByRole('checkbox', { name: 'Overwrite them' }).check()
    await dialog(page).getByRole('button', { name: 'See what it does' }).click()
    await dialog(page)
      .getByRole('row', { name: /Words of mine/ })
      .waitFor()
    await dialog(page).getByRole('button', { name: 'Import' }).click()
    await toast(page, 'Imported').waitFor()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

describe('the query history', () => {
  test('tells good and failed runs apart, and opens them in SQL Lab', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto('/sqllab/')
    await page.getByRole('tab', { name: 'History', exact: true }).click()
    await page.getByRole('link', { name: 'Whole history' }).click()
    await page.getByRole('heading', { level: 1, name: 'Query history' }).waitFor()
    await row(page, 'Tab of good').getByText('Success').waitFor()
    await row(page, 'Tab of bad').getByText('Failed').waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Failed' }).click()
    await page.getByText('1 in all').waitFor()
    await row(page, 'Tab of bad').getByTitle('Show the whole query').click()
    await dialog(page)
      .getByText(/nothing_like_it/)
      .nth(1)
      .waitFor()
    await page.keyboard.press('Escape')
    await page.goto('/superset/sqllab/history/?search=40+%2B+2&since=hour')
    await page.getByText('1 in all').waitFor()
    await row(page, 'Tab of good').getByTitle('Show the whole query').click()
    await dialog(page).getByRole('link', { name: 'Open in SQL Lab' }).click()
    await page.getByRole('tab', { name: 'Tab of good', selected: true }).waitFor()
    await expect.poll(() => editorText(page)).toContain('40 + 2')
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('a run that goes on is shown by itself, and stopped', async () => {
    const { page, context } = await visit(browser, server)
    const long = 'SELECT COUNT(*) FROM range(100000) a, range(100000) b, range(100000) c WHERE (a.range + b.range + c.range) % 7 = 3'
    const ended = run(page, long, 'long')
    const { page: other, context: second } = await visit(browser, server)
    await other.goto('/sqllab/history/')
    await row(other, 'Tab of long').getByText('Running').waitFor()
    const before = await row(other, 'Tab of long').innerText()
    await expect.poll(() => row(other, 'Tab of long').innerText(), { timeout: 10_000 }).not.toBe(before)
    await other.getByRole('button', { name: /^Actions for Run \d+ of Tab of long$/ }).click()
    await other.getByRole('menuitem', { name: 'Stop' }).click()
    await row(other, 'Tab of long').getByText('Stopped').waitFor()
    await ended
    await second.close()
    await context.close()
  })
})

test('both pages are reached by the palette and the menu, with the keyboard alone', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find' }).fill('query hist')
  await page.getByRole('option', { name: /Query history/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Query history' }).waitFor()
  await page.getByTitle('Show the whole query').first().focus()
  await page.keyboard.press('Enter')
  await dialog(page).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'You and settings' }).focus()
  await page.keyboard.press('Enter')
  const saved = page.getByRole('menuitem', { name: 'Saved queries' })
  await saved.waitFor()
  expect(await barriers(page)).toEqual([])
  // Down to it: the menu has the focus
  for (let i = 0; i < 20 && !(await saved.evaluate((item) => item === document.activeElement)); i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Saved queries' }).waitFor()
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

describe.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('at %d px in %s', (width, scheme) => {
  test('both pages and their previews keep nobody out, and fit', async () => {
    const { page, context, problems } = await visit(browser, server, { width, height: 844, scheme })
    await page.goto('/savedqueryview/list/')
    await row(page, 'Colours').waitFor()
    await look(page, `saved-queries-${width}-${scheme}`)
    await act(page, 'Colours', 'Preview')
    await look(page, `saved-query-preview-${width}-${scheme}`)
    await page.keyboard.press('Escape')
    await act(page, 'Colours', 'Edit')
    await look(page, `saved-query-form-${width}-${scheme}`)
    await page.goto('/sqllab/history/')
    await row(page, 'SELECT 40').waitFor()
    await look(page, `query-history-${width}-${scheme}`)
    await row(page, 'nothing_like_it').getByTitle('Show the whole query').click()
    await look(page, `query-history-preview-${width}-${scheme}`)
    await page.goto('/sqllab/')
    await page.getByRole('tab', { name: 'Saved', exact: true }).click()
    await page.getByRole('link', { name: 'All saved queries' }).waitFor()
    await look(page, `saved-queries-panel-${width}-${scheme}`)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})
