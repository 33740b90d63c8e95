import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, visit } from './browser.ts'
import { act, ask, DASHBOARD, dashboardOf, dialog, look, toast, unexpected } from './history.ts'
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

interface Chart {
  readonly id: number
  readonly slice_name: string
}

describe('two who save at once', () => {
  test('a chart: the second is shown both versions, and chooses', async () => {
    const [first, second] = [await visit(browser, server), await visit(browser, server)]
    const { id: dashboard } = await dashboardOf(first.page)
    const charts = (await ask<{ result: readonly Chart[] }>(first.page, 'GET', `/api/v1/dashboard/${dashboard}/charts`)).result
    const chart = charts.find((one) => one.slice_name === 'Species') ?? { id: 0, slice_name: '' }
    const nameOf = async (): Promise<string> => (await ask<{ result: Chart }>(first.page, 'GET', `/api/v1/chart/${chart.id}`)).result.slice_name
    const rename = async (page: Page, name: string): Promise<void> => {
      await page.getByRole('textbox', { name: 'Name of the chart' }).fill(name)
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('dialog', { name: 'Save chart' }).getByRole('button', { name: 'Save', exact: true }).click()
    }
    for (const { page } of [first, second]) {
      await page.goto(`/explore/?slice_id=${chart.id}`)
      await page.getByRole('textbox', { name: 'Name of the chart' }).waitFor()
    }
    await rename(first.page, 'Species of theirs')
    await toast(first.page, 'is saved').waitFor()

    const conflict = second.page.getByRole('dialog', { name: 'Somebody else saved this chart meanwhile' })
    await rename(second.page, 'Species of mine')
    await conflict.getByRole('region', { name: 'Theirs' }).getByText('Species of theirs').waitFor()
    await conflict.getByRole('region', { name: 'Yours' }).getByText('Name: “Species” → “Species of mine”').waitFor()
    expect(await conflict.getByRole('region', { name: 'Yours' }).getByRole('listitem').count()).toBe(1)
    await look(second.page, 'conflict-1440-light')
    await conflict.getByRole('button', { name: 'Cancel' }).click()
    await conflict.waitFor({ state: 'detached' })
    expect(await nameOf()).toBe('Species of theirs')

    await second.page.getByRole('dialog', { name: 'Save chart' }).getByRole('button', { name: 'Save', exact: true }).click()
    await conflict.getByRole('button', { name: 'Keep mine' }).click()
    await toast(second.page, '“Species of mine” is saved').waitFor()
    expect(await nameOf()).toBe('Species of mine')

    // Whoever saves again over what they saved themselves is asked nothing; the other one is
    await rename(second.page, 'Species again')
    await toast(second.page, '“Species again” is saved').waitFor()
    await rename(first.page, 'Too late')
    await first.page.getByRole('dialog', { name: 'Somebody else saved this chart meanwhile' }).getByRole('button', { name: 'Take theirs' }).click()
    await expect.poll(() => first.page.getByRole('textbox', { name: 'Name of the chart' }).inputValue(), { timeout: 15_000 }).toBe('Species again')
    expect(await nameOf()).toBe('Species again')

    await first.page.getByRole('button', { name: 'More actions' }).click()
    await first.page.getByRole('menuitem', { name: 'History' }).click()
    await dialog(first.page).getByRole('list', { name: 'Versions' }).getByRole('button').last().click()
    await dialog(first.page).getByRole('button', { name: 'Restore this version' }).click()
    await expect.poll(() => first.page.getByRole('textbox', { name: 'Name of the chart' }).inputValue(), { timeout: 15_000 }).toBe('Species')
    for (const { problems, context } of [first, second]) {
      expect(unexpected(problems)).toEqual([])
      await context.close()
    }
  })

  test('a dashboard and a dataset, too', async () => {
    const { page, context, problems } = await visit(browser, server)
    const { id, dashboard_title: title } = await dashboardOf(page)
    await page.goto(`${DASHBOARD}?edit=true`)
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Birds of mine')
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { css: '.header-title { font-size: 15px }' })
    await page.getByRole('button', { name: 'Save' }).click()
    const conflict = page.getByRole('dialog', { name: 'Somebody else saved this dashboard meanwhile' })
    await conflict.getByRole('region', { name: 'Theirs' }).getByText(/^CSS/).waitFor()
    await conflict.getByRole('region', { name: 'Yours' }).getByText('“Birds of mine”', { exact: false }).waitFor()
    expect(await conflict.getByRole('region', { name: 'Yours' }).getByRole('listitem').count()).toBe(1)
    await conflict.getByRole('button', { name: 'Take theirs' }).click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()

    const [dataset] = (await ask<{ result: readonly { id: number }[] }>(page, 'GET', `/api/v1/dashboard/${id}/datasets`)).result
    await page.goto(`/dataset/${dataset?.id}`)
    await page
      .getByRole('textbox', { name: /shown as$/ })
      .first()
      .fill('Mine')
    await ask(page, 'PUT', `/api/v1/dataset/${dataset?.id}`, { description: 'Theirs' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const second = page.getByRole('dialog', { name: 'Somebody else saved this dataset meanwhile' })
    await second
      .getByRole('region', { name: 'Theirs' })
      .getByText(/Description/)
      .waitFor()
    await second
      .getByRole('region', { name: 'Yours' })
      .getByText(/^Column “.*” changed$/)
      .waitFor()
    await second.getByRole('button', { name: 'Keep mine' }).click()
    await toast(page, 'Saved').waitFor()
    const kept = await ask<{ result: { description: string; columns: readonly { verbose_name: string | null }[] } }>(
      page,
      'GET',
      `/api/v1/dataset/${dataset?.id}`,
    )
    expect([kept.result.description, kept.result.columns[0]?.verbose_name]).toEqual(['Theirs', 'Mine'])
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('publishing from the list, a theme, a role and a kept query', async () => {
    const { page, context, problems } = await visit(browser, server)
    const conflict = (what: string) => page.getByRole('dialog', { name: `Somebody else saved this ${what} meanwhile` })
    const { id } = await dashboardOf(page)
    const { dashboard_title: title } = await dashboardOf(page)
    await page.goto('/dashboard/list/')
    await page.getByRole('button', { name: `Actions for ${title}`, exact: true }).waitFor()
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { css: '.header-title { font-size: 16px }' })
    await act(page, title, 'Back to draft')
    await conflict('dashboard').getByRole('region', { name: 'Theirs' }).getByText(/^CSS/).waitFor()
    await conflict('dashboard').getByRole('button', { name: 'Keep mine' }).click()
    await toast(page, 'is a draft again').waitFor()
    expect((await ask<{ result: { published: boolean } }>(page, 'GET', `/api/v1/dashboard/${id}`)).result.published).toBe(false)
    await ask(page, 'PUT', `/api/v1/dashboard/${id}`, { published: true })

    const theme = (await ask<{ id: number }>(page, 'POST', '/api/v1/theme/', { theme_name: 'Sea', json_data: '{"token": {"borderRadius": 4}}' })).id
    await page.goto('/theme/list/')
    await act(page, 'Sea', 'Edit')
    await ask(page, 'PUT', `/api/v1/theme/${theme}`, { json_data: '{"token": {"borderRadius": 8}}' })
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Sea of mine')
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await conflict('theme').getByRole('region', { name: 'Theirs' }).getByText('Tokens (JSON)', { exact: false }).waitFor()
    await conflict('theme').getByRole('region', { name: 'Yours' }).getByText('Name: “Sea” → “Sea of mine”').waitFor()
    await look(page, 'conflict-theme-1440-light')
    await conflict('theme').getByRole('button', { name: 'Cancel' }).click()
    await dialog(page).getByText('Nothing was saved.').waitFor()
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await conflict('theme').getByRole('button', { name: 'Take theirs' }).click()
    await toast(page, 'This is their version now').waitFor()
    const kept = await ask<{ result: object }>(page, 'GET', `/api/v1/theme/${theme}`)
    expect(kept.result).toMatchObject({ theme_name: 'Sea', json_data: '{"token": {"borderRadius": 8}}' })

    const role = (await ask<{ id: number }>(page, 'POST', '/api/v1/security/roles/', { name: 'Two hands' })).id
    await page.goto('/roles/')
    await act(page, 'Two hands', 'Edit')
    await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Hands of mine')
    await ask(page, 'POST', `/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: [1] })
    await dialog(page).getByRole('button', { name: 'Save', exact: true }).click()
    await conflict('role')
      .getByRole('region', { name: 'Theirs' })
      .getByText(/permission added/)
      .waitFor()
    await conflict('role').getByRole('button', { name: 'Keep mine' }).click()
    await toast(page, 'Saved').waitFor()
    expect((await ask<{ result: object }>(page, 'GET', `/api/v1/security/roles/${role}`)).result).toMatchObject({ name: 'Hands of mine' })
    expect((await ask<{ result: object[] }>(page, 'GET', `/api/v1/security/roles/${role}/permissions/`)).result).toHaveLength(1)

    const query = (await ask<{ id: number }>(page, 'POST', '/api/v1/saved_query/', { label: 'Kept', sql: 'SELECT 1' })).id
    await page.goto('/sqllab')
    await page.getByRole('tab', { name: 'Saved' }).click()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('tab', { name: 'Kept' }).first().waitFor()
    await ask(page, 'PUT', `/api/v1/saved_query/${query}`, { sql: 'SELECT 2' })
    const save = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('dialog', { name: 'Save the query' }).getByRole('textbox', { name: 'Name' }).fill(name)
      await page.getByRole('dialog', { name: 'Save the query' }).getByRole('button', { name: 'Save', exact: true }).click()
    }
    await save('Kept by me')
    await conflict('saved query').getByRole('figure').getByText('SELECT 2').waitFor()
    await look(page, 'conflict-query-1440-light')
    await conflict('saved query').getByRole('button', { name: 'Keep mine' }).click()
    await toast(page, 'is kept').waitFor()
    const read = async () => (await ask<{ result: object }>(page, 'GET', `/api/v1/saved_query/${query}`)).result
    expect(await read()).toMatchObject({ label: 'Kept by me', sql: 'SELECT 1' })
    // The tab holds what was saved: again, after the page was left, nobody is asked
    await expect
      .poll(async () => (await ask<{ result: { active_tab: { saved_query: object | null } } }>(page, 'GET', '/api/v1/sqllab/')).result.active_tab.saved_query)
      .toMatchObject({ label: 'Kept by me' })
    await page.reload()
    await save('Kept again')
    await toast(page, '“Kept again” is kept').waitFor()
    expect(await read()).toMatchObject({ label: 'Kept again' })
    expect((await ask<{ count: number }>(page, 'GET', '/api/v1/saved_query/')).count).toBe(1)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})
