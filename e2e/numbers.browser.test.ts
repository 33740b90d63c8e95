import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, launch, settled, visit } from './browser.ts'
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

const ROWS = "SELECT 9007199254740992 AS id, 'even' AS name UNION ALL SELECT 9007199254740993, 'odd' UNION ALL SELECT 5, 'small'"

/** Asks the API in the page's name. */
const ask = (page: Page, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> =>
  page.evaluate(
    async ([verb, address, text]) => {
      const { csrf_token: token } = (await (await fetch('/api/v1/coset/bootstrap')).json()) as { csrf_token: string }
      const answer = await fetch(address, {
        method: verb,
        headers: { 'content-type': 'application/json', 'x-csrftoken': token },
        ...(text === null ? {} : { body: text }),
      })
      return (await answer.json()) as Record<string, unknown>
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  )

/** A dashboard of one table over the rows, with a filter on their ids. */
const plant = async (page: Page, name: string): Promise<{ readonly dashboard: number; readonly chart: number; readonly dataset: number }> => {
  const [database] = (await ask(page, 'GET', '/api/v1/database/'))['result'] as { id: number }[]
  const dataset = (await ask(page, 'POST', '/api/v1/dataset/', { database: database?.id, table_name: name, sql: ROWS }))['id'] as number
  const params = { viz_type: 'table', query_mode: 'raw', all_columns: ['id', 'name'], row_limit: 3, table_filter: true, server_pagination: false }
  const chart = (
    await ask(page, 'POST', '/api/v1/chart/', {
      slice_name: name,
      viz_type: 'table',
      datasource_id: dataset,
      datasource_type: 'table',
      params: JSON.stringify(params),
    })
  )['id'] as number
  const position = {
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
    GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW-1'], parents: ['ROOT_ID'] },
    'ROW-1': { id: 'ROW-1', type: 'ROW', children: ['CHART-1'], parents: ['ROOT_ID', 'GRID_ID'], meta: {} },
    'CHART-1': { id: 'CHART-1', type: 'CHART', children: [], parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'], meta: { chartId: chart, width: 8, height: 50 } },
  }
  const filter = {
    id: 'NATIVE_FILTER-1',
    type: 'NATIVE_FILTER',
    name: 'Number',
    filterType: 'filter_select',
    targets: [{ datasetId: dataset, column: { name: 'id' } }],
    controlValues: { multiSelect: true, enableEmptyFilter: false },
    defaultDataMask: { extraFormData: {}, filterState: {} },
    cascadeParentIds: [],
    scope: { rootPath: ['ROOT_ID'], excluded: [] },
    chartsInScope: [chart],
  }
  const made = await ask(page, 'POST', '/api/v1/dashboard/', {
    dashboard_title: name,
    position_json: JSON.stringify(position),
    json_metadata: JSON.stringify({ native_filter_configuration: [filter] }),
  })
  return { dashboard: made['id'] as number, chart, dataset }
}

const cells = (page: Page): Promise<string[]> => page.locator('article[data-chart-id] tbody td').allInnerTexts()

test('integers beyond 2^53 are shown, filtered and reopened with every digit', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { dashboard, dataset } = await plant(page, 'Long integers')
  await page.goto(`/superset/dashboard/${dashboard}/`)
  await settled(page)
  expect((await cells(page)).toSorted()).toEqual(['5', '9007199254740992', '9007199254740993', 'even', 'odd', 'small'])
  await page
    .getByRole('button', { name: /^Number/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox').or(dialog.getByRole('textbox')).first().click()
  const asked = page.waitForRequest((request) => request.url().includes('/api/v1/chart/data') && (request.postData() ?? '').includes('740993'))
  await page.getByRole('option', { name: '9007199254740993', exact: true }).click()
  await page.getByRole('heading', { level: 1 }).click()
  expect((await asked).postData()).toContain('"val":[9007199254740993]')
  await expect.poll(() => cells(page)).toEqual(['9007199254740993', 'odd'])
  await page.waitForURL(/native_filters_key=/)
  await page.reload()
  await settled(page)
  await expect.poll(() => cells(page)).toEqual(['9007199254740993', 'odd'])
  // The same number typed into a body by any client means the same row
  const found = await page.evaluate(async (id) => {
    const { csrf_token: token } = (await (await fetch('/api/v1/coset/bootstrap')).json()) as { csrf_token: string }
    const answer = await fetch('/api/v1/chart/data', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrftoken': token },
      body: `{"datasource":{"id":${id},"type":"table"},"queries":[{"columns":["name"],"filters":[{"col":"id","op":"==","val":9007199254740992}]}],"result_format":"json","result_type":"full"}`,
    })
    return ((await answer.json()) as { result: { data: unknown }[] }).result[0]?.data
  }, dataset)
  expect(found).toEqual([{ name: 'even' }])
  expect(problems).toEqual([])
  await context.close()
})

test('a chart that holds as many rows as its limit says so, on the dashboard and in Explore', async () => {
  const { page, context, problems } = await visit(browser, server)
  const { dashboard, chart } = await plant(page, 'Cut rows')
  await page.goto(`/superset/dashboard/${dashboard}/`)
  await settled(page)
  await page.getByRole('note', { name: 'Shows the first 3 rows; raise the row limit to see more.' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.goto(`/explore/?slice_id=${chart}`)
  await page.getByRole('status').getByText('Shows the first 3 rows; raise the row limit to see more.').waitFor()
  expect(problems).toEqual([])
  await context.close()
})

test('times are shown in the zone that a person chose, and named with it', async () => {
  const { page, context, problems } = await visit(browser, server)
  const [database] = (await ask(page, 'GET', '/api/v1/database/'))['result'] as { id: number }[]
  const sql = "SELECT TIMESTAMP '2024-10-27 00:30:00' AS at, DATE '2024-10-27' AS day UNION ALL SELECT TIMESTAMP '2024-10-27 01:30:00', DATE '2024-10-28'"
  const dataset = (await ask(page, 'POST', '/api/v1/dataset/', { database: database?.id, table_name: 'moments', sql }))['id'] as number
  const params = { viz_type: 'table', query_mode: 'raw', all_columns: ['at', 'day'], row_limit: 100, order_by_cols: ['["at", true]'] }
  const body = { slice_name: 'Moments', viz_type: 'table', datasource_id: dataset, datasource_type: 'table', params: JSON.stringify(params) }
  const chart = (await ask(page, 'POST', '/api/v1/chart/', body))['id'] as number
  const table = async (): Promise<{ readonly heads: string[]; readonly cells: string[] }> => {
    await page.goto(`/explore/?slice_id=${chart}`)
    const figure = page.getByRole('region', { name: /^Table of 2 rows/ })
    await figure.locator('tbody td').first().waitFor()
    return { heads: await figure.locator('thead th').allInnerTexts(), cells: await figure.locator('tbody td').allInnerTexts() }
  }
  const before = await table()
  expect(before.heads.map((text) => text.trim())).toEqual(['at', 'day'])
  expect(before.cells).toEqual(['2024-10-27 00:30:00', '2024-10-27', '2024-10-27 01:30:00', '2024-10-28'])
  await page.goto('/user_info/')
  await page.getByRole('radio', { name: 'A zone of your choice' }).check()
  await page
    .getByRole('combobox', { name: 'Zone' })
    .or(page.getByRole('textbox', { name: 'Zone' }))
    .first()
    .fill('Berlin')
  await page.getByRole('option', { name: 'Europe/Berlin' }).click()
  await page.getByText(/^It is .* Europe\/Berlin$/).waitFor()
  expect(await barriers(page)).toEqual([])
  const after = await table()
  expect(after.heads.map((text) => text.trim())).toEqual(['at (Europe/Berlin)', 'day'])
  expect(after.cells).toEqual(['2024-10-27 02:30:00 +02:00', '2024-10-27', '2024-10-27 02:30:00 +01:00', '2024-10-28'])
  await page.goto('/user_info/')
  await page.getByRole('radio', { name: 'As in the data (UTC)' }).check()
  expect((await table()).cells).toEqual(before.cells)
  expect(problems).toEqual([])
  await context.close()
})
