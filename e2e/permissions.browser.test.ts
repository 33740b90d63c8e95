import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, launch, visit } from './browser.ts'
import { type RunningServer, startProduct } from './server.ts'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
  await fill()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const dialog = (page: Page) => page.getByRole('dialog')
const back = (page: Page) => page.getByRole('button', { name: 'Back to yourself' })

/** Two readers, one of whom has the role that the tests change. */
const fill = async (): Promise<void> => {
  const { page, context } = await visit(browser, server)
  const csrf = (await (await page.request.get('/api/v1/coset/bootstrap')).json()).csrf_token as string
  const post = async (path: string, data: object) =>
    (await (await page.request.post(path, { data, headers: { 'x-csrftoken': csrf } })).json()) as { id: number }
  const { result } = (await (await page.request.get('/api/v1/security/roles/')).json()) as { result: { id: number; name: string }[] }
  const gamma = result.find((role) => role.name === 'Gamma')?.id
  const readers = await post('/api/v1/security/roles/', { name: 'Readers' })
  for (const [name, roles] of [
    ['ann', [gamma, readers.id]],
    ['bob', [gamma]],
  ] as const)
    await post('/api/v1/security/users/', {
      ...{ username: name, email: `${name}@example.org`, first_name: name, last_name: 'Tester' },
      ...{ password: `a password of ${name}`, active: true, roles },
    })
  await context.close()
}

const menuOf = async (page: Page, path: string, row: string, item: string): Promise<void> => {
  await page.goto(path)
  await page.getByRole('row').filter({ hasText: row }).getByRole('button').last().click()
  await page.getByRole('menuitem', { name: item }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

/** Refusals are told by the console too. */
const unexpected = (problems: readonly string[]): readonly string[] => problems.filter((problem) => !/status of 4\d\d/.test(problem))

describe.each([
  { width: 1440, height: 900, scheme: 'light' },
  { width: 390, height: 844, scheme: 'dark' },
] as const)('at $width px, $scheme', (options) => {
  test('an administrator sees the site as somebody else under a line that stays, and goes back', async () => {
    const { page, context, problems } = await visit(browser, server, options)
    await menuOf(page, '/users/', 'bob', 'View as…')
    expect(await barriers(page)).toEqual([])
    const second = await context.newPage()
    await second.goto('/users/')
    await second.getByRole('button', { name: 'Add a user' }).waitFor()
    await dialog(page).getByRole('button', { name: 'View as this person' }).click()
    await page.getByText('You see the site as bob').waitFor()
    // The other tab of the browser sees the same
    await back(second).waitFor()
    await second.close()
    expect(await page.getByRole('link', { name: 'Databases' }).count()).toBe(0)
    await page.getByRole('button', { name: 'You and settings' }).click()
    expect(await page.getByRole('menuitem', { name: 'Users' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    for (const path of ['/dashboard/list/', '/chart/list/', '/user_info/', '/users/']) {
      await page.goto(path)
      await back(page).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true)
    }
    await page.goto('/dashboard/list/')
    await page.getByRole('heading', { name: 'Dashboards' }).waitFor()
    expect(await barriers(page)).toEqual([])
    await page.reload()
    await back(page).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Back to yourself')
    await page.keyboard.press('Enter')
    await back(page).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Databases' }).waitFor()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('an administrator sees what people see who are not signed in, without leaving the page', async () => {
    const { page, context, problems } = await visit(browser, server, options)
    await page.goto('/users/')
    await page.getByRole('button', { name: 'More of users' }).click()
    await page.getByRole('menuitem', { name: 'View as nobody…' }).click()
    await dialog(page).getByText('what the role Public opens').waitFor()
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(await barriers(page)).toEqual([])
    await dialog(page).getByRole('button', { name: 'View as nobody' }).click()
    const asked = page.getByRole('heading', { name: 'Without signing in one is asked to sign in here' })
    for (const path of ['/', '/dashboard/list/', '/login/']) {
      await asked.waitFor()
      await page.goto(path)
      await asked.waitFor()
      await page.getByText('You see the site as nobody signed in').waitFor()
      expect(new URL(page.url()).pathname).toBe(path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true)
    }
    expect(await barriers(page)).toEqual([])
    await page.goto('/password/forgot/')
    await back(page).waitFor()
    expect(await asked.count()).toBe(0)
    await page.goto('/roles/')
    await asked.waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await back(page).waitFor({ state: 'detached' })
    await menuOf(page, '/roles/', 'Public', 'View as nobody…')
    await dialog(page).getByRole('button', { name: 'View as nobody' }).click()
    await asked.waitFor()
    await back(page).click()
    await page.getByRole('link', { name: 'Databases' }).waitFor()
    await page.goto('/roles/')
    await page.getByRole('row').filter({ hasText: 'Readers' }).getByRole('button').last().click()
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor()
    expect(await page.getByRole('menuitem', { name: 'View as nobody…' }).count()).toBe(0)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('what a role would open is read before it is saved', async () => {
    const { page, context, problems } = await visit(browser, server, options)
    await menuOf(page, '/roles/', 'Readers', 'Edit')
    await dialog(page).getByRole('textbox', { name: 'Search permissions' }).fill('all datasource')
    await dialog(page).getByRole('checkbox', { name: 'all datasource access · all_datasource_access', exact: true }).check()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).getByText('Nothing is saved yet.').waitFor()
    await dialog(page).getByText('Read the rows of every dataset: new for ann.').waitFor()
    await dialog(page)
      .getByText(/ann will be able to read 4 more datasets: bird_strikes, /)
      .waitFor()
    expect(await barriers(page)).toEqual([])
    await dialog(page).getByRole('button', { name: 'Back' }).click()
    await dialog(page).getByText('1 chosen').waitFor()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).getByText('Nothing is saved yet.').waitFor()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await menuOf(page, '/roles/', 'Readers', 'Edit')
    await dialog(page).getByText('1 chosen').waitFor()
    await dialog(page).getByRole('switch', { name: 'Chosen only' }).click({ force: true })
    await dialog(page).getByRole('checkbox', { name: 'all datasource access · all_datasource_access', exact: true }).click()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page)
      .getByText(/ann will no longer be able to read 4 datasets: /)
      .waitFor()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).waitFor({ state: 'detached' })
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

test('the form of a rule leads to the eyes of whoever is picked, and a refused write says why', async () => {
  const { page, context } = await visit(browser, server)
  await page.goto('/rowlevelsecurity/list/')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await dialog(page).getByRole('textbox', { name: 'Rule name' }).fill('Nothing')
  await dialog(page).getByRole('combobox', { name: 'Datasets' }).click()
  await page.getByRole('option').first().click()
  await page.keyboard.press('Escape')
  await dialog(page).getByRole('textbox', { name: 'Condition (SQL)' }).fill('1 = 0')
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await menuOf(page, '/rowlevelsecurity/list/', 'Nothing', 'Edit')
  await dialog(page).getByRole('button', { name: 'View as…' }).click()
  const pick = page.getByRole('dialog').filter({ hasText: 'It ends after an hour' })
  await pick.getByRole('combobox', { name: 'Person' }).fill('ann')
  await page.getByRole('option', { name: 'ann' }).click()
  await pick.getByRole('button', { name: 'View as this person' }).click()
  await page.getByText('You see the site as ann').waitFor()
  const csrf = (await (await page.request.get('/api/v1/coset/bootstrap')).json()).csrf_token as string
  const answer = await page.request.put('/api/v1/me/', { data: { first_name: 'x' }, headers: { 'x-csrftoken': csrf } })
  expect([answer.status(), await answer.text()]).toEqual([403, expect.stringContaining('can only look')])
  await back(page).click()
  await back(page).waitFor({ state: 'detached' })
  await context.close()
})
