import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type Visit, visit } from './browser.ts'
import { ask, DASHBOARD, dashboardOf, look, unexpected } from './history.ts'
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

const found = (page: Page) => page.getByRole('dialog', { name: 'You have unsaved changes' })
const title = (page: Page) => page.getByRole('textbox', { name: 'Title', exact: true })
const kept = (page: Page): Promise<readonly string[]> => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('coset.draft.')))
const keptTitle = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const key = Object.keys(localStorage).find((one) => one.startsWith('coset.draft.') && one.endsWith('.layout'))
    return key === undefined ? '' : (JSON.parse(localStorage.getItem(key) ?? '{}').values?.title ?? '')
  })
const edit = async (page: Page): Promise<void> => {
  await page.goto(`${DASHBOARD}?edit=true`)
  await title(page).waitFor()
}
/** A page of the same browser, as after a crash: the one before is closed without being asked. */
const another = async ({ context, problems }: Visit): Promise<Page> => {
  const page = await context.newPage()
  page.on('pageerror', (error) => problems.push(`${error.name}: ${error.message}`))
  return page
}

describe('unsaved changes of a dashboard', () => {
  test('outlive a closed tab, are taken up, and are gone once saved', async () => {
    const visited = await visit(browser, server)
    const first = visited.page
    await edit(first)
    await title(first).fill('Birds, half done')
    await first.getByRole('button', { name: 'Heading', exact: true }).click()
    await expect.poll(() => keptTitle(first)).toBe('Birds, half done')
    await first.close()

    const page = await another(visited)
    await page.goto(DASHBOARD)
    await page.getByRole('button', { name: 'Arrange' }).click()
    await found(page).getByText('are kept in this browser only', { exact: false }).waitFor()
    expect(await found(page).getByText('saved it since', { exact: false }).count()).toBe(0)
    await look(page, 'draft-found-1440-light')
    // Deciding later leaves the editor, and keeps them
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Arrange' }).click()
    await found(page).getByRole('button', { name: 'Take them up' }).click()
    await expect.poll(() => title(page).inputValue()).toBe('Birds, half done')
    await page.getByRole('button', { name: 'Undo' }).click()
    expect(await title(page).inputValue()).not.toBe('Birds, half done')
    await page.getByRole('button', { name: 'Redo' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Birds, half done' }).waitFor()
    expect((await dashboardOf(page)).position_json).toContain('New heading')
    expect(await kept(page)).toEqual([])
    await page.getByRole('button', { name: 'Arrange' }).click()
    await title(page).waitFor()
    expect(await found(page).count()).toBe(0)
    expect(unexpected(visited.problems)).toEqual([])
    await visited.context.close()
  })

  test('warn of who saved since, and lose nothing of theirs; are dropped, discarded and undone', async () => {
    const visited = await visit(browser, server)
    const { page } = visited
    const { id } = await dashboardOf(page)
    await edit(page)
    await title(page).fill('Mine of before')
    await expect.poll(() => keptTitle(page)).toBe('Mine of before')
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { css: '.header-title { font-size: 17px }' })
    await page.reload()
    await found(page).getByText('saved it since', { exact: false }).waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await look(page, 'draft-found-390-dark')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
    await found(page).getByRole('button', { name: 'Take them up' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const conflict = page.getByRole('dialog', { name: 'Somebody else saved this dashboard meanwhile' })
    await conflict.getByRole('region', { name: 'Theirs' }).getByText(/^CSS/).waitFor()
    await conflict.getByRole('button', { name: 'Cancel' }).click()
    await page.reload()
    await found(page).getByRole('button', { name: 'Drop them' }).click()
    await found(page).waitFor({ state: 'detached' })
    expect(await title(page).inputValue()).not.toBe('Mine of before')
    expect(await kept(page)).toEqual([])

    await title(page).fill('Not wanted')
    await expect.poll(() => keptTitle(page)).toBe('Not wanted')
    await page.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => kept(page)).toEqual([])
    await page.getByRole('button', { name: 'Arrange' }).click()
    await page.getByRole('button', { name: 'Divider' }).click()
    await expect.poll(() => kept(page)).toHaveLength(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => kept(page)).toEqual([])
    expect(unexpected(visited.problems)).toEqual([])
    await visited.context.close()
  })

  test('styles, too; and nothing is offered to another account of the browser', async () => {
    const visited = await visit(browser, server)
    const { page, context } = visited
    const styles = async (on: Page) => {
      await on.getByRole('button', { name: 'More', exact: true }).click()
      await on.getByRole('menuitem', { name: 'Styles…' }).click()
      return on.getByRole('dialog', { name: 'Styles of the dashboard' })
    }
    await page.goto(DASHBOARD)
    const dialog = await styles(page)
    await dialog.getByRole('textbox', { name: 'Styles (CSS)' }).fill('.header-title { color: #123456 }')
    await expect.poll(() => kept(page)).toHaveLength(1)
    await edit(page)
    await title(page).fill('Of the administrator')
    await expect.poll(() => keptTitle(page)).toBe('Of the administrator')

    const roles = (await ask<{ result: { id: number; name: string }[] }>(page, 'GET', '/api/v1/security/roles/')).result
    const admin = roles.find((role) => role.name === 'Admin')?.id
    const account = { username: 'second', first_name: 'Second', last_name: 'One', email: 'second@example.org', active: true, password: 'a longer password 1' }
    await ask(page, 'POST', '/api/v1/security/users/', { ...account, roles: [admin] })
    await context.clearCookies()
    await page.goto('/login/')
    await page.fill('input[name=username]', 'second')
    await page.fill('input[name=password]', 'a longer password 1')
    await page.click('button[type=submit]')
    await page.waitForURL((url) => !url.pathname.startsWith('/login'))
    await edit(page)
    expect(await found(page).count()).toBe(0)
    expect(await title(page).inputValue()).not.toBe('Of the administrator')
    await page.getByRole('button', { name: 'Discard' }).click()
    const theirs = await styles(page)
    await theirs.getByRole('textbox', { name: 'Styles (CSS)' }).waitFor()
    expect(await theirs.getByText('You have unsaved changes').count()).toBe(0)
    expect(await kept(page)).toHaveLength(2)
    await context.close()

    const again = await visit(browser, server)
    await again.page.goto(DASHBOARD)
    const own = await styles(again.page)
    await own.getByRole('textbox', { name: 'Styles (CSS)' }).fill('.header-title { color: #654321 }')
    await expect.poll(() => kept(again.page)).toHaveLength(1)
    await again.page.reload()
    const after = await styles(again.page)
    await look(again.page, 'draft-styles-1440-light')
    await after.getByRole('button', { name: 'Take them up' }).click()
    await after.getByText('#654321').waitFor()
    await after.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => kept(again.page)).toEqual([])
    await again.context.close()
  })
})
