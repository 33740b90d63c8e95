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
const save = async (page: Page): Promise<void> => {
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await dialog(page).waitFor({ state: 'detached' })
}
const choose = async (page: Page, field: string, typed: string, option: string | RegExp): Promise<void> => {
  await dialog(page).getByRole('combobox', { name: field }).fill(typed)
  await page.getByRole('option', { name: option }).click()
  await page.keyboard.press('Escape')
}
/** Refusals are told by the console too. */
const unexpected = (problems: readonly string[]): readonly string[] => problems.filter((problem) => !/status of 4\d\d/.test(problem))

test('a role, a group, a user and a rule are made, and what is wrong stands at its field', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.getByRole('button', { name: 'You and settings' }).click()
  await page.getByRole('menuitem', { name: 'Roles' }).click()
  await page.getByRole('button', { name: 'Add a role' }).click()
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Gamma')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await dialog(page).getByText('Already exists.').waitFor()
  expect(await dialog(page).getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true')
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Readers')
  await dialog(page).getByRole('textbox', { name: 'Search permissions' }).fill('read dashboard')
  await dialog(page).getByRole('checkbox', { name: 'can read · Dashboard', exact: true }).check()
  await dialog(page).getByText('1 chosen').waitFor()
  await save(page)
  await page.getByRole('cell', { name: 'Readers', exact: true }).waitFor()

  await page.goto('/list_groups/')
  await page.getByRole('button', { name: 'Add a group' }).click()
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Sales team')
  await choose(page, 'Roles', 'read', 'Readers')
  await save(page)
  await page.getByRole('cell', { name: 'Sales team', exact: true }).waitFor()

  await page.goto('/users/')
  await page.getByRole('button', { name: 'Add a user' }).click()
  for (const [field, text] of [
    ['First name', 'Grace'],
    ['Last name', 'Hopper'],
    ['User name', 'admin'],
    ['E-mail', 'grace@example.org'],
    ['Password', 'a password for grace'],
  ] as const)
    await dialog(page).getByLabel(field, { exact: false }).first().fill(text)
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await dialog(page).getByText('A user needs a role or a group').waitFor()
  await choose(page, 'Groups', 'sales', 'Sales team')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  // Nothing is reviewed that could not be saved
  await dialog(page).getByText('Already taken').waitFor()
  await dialog(page).getByRole('textbox', { name: 'User name' }).fill('grace')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await dialog(page).getByText('The role “Readers” is new for grace.').waitFor()
  await save(page)
  await page.getByRole('cell', { name: 'Sales team' }).waitFor()

  await page.goto('/rowlevelsecurity/list/')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await dialog(page).getByRole('textbox', { name: 'Rule name' }).fill('Own region')
  await dialog(page).getByRole('combobox', { name: 'Datasets' }).click()
  await page.getByRole('option').first().click()
  await page.keyboard.press('Escape')
  await choose(page, 'Roles that it binds', 'read', 'Readers')
  await dialog(page).getByRole('textbox', { name: 'Condition (SQL)' }).fill("region = 'north'; DROP TABLE sales")
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await dialog(page).locator('.mantine-Input-error, .mantine-InputWrapper-error').first().waitFor()
  await dialog(page).getByRole('textbox', { name: 'Condition (SQL)' }).fill("region = 'north'")
  expect(await barriers(page)).toEqual([])
  await save(page)
  await page.getByRole('cell', { name: "region = 'north'" }).waitFor()
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('what somebody may do with a dashboard is told with the rule that decides', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/users/')
  await page.getByRole('button', { name: 'Actions for admin', exact: true }).click()
  await page.getByRole('menuitem', { name: 'What may they do?' }).click()
  await dialog(page).getByRole('combobox', { name: 'Dashboard', exact: true }).fill('Birds')
  await page.getByRole('option', { name: 'Birds against aircraft' }).click()
  await dialog(page).getByText('can_export on Dashboard – by the role Admin').waitFor()
  expect(await barriers(page)).toEqual([])
  expect(problems).toEqual([])
  await context.close()
})

test('a role says who holds it, and a change is kept', async () => {
  const { page, context, problems } = await visit(browser, server)
  await page.goto('/roles/')
  await page.getByRole('button', { name: 'Actions for Readers' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await dialog(page).getByText('1 chosen').waitFor()
  await dialog(page).getByText('Sales team').waitFor()
  await choose(page, 'People', 'grace', 'grace')
  await dialog(page).getByRole('textbox', { name: 'Search permissions' }).fill('can read chart')
  await dialog(page).getByRole('checkbox', { name: 'can read · Chart', exact: true }).check()
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  // What the change opens is shown first
  await dialog(page).getByRole('button', { name: 'Back' }).waitFor()
  await save(page)
  await page.getByRole('button', { name: 'Actions for Readers' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await dialog(page).getByText('2 chosen').waitFor()
  await dialog(page).getByText('grace', { exact: true }).waitFor()
  await page.goto('/users/')
  await page.getByRole('button', { name: 'Actions for admin' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await dialog(page).getByRole('alert').filter({ hasText: 'The last administrator cannot be removed' }).waitFor()
  await dialog(page).getByRole('button', { name: 'Delete' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByText('The last administrator cannot be removed').waitFor()
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

const PAGES = [
  ['/users/', 'Add a user'],
  ['/roles/', 'Add a role'],
  ['/list_groups/', 'Add a group'],
  ['/rowlevelsecurity/list/', 'Add a rule'],
] as const

describe.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('at %d px in %s', (width, scheme) => {
  test.each(PAGES)('%s and its form keep nobody out, and fit', async (path, add) => {
    const { page, context, problems } = await visit(browser, server, { width, height: 844, scheme })
    await page.goto(path)
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .waitFor()
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    await page.getByRole('button', { name: add }).click()
    await dialog(page).getByRole('button', { name: 'Save' }).waitFor()
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    const folder = process.env['COSET_PICTURES']
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${width}${path.replaceAll('/', '-')}.png` })
    expect(problems).toEqual([])
    await context.close()
  })
})
