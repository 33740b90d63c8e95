import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
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

const dialog = (page: Page) => page.getByRole('dialog')
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name, exact: true })
const submit = (page: Page) => dialog(page).getByRole('button', { name: 'Save' }).click()
const save = async (page: Page): Promise<void> => {
  await submit(page)
  await dialog(page).waitFor({ state: 'detached' })
}
const act = async (page: Page, row: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}
const remove = async (page: Page, row: string): Promise<void> => {
  await act(page, row, 'Delete…')
  await dialog(page).getByRole('button', { name: 'Delete' }).click()
  await dialog(page).waitFor({ state: 'detached' })
}
/** A code editor is no plain field: all of its text is replaced. */
const write = async (page: Page, name: string, text: string): Promise<void> => {
  await field(page, name).fill(text)
}
/** Refusals are told by the console too. */
const unexpected = (problems: readonly string[]): readonly string[] => problems.filter((problem) => !/status of 4\d\d/.test(problem))
const invalid = (page: Page, name: string) => field(page, name).getAttribute('aria-invalid')

describe('annotations', () => {
  test('a layer and an annotation are made, changed and deleted; what is wrong stands at its field', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.getByRole('button', { name: 'You and settings' }).click()
    await page.getByRole('menuitem', { name: 'Annotation layers' }).click()
    await page.getByRole('button', { name: 'Add a layer' }).click()
    await field(page, 'Name').fill('Releases')
    await save(page)
    await page.getByRole('link', { name: 'Releases' }).click()
    await page.getByRole('heading', { name: 'Annotations of Releases' }).waitFor()

    await page.getByRole('button', { name: 'Add an annotation' }).click()
    await field(page, 'Name').fill('Version 2')
    await dialog(page).getByLabel('Start (UTC)').fill('2026-03-01T10:00')
    await dialog(page).getByLabel('End (UTC)').fill('2026-02-01T10:00')
    await write(page, 'Metadata (JSON)', '{no json')
    await submit(page)
    await dialog(page).locator('.mantine-Input-error, .mantine-InputWrapper-error').first().waitFor()
    await write(page, 'Metadata (JSON)', '{"ticket": 12}')
    await submit(page)
    await dialog(page).getByText('End date must be after start date').waitFor()
    expect(await dialog(page).getByLabel('Start (UTC)').getAttribute('aria-invalid')).toBe('true')
    await dialog(page).getByLabel('End (UTC)').fill('')
    await save(page)
    await page.getByRole('cell', { name: /1 Mar 2026.*10:00.*UTC|Mar 1, 2026.*10:00.*UTC/ }).waitFor()
    await page.getByRole('cell', { name: 'Same moment' }).waitFor()

    await act(page, 'Version 2', 'Edit')
    await dialog(page).getByText('"ticket"').waitFor()
    expect(await dialog(page).getByLabel('Start (UTC)').inputValue()).toMatch(/^2026-03-01T10:00/)
    await field(page, 'Name').fill('Version 2.1')
    await save(page)
    await page.getByRole('cell', { name: 'Version 2.1', exact: true }).waitFor()

    await page.getByRole('link', { name: 'All layers' }).click()
    await remove(page, 'Releases')
    await page.getByText('Annotation layer has associated annotations.').waitFor()
    await page.getByRole('link', { name: 'Releases' }).click()
    await remove(page, 'Version 2.1')
    await page.getByText('Nothing here yet').waitFor()
    await page.getByRole('link', { name: 'All layers' }).click()
    await act(page, 'Releases', 'Edit')
    await field(page, 'Description').fill('What went out when')
    await save(page)
    await page.getByRole('cell', { name: 'What went out when' }).waitFor()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

describe('tags', () => {
  test('are made, starred, put on a dashboard and taken off, and lead to what carries them', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto('/superset/tags/')
    for (const name of ['Quarterly', 'Old']) {
      await page.getByRole('button', { name: 'Add a tag' }).click()
      await field(page, 'Name').fill(name)
      await save(page)
    }
    await act(page, 'Old', 'Edit')
    await field(page, 'Name').fill('Quarterly')
    await submit(page)
    await dialog(page).getByText('Must be unique').waitFor()
    expect(await invalid(page, 'Name')).toBe('true')
    await field(page, 'Name').fill('Older')
    await save(page)
    await page.getByRole('button', { name: 'Add Older to favourites' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Remove Older from favourites' }).waitFor()

    await page.goto('/dashboard/list/')
    const row = page.getByRole('button', { name: /^Actions for/ }).first()
    const title = ((await row.getAttribute('aria-label')) ?? '').replace('Actions for ', '')
    await act(page, title, 'Tags…')
    await dialog(page).getByRole('combobox', { name: 'Tags' }).fill('Quart')
    await page.getByRole('option', { name: 'Quarterly' }).click()
    await dialog(page).getByRole('combobox', { name: 'Tags' }).fill('Brand new')
    await page.keyboard.press('Enter')
    await save(page)
    await page.getByRole('link', { name: 'Brand new' }).waitFor()
    await page.getByRole('link', { name: 'Quarterly' }).click()
    await page.getByRole('heading', { name: 'Tagged Quarterly' }).waitFor()
    await page.getByRole('table', { name: 'Dashboards' }).getByRole('link', { name: title }).waitFor()
    expect(await barriers(page)).toEqual([])

    await page.goto('/dashboard/list/')
    await act(page, title, 'Tags…')
    await dialog(page).getByRole('combobox', { name: 'Tags' }).press('Backspace')
    await save(page)
    await page.getByRole('link', { name: 'Brand new' }).waitFor({ state: 'detached' })
    await page.goto('/chart/list/')
    const chart = (
      (await page
        .getByRole('button', { name: /^Actions for/ })
        .first()
        .getAttribute('aria-label')) ?? ''
    ).replace('Actions for ', '')
    await act(page, chart, 'Tags…')
    await dialog(page).getByRole('combobox', { name: 'Tags' }).fill('Quarterly')
    await page.keyboard.press('Enter')
    await save(page)
    await page.getByRole('link', { name: 'Quarterly' }).click()
    await page.getByRole('table', { name: 'Charts' }).waitFor()

    await page.goto('/superset/tags/')
    for (const name of ['Older', 'Brand new']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
    await page.getByRole('toolbar', { name: 'Selected' }).getByRole('button', { name: 'Delete' }).click()
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('cell', { name: 'Older', exact: true }).waitFor({ state: 'detached' })
    expect(await page.getByRole('cell', { name: 'Quarterly', exact: true }).count()).toBe(1)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

const accent = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--coset-accent').trim())

describe('themes', () => {
  test('are made with a preview, worn by the site and by a dashboard, exported, imported and deleted', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto('/theme/list/')
    const own = await accent(page)
    await page.getByRole('button', { name: 'Add a theme' }).click()
    await field(page, 'Name').fill('Corporate')
    await write(page, 'Tokens (JSON)', '{"token": {"colorPrimary": "#aa0044", "colorLink": "url(https://evil.example/x)", "fontFamily": "x; color: red"}')
    await dialog(page).getByText('Not yet a theme').waitFor()
    await write(
      page,
      'Tokens (JSON)',
      '{"token": {"colorPrimary": "#aa0044", "colorLink": "url(https://evil.example/x)", "fontFamily": "x; color: red"}, "algorithm": "no"}',
    )
    await dialog(page).getByText('Left out, as the value is none: colorLink, fontFamily').waitFor()
    const button = page.getByTestId('theme-board').locator('button').first()
    await expect.poll(() => button.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(170, 0, 68)')
    expect(await accent(page)).toBe(own)
    await submit(page)
    await dialog(page).getByText('Invalid theme configuration structure').waitFor()
    await write(page, 'Tokens (JSON)', '{"token": {"colorPrimary": "#aa0044", "colorLink": "url(https://evil.example/x)"}, "algorithm": "default"}')
    await save(page)

    await act(page, 'Corporate', 'Use on light pages')
    await page.getByRole('cell', { name: 'Light pages' }).waitFor()
    await expect.poll(() => accent(page)).toBe('#aa0044')
    const add = page.getByRole('button', { name: 'Add a theme' })
    expect(await add.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(170, 0, 68)')
    await remove(page, 'Corporate')
    await page.getByText('Cannot delete theme that is set as system default or dark theme.').waitFor()

    await add.click()
    await field(page, 'Name').fill('Board room')
    await write(page, 'Tokens (JSON)', '{"token": {"colorPrimary": "#007744"}}')
    await save(page)
    await page.goto('/superset/dashboard/birds-against-aircraft/')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Theme…' }).click()
    await dialog(page).getByRole('combobox', { name: 'Theme' }).fill('Board')
    await page.getByRole('option', { name: 'Board room' }).click()
    await save(page)
    await expect.poll(() => accent(page)).toBe('#007744')
    await page.reload()
    await expect.poll(() => accent(page)).toBe('#007744')
    await page.getByRole('link', { name: 'Dashboards' }).first().click()
    await expect.poll(() => accent(page)).toBe('#aa0044')

    await page.goto('/theme/list/')
    const [file] = await Promise.all([page.waitForEvent('download'), act(page, 'Corporate', 'Export')])
    const path = await file.path()
    await act(page, 'Corporate', 'No longer use on light pages')
    await expect.poll(() => accent(page)).toBe(own)
    await remove(page, 'Corporate')
    await page.getByRole('cell', { name: 'Corporate', exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Import' }).click()
    await dialog(page)
      .locator('input[type=file]')
      .setInputFiles({ name: 'theme.zip', mimeType: 'application/zip', buffer: await readFile(path) })
    await dialog(page).getByRole('button', { name: 'See what it does' }).click()
    await dialog(page)
      .getByRole('row', { name: /Corporate.*New/ })
      .waitFor()
    await dialog(page).getByRole('button', { name: 'Import' }).click()
    await page.getByRole('cell', { name: 'Corporate', exact: true }).waitFor()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('for dark pages leave light ones alone', async () => {
    const { page, context } = await visit(browser, server, { scheme: 'dark' })
    await page.goto('/theme/list/')
    const own = await accent(page)
    await page.getByRole('button', { name: 'Add a theme' }).click()
    await field(page, 'Name').fill('Night')
    await write(page, 'Tokens (JSON)', '{"algorithm": "dark", "token": {"colorPrimary": "#77ccaa"}}')
    await save(page)
    await act(page, 'Night', 'Use on dark pages')
    await expect.poll(() => accent(page)).toBe('#77ccaa')
    await page.emulateMedia({ colorScheme: 'light' })
    await expect.poll(() => accent(page)).not.toBe('#77ccaa')
    await page.emulateMedia({ colorScheme: 'dark' })
    await act(page, 'Night', 'No longer use on dark pages')
    await expect.poll(() => accent(page)).toBe(own)
    await context.close()
  })
})

test('a CSS template is made, changed and deleted', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/csstemplatemodelview/list/')
  await page.getByRole('button', { name: 'Add a template' }).click()
  await field(page, 'Name').fill('Capitals')
  await write(page, 'Styles (CSS)', '.header { text-transform: uppercase }')
  await save(page)
  await act(page, 'Capitals', 'Edit')
  await dialog(page).getByText('uppercase').waitFor()
  await field(page, 'Name').fill('Small letters')
  await write(page, 'Styles (CSS)', '/* quiet */ .header { text-transform: lowercase }')
  await save(page)
  await remove(page, 'Small letters')
  await page.getByText('Nothing here yet').waitFor()
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('an import says what it would change before it does', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/csstemplatemodelview/list/')
  await page.getByRole('button', { name: 'Add a template' }).click()
  await field(page, 'Name').fill('Travelling')
  await write(page, 'Styles (CSS)', '.a { color: red }')
  await save(page)
  const [file] = await Promise.all([page.waitForEvent('download'), act(page, 'Travelling', 'Export')])
  const buffer = await readFile(await file.path())
  await act(page, 'Travelling', 'Edit')
  await write(page, 'Styles (CSS)', '.a { color: blue }')
  await save(page)
  await page.getByRole('button', { name: 'Import' }).click()
  await dialog(page).locator('input[type=file]').setInputFiles({ name: 'css.zip', mimeType: 'application/zip', buffer })
  await dialog(page).getByRole('button', { name: 'See what it does' }).click()
  await dialog(page)
    .getByRole('row', { name: /Travelling.*Refused/ })
    .waitFor()
  expect(await dialog(page).getByRole('button', { name: 'Import' }).count()).toBe(0)
  await dialog(page).getByRole('checkbox', { name: 'Overwrite them' }).check()
  await dialog(page).getByRole('button', { name: 'See what it does' }).click()
  await dialog(page)
    .getByRole('row', { name: /Travelling.*blue.*red.*Changed/ })
    .waitFor()
  expect(await barriers(page)).toEqual([])
  await dialog(page).getByRole('button', { name: 'Import' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await act(page, 'Travelling', 'Edit')
  await dialog(page).getByText('red').waitFor()
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await remove(page, 'Travelling')
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('the log tells who opened what, is filtered and saved as a file', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/superset/dashboard/birds-against-aircraft/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.goto('/actionlog/list')
  await page.getByRole('cell', { name: 'mount_dashboard' }).first().waitFor()
  await page.getByRole('textbox', { name: 'Search actions' }).fill('mount_explorer_never')
  await page.getByText('Nothing fits this search').waitFor()
  await page.getByRole('textbox', { name: 'Search actions' }).fill('mount_dash')
  await page.getByRole('combobox', { name: 'Person' }).fill('adm')
  await page.getByRole('option', { name: 'admin' }).click()
  await page.getByRole('combobox', { name: 'Time' }).click()
  await page.getByRole('option', { name: 'Last hour' }).click()
  await expect.poll(() => page.url()).toMatch(/search=mount_dash.*person=\d+.*since=hour/)
  await page.getByRole('cell', { name: 'mount_dashboard' }).first().waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as CSV' }).click()])
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n')
  expect(lines[0]).toBe('time_utc,user,action,dashboard,chart,duration_ms,referrer,json')
  expect(lines[1]).toMatch(/^\d{4}-.*,admin,mount_dashboard,\d+,/)
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

const PAGES = [
  ['/superset/tags/', 'Add a tag'],
  ['/annotationlayer/list/', 'Add a layer'],
  ['/csstemplatemodelview/list/', 'Add a template'],
  ['/theme/list/', 'Add a theme'],
  ['/actionlog/list', null],
] as const

describe.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('at %d px in %s', (width, scheme) => {
  test.each(PAGES)('%s and its form keep nobody out, and fit', async (path, add) => {
    const { page, context, problems } = await visit(browser, server, { width, height: 844, scheme })
    const folder = process.env['COSET_PICTURES']
    const look = async (name: string): Promise<void> => {
      await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .mantine-Skeleton-root') === null)
      expect(await barriers(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
      if (folder !== undefined) await page.screenshot({ path: `${folder}/${width}${path.replaceAll('/', '-')}${name}.png` })
    }
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look('')
    if (add !== null) {
      await page.getByRole('button', { name: add }).click()
      await dialog(page).getByRole('button', { name: 'Save' }).waitFor()
      await look('-form')
    }
    expect(problems).toEqual([])
    await context.close()
  })
})
