import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, visit } from './browser.ts'
import { act, ask, dialog, look, toast, unexpected } from './history.ts'
import { type RunningServer, startProduct } from './server.ts'

const SECURITY = '/api/v1/security/'

let server: RunningServer
let browser: Browser
beforeAll(async () => {
  server = await startProduct()
  browser = await launch()
  const { page, context } = await visit(browser, server)
  const { result: known } = await ask<{ result: readonly { id: number; name: string }[] }>(page, 'GET', `${SECURITY}roles/`)
  const gamma = known.find((role) => role.name === 'Gamma')?.id
  const wide = (await ask<{ id: number }>(page, 'POST', `${SECURITY}roles/`, { name: 'All data' })).id
  const query = '(filters:!((col:view_menu.name,opr:eq,value:all_datasource_access)))'
  const { ids } = await ask<{ ids: readonly number[] }>(page, 'GET', `${SECURITY}permissions-resources/?q=${query}`)
  await ask(page, 'POST', `${SECURITY}roles/${wide}/permissions`, { permission_view_menu_ids: ids })
  for (const name of ['ann', 'bob']) {
    const names = { username: name, email: `${name}@example.org`, first_name: name, last_name: 'Tester' }
    await ask(page, 'POST', `${SECURITY}users/`, { ...names, password: `a password of ${name}`, active: true, roles: [gamma] })
  }
  await context.close()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click()
const told = (page: Page, text: string | RegExp) => dialog(page).getByText(text).waitFor()
const choose = async (page: Page, field: string, name: string): Promise<void> => {
  await dialog(page).getByRole('combobox', { name: field }).fill(name)
  await page.getByRole('option', { name, exact: true }).click()
  await page.keyboard.press('Escape')
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')
const gone = (page: Page) => dialog(page).waitFor({ state: 'detached' })

describe.each([
  { width: 1440, height: 900, scheme: 'light' },
  { width: 390, height: 844, scheme: 'dark' },
] as const)('at $width px, $scheme', (options) => {
  const picture = (name: string): string => `review-${name}-${options.width}-${options.scheme}`

  test('what a group opens and closes is read before it is saved, and before it goes', async () => {
    const { page, context, problems } = await visit(browser, server, options)
    await page.goto('/list_groups/')
    await page.getByRole('button', { name: 'Add a group' }).click()
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Sales team')
    await choose(page, 'Roles', 'All data')
    await choose(page, 'People', 'ann')
    await press(page, 'Save')
    await told(page, 'Nothing is saved yet.')
    await told(page, 'The role “All data” is new for ann.')
    await told(page, 'Read the rows of every dataset: new for ann.')
    await told(page, /ann will be able to read 4 more datasets: bird_strikes, /)
    await look(page, picture('group'))
    await press(page, 'Back')
    await dialog(page).getByText('ann', { exact: true }).waitFor()
    // With the keyboard alone
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).focus()
    await page.keyboard.press('Enter')
    await told(page, 'Nothing is saved yet.')
    expect(await focused(page)).toContain('Nothing is saved yet.')
    for (let i = 0; i < 9 && (await focused(page)) !== 'Save'; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await gone(page)

    // Nobody would notice this one
    await act(page, 'Sales team', 'Edit')
    await dialog(page).getByRole('textbox', { name: 'Label' }).fill('Sales')
    await press(page, 'Save')
    await gone(page)

    await act(page, 'Sales team', 'Delete…')
    await told(page, 'Nothing is deleted yet.')
    await told(page, /ann will no longer be able to read 4 datasets: /)
    await look(page, picture('group-deletion'))
    await press(page, 'Delete')
    await gone(page)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('what an account opens and closes is read before it is saved, and before it goes', async () => {
    const { page, context, problems } = await visit(browser, server, options)
    await page.goto('/users/')
    await act(page, 'bob', 'Edit')
    await choose(page, 'Roles', 'All data')
    await press(page, 'Save')
    await told(page, 'The role “All data” is new for bob.')
    await press(page, 'Save')
    await gone(page)
    await act(page, 'bob', 'Edit')
    await dialog(page).getByRole('checkbox', { name: 'May sign in' }).uncheck()
    await press(page, 'Save')
    await told(page, 'The account closes for bob.')
    await told(page, 'The role “Gamma” is taken from bob.')
    await look(page, picture('user'))
    await press(page, 'Back')
    await dialog(page).getByRole('checkbox', { name: 'May sign in' }).check()
    // The last of the roles goes with the keyboard
    await dialog(page).getByRole('combobox', { name: 'Roles' }).press('Backspace')
    await page.keyboard.press('Escape')
    await press(page, 'Save')
    await told(page, 'The role “All data” is taken from bob.')
    await press(page, 'Save')
    await gone(page)
    await act(page, 'bob', 'Delete…')
    await told(page, 'The account closes for bob.')
    await press(page, 'Keep')
    await gone(page)
    await act(page, 'admin', 'Delete…')
    await dialog(page).getByRole('alert').filter({ hasText: 'The last administrator cannot be removed' }).waitFor()
    await look(page, picture('refused'))
    await press(page, 'Keep')
    await gone(page)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('a role that nobody holds opens and closes nothing; a failure is told and asked again', async () => {
    const { page, context } = await visit(browser, server, options)
    const name = `Spare ${options.width}`
    await ask(page, 'POST', `${SECURITY}roles/`, { name })
    await page.goto('/roles/')
    await page.route('**/api/v1/explain/role_deletion', (route) => route.abort(), { times: 1 })
    await act(page, name, 'Delete…')
    await told(page, 'What it opens and closes could not be read.')
    await look(page, picture('failed'))
    await press(page, 'Try again')
    await told(page, 'For nobody it opens or closes anything.')
    await look(page, picture('nothing'))
    await press(page, 'Delete')
    await gone(page)
    await context.close()
  })

  test('two who save an account or a group at once are shown both, and choose', async () => {
    const { page, context, problems } = await visit(browser, server, options)
    const conflict = (what: string) => page.getByRole('dialog', { name: `Somebody else saved this ${what} meanwhile` })
    const group = (await ask<{ id: number }>(page, 'POST', `${SECURITY}groups/`, { name: 'Both', users: [], roles: [] })).id
    await page.goto('/list_groups/')
    await act(page, 'Both', 'Edit')
    await ask(page, 'PUT', `${SECURITY}groups/${group}`, { description: 'Theirs' })
    await dialog(page).getByRole('textbox', { name: 'Label' }).fill('Mine')
    await press(page, 'Save')
    await conflict('group').getByRole('region', { name: 'Theirs' }).getByText('Description: nothing → “Theirs”').waitFor()
    await conflict('group').getByRole('region', { name: 'Yours' }).getByText('Label: nothing → “Mine”').waitFor()
    await look(page, picture('conflict-group'))
    await conflict('group').getByRole('button', { name: 'Keep mine' }).click()
    await toast(page, 'Saved').waitFor()
    await gone(page)
    expect((await ask<{ result: object }>(page, 'GET', `${SECURITY}groups/${group}`)).result).toMatchObject({ label: 'Mine', description: '' })

    await page.goto('/users/')
    await act(page, 'ann', 'Edit')
    const users = await ask<{ result: readonly { id: number; username: string }[] }>(page, 'GET', `${SECURITY}users/`)
    const ann = users.result.find((one) => one.username === 'ann')?.id ?? 0
    // Given in the form of the group, and no less a change of the account
    await ask(page, 'PUT', `${SECURITY}groups/${group}`, { users: [ann] })
    await dialog(page).getByRole('textbox', { name: 'Last name' }).fill('Of mine')
    await press(page, 'Save')
    await conflict('user').getByRole('region', { name: 'Theirs' }).getByText('Groups: nothing → “Both”').waitFor()
    await conflict('user').getByRole('region', { name: 'Yours' }).getByText('Last name: “Tester” → “Of mine”').waitFor()
    await look(page, picture('conflict-user'))
    await conflict('user').getByRole('button', { name: 'Cancel' }).click()
    await told(page, 'Nothing was saved.')
    await press(page, 'Save')
    await conflict('user').getByRole('button', { name: 'Take theirs' }).click()
    await toast(page, 'This is their version now').waitFor()
    await gone(page)
    expect((await ask<{ result: object }>(page, 'GET', `${SECURITY}users/${ann}`)).result).toMatchObject({ last_name: 'Tester', groups: [{ name: 'Both' }] })
    await ask(page, 'DELETE', `${SECURITY}groups/${group}`)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})
