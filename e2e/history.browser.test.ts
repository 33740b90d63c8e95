import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, settled, visit } from './browser.ts'
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

const drawnCharts = async (page: Page): Promise<number> => {
  await page.goto(DASHBOARD)
  const drawn = await settled(page)
  expect(drawn.filter((chart) => chart.state !== 'ready')).toEqual([])
  return drawn.length
}

describe('what is deleted', () => {
  test('comes back by undo, or out of the trash, with the charts drawn', async () => {
    const { page, context, problems } = await visit(browser, server)
    const count = await drawnCharts(page)
    const { dashboard_title: title, id } = await dashboardOf(page)

    await page.goto('/dashboard/list/')
    await act(page, title, 'Delete…')
    await dialog(page).getByText('It goes to the trash and can be put back for 30 days.').waitFor()
    await dialog(page).getByText('Nothing uses it.').waitFor()
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name: title, exact: true }).waitFor({ state: 'detached' })
    await toast(page, `Deleted “${title}”`).getByRole('button', { name: 'Undo' }).click()
    await toast(page, `“${title}” is back`).waitFor()
    await page.getByRole('link', { name: title, exact: true }).waitFor()
    expect(await drawnCharts(page)).toBe(count)

    // Its charts, all at once, and then the dashboard itself
    const charts = (await ask<{ result: readonly { id: number; slice_name: string }[] }>(page, 'GET', `/api/v1/dashboard/${id}/charts`)).result
    await page.goto('/chart/list/')
    await page.getByRole('textbox', { name: 'Search charts' }).fill(charts[0]?.slice_name ?? '')
    await expect.poll(() => page.getByRole('button', { name: /^Actions for/ }).count(), { timeout: 15_000 }).toBeLessThan(5)
    await page.getByRole('checkbox', { name: `Select ${charts[0]?.slice_name}`, exact: true }).check()
    await page.getByRole('toolbar', { name: 'Selected' }).getByRole('button', { name: 'Delete' }).click()
    await dialog(page).getByRole('link', { name: title }).waitFor()
    await look(page, 'delete-dialog')
    await dialog(page).getByRole('button', { name: 'Keep' }).click()
    for (const chart of charts) await ask(page, 'DELETE', `/api/v1/chart/${chart.id}`)
    await ask(page, 'DELETE', `/api/v1/dashboard/${id}`)
    await page.goto(DASHBOARD)
    await page.getByText('There is no such dashboard').waitFor()

    await page.getByRole('button', { name: 'You and settings' }).click()
    await page.getByRole('menuitem', { name: 'Trash' }).click()
    await page.getByRole('heading', { name: 'Trash' }).waitFor()
    await page.getByRole('textbox', { name: 'Search the trash' }).fill('no such name')
    await page.getByText('Nothing fits this search').waitFor()
    await page.getByRole('textbox', { name: 'Search the trash' }).fill('')
    await page.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'Dashboard' }).click()
    await expect.poll(() => page.url(), { timeout: 15_000 }).toContain('kind=dashboard')
    const row = page.getByRole('row', { name: new RegExp(title) })
    await expect.poll(() => page.getByRole('row').count(), { timeout: 15_000 }).toBe(2)
    await row.getByText('30 days').waitFor()
    await row.getByRole('button', { name: `Restore ${title}` }).click()
    await toast(page, `“${title}” is back`).getByText('Came along:').waitFor()
    await page.getByText('Nothing fits this search').waitFor()
    expect(await drawnCharts(page)).toBe(count)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('goes for good only where the dialog says so', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto('/trash/')
    await page.getByText('The trash is empty').waitFor()
    for (const name of ['One', 'Two', 'Three']) {
      const { id } = await ask<{ id: number }>(page, 'POST', '/api/v1/css_template/', { template_name: name, css: '.a { color: red }' })
      await ask(page, 'DELETE', `/api/v1/css_template/${id}`)
    }
    await page.reload()
    await page.getByRole('button', { name: 'Delete One for good' }).click()
    await dialog(page).getByText('This cannot be undone').waitFor()
    await look(page, 'purge-dialog')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete One for good' }).click()
    await dialog(page).getByRole('button', { name: 'Delete for good' }).click()
    await page.getByRole('button', { name: 'Restore One' }).waitFor({ state: 'detached' })
    await page.getByRole('checkbox', { name: 'Select Two' }).check()
    await page.getByRole('toolbar', { name: 'Selected' }).getByRole('button', { name: 'Restore' }).click()
    await toast(page, '“Two” is back').waitFor()
    await page.getByRole('button', { name: 'Empty the trash…' }).click()
    await dialog(page).getByRole('button', { name: 'Empty the trash' }).click()
    await page.getByText('The trash is empty').waitFor()
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })

  test('a chart whose dataset lies in the trash brings it along when asked', async () => {
    const { page, context, problems } = await visit(browser, server)
    const { id: dashboard } = await dashboardOf(page)
    const [chart] = (
      await ask<{ result: readonly { id: number; slice_name: string; form_data: { datasource: string } }[] }>(
        page,
        'GET',
        `/api/v1/dashboard/${dashboard}/charts`,
      )
    ).result
    await ask(page, 'DELETE', `/api/v1/chart/${chart?.id}`)
    await ask(page, 'DELETE', `/api/v1/dataset/${chart?.form_data.datasource.split('__')[0]}`)
    await page.goto('/trash/?kind=chart')
    await page.getByRole('button', { name: `Restore ${chart?.slice_name}` }).click()
    await dialog(page).getByText('is in the trash').first().waitFor()
    await look(page, 'dataset-dialog')
    await dialog(page).getByRole('button', { name: 'Restore both' }).click()
    await toast(page, `“${chart?.slice_name}” is back`).getByText('Came along: Dataset').waitFor()
    await drawnCharts(page)
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

describe('the history of a dashboard', () => {
  test('says and draws what was moved, and goes back', async () => {
    const { page, context, problems } = await visit(browser, server)
    await page.goto(DASHBOARD)
    await settled(page)
    const { position_json: before } = await dashboardOf(page)
    await page.getByRole('button', { name: 'Arrange' }).click()
    await page
      .getByRole('button', { name: /^Move .* on$/ })
      .nth(2)
      .click()
    await page.getByRole('button', { name: 'Save' }).click()
    await toast(page, 'Saved').waitFor()
    const { position_json: after } = await dashboardOf(page)
    expect(after).not.toBe(before)

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'History' }).click()
    const drawer = dialog(page)
    await drawer
      .getByRole('list', { name: 'What differs' })
      .getByText(/^Chart “.*” moved/)
      .first()
      .waitFor()
    const now = drawer.getByRole('list', { name: 'After' }).first()
    await now.getByRole('listitem').filter({ hasText: 'moved' }).first().waitFor()
    expect(await now.getByRole('listitem').filter({ hasText: '↔' }).count()).toBeGreaterThan(0)
    await look(page, 'history-1440-light')

    await drawer.getByRole('list', { name: 'Versions' }).getByRole('button').last().click()
    await drawer.getByRole('heading', { name: 'Version 1', exact: true }).waitFor()
    await drawer.getByRole('button', { name: 'Restore this version' }).click()
    await toast(page, 'Version 1 is back').waitFor()
    const layout = (text: string): unknown => JSON.parse(text)
    expect(layout((await dashboardOf(page)).position_json)).toEqual(layout(before))
    await toast(page, 'Version 1 is back').getByRole('button', { name: 'Undo' }).click()
    await toast(page, 'Version 2 is back').waitFor()
    expect(layout((await dashboardOf(page)).position_json)).toEqual(layout(after))
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

test('a deletion is done, undone and done for good with the keyboard alone', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { keyboard } = page
  await ask(page, 'POST', '/api/v1/css_template/', { template_name: 'Keys', css: '.a { color: red }' })
  await page.goto('/csstemplatemodelview/list/')
  const hasFocus = (name: RegExp): Promise<boolean> => {
    const text = name.source
    return page.evaluate((wanted) => {
      const at = document.activeElement
      return at !== null && new RegExp(wanted).test(at.getAttribute('aria-label') ?? at.textContent ?? '')
    }, text)
  }
  const tabTo = async (name: RegExp, key = 'Tab'): Promise<void> => {
    for (let i = 0; i < 80; i++) {
      if (await hasFocus(name)) return
      await keyboard.press(key)
    }
    throw new Error(`${name.source} is not reached by the keyboard`)
  }
  await page.getByRole('button', { name: 'Actions for Keys' }).waitFor()
  await tabTo(/^Actions for Keys$/)
  await keyboard.press('Enter')
  await tabTo(/^Delete…$/, 'ArrowDown')
  await keyboard.press('Enter')
  await dialog(page).waitFor()
  await tabTo(/^Delete$/)
  await keyboard.press('Enter')
  await toast(page, 'Deleted “Keys”').waitFor()
  await tabTo(/^Undo$/)
  await keyboard.press('Enter')
  await page.getByRole('button', { name: 'Actions for Keys' }).waitFor()
  await tabTo(/^Actions for Keys$/)
  await keyboard.press('Enter')
  await tabTo(/^Delete…$/, 'ArrowDown')
  await keyboard.press('Enter')
  await dialog(page).waitFor()
  await tabTo(/^Delete$/)
  await keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  await tabTo(/^You and settings/, 'Shift+Tab')
  await keyboard.press('Enter')
  await tabTo(/^Trash$/, 'ArrowDown')
  await keyboard.press('Enter')
  await page.getByRole('button', { name: 'Delete Keys for good' }).waitFor()
  await tabTo(/^Delete Keys for good$/)
  await keyboard.press('Enter')
  await dialog(page).waitFor()
  await tabTo(/^Delete for good$/)
  await keyboard.press('Enter')
  await page.getByRole('button', { name: 'Delete Keys for good' }).waitFor({ state: 'detached' })
  expect(unexpected(problems)).toEqual([])
  await context.close()
})

test('drafts are marked, and published from the list', async () => {
  const { page, context, problems } = await visit(browser, server)
  await ask(page, 'POST', '/api/v1/dashboard/', { dashboard_title: 'Not ready' })
  await page.goto('/dashboard/list/?view=table')
  const row = page.getByRole('row', { name: /Not ready/ })
  await row.getByText('Draft').waitFor()
  await act(page, 'Not ready', 'Publish')
  await row.getByText('Published').waitFor()
  expect(problems).toEqual([])
  await context.close()
})

describe.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)('at %d px in %s', (width, scheme) => {
  test('trash, history and their dialogs keep nobody out, and fit', async () => {
    const { page, context, problems } = await visit(browser, server, { width, height: 844, scheme })
    const name = (what: string): string => `${what}-${width}-${scheme}`
    await page.goto('/trash/')
    await look(page, name('trash-empty'))
    const one = await ask<{ id: number }>(page, 'POST', '/api/v1/css_template/', { template_name: `A template with a rather long name, of ${width}`, css: '' })
    await ask(page, 'DELETE', `/api/v1/css_template/${one.id}`)
    const two = await ask<{ id: number }>(page, 'POST', '/api/v1/dashboard/', { dashboard_title: `Gone ${width}` })
    await ask(page, 'DELETE', `/api/v1/dashboard/${two.id}`)
    await page.reload()
    await page.getByRole('checkbox', { name: `Select Gone ${width}` }).check()
    await look(page, name('trash'))
    await page.getByRole('button', { name: `Restore Gone ${width}` }).click()
    await toast(page, 'is back').waitFor()
    await page.getByRole('button', { name: 'Empty the trash…' }).click()
    await look(page, name('trash-dialog'))
    await dialog(page).getByRole('button', { name: 'Empty the trash' }).click()
    await page.getByText('The trash is empty').waitFor()

    await page.goto('/tablemodelview/list/')
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await dialog(page).getByText('Used by', { exact: true }).waitFor()
    await look(page, name('delete-dataset'))

    await page.goto(DASHBOARD)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'History' }).click()
    const versions = dialog(page).getByRole('list', { name: 'Versions' }).getByRole('button')
    await versions.first().waitFor()
    await look(page, name('history'))
    await versions.filter({ hasText: 'moved' }).last().click()
    await dialog(page).getByRole('list', { name: 'After' }).first().waitFor()
    await look(page, name('history-version'))
    expect(unexpected(problems)).toEqual([])
    await context.close()
  })
})

test('a version is restored over changes that are not saved only when one says so', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { result } = await ask<{ result: { id: number; slice_name: string }[] }>(page, 'GET', '/api/v1/chart/')
  const [chart] = result
  if (chart === undefined) throw new Error('there is no chart')
  await ask(page, 'PUT', `/api/v1/chart/${chart.id}`, { description: 'First words' })
  await ask(page, 'PUT', `/api/v1/chart/${chart.id}`, { description: 'Other words' })
  await page.goto(`/explore/?slice_id=${chart.id}`)
  const title = page.getByRole('textbox', { name: 'Name of the chart' })
  await title.fill('Not saved yet')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'History' }).click()
  const drawer = dialog(page)
  await drawer.getByRole('list', { name: 'Versions' }).getByRole('button').nth(1).click()
  await drawer.getByText('You have changes here that are not saved.').waitFor()
  expect(await drawer.getByRole('button', { name: 'Restore this version' }).count()).toBe(0)
  await drawer.getByRole('button', { name: 'Restore, and drop my changes' }).click()
  await toast(page, 'is back').waitFor()
  await expect.poll(() => title.inputValue()).toBe(chart.slice_name)
  expect(unexpected(problems)).toEqual([])
  await context.close()
})
