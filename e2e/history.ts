import { mkdirSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { barriers } from './browser.ts'

const PICTURES = process.env['COSET_PICTURES']
export const DASHBOARD = '/superset/dashboard/birds-against-aircraft/'

export const dialog = (page: Page): Locator => page.getByRole('dialog')
export const act = async (page: Page, row: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}
/** Refusals are told by the console too. */
export const unexpected = (problems: readonly string[]): readonly string[] => problems.filter((problem) => !/status of 4\d\d/.test(problem))
export const toast = (page: Page, text: string): Locator => page.getByRole('alert').filter({ hasText: text })

/** Asks the API as the person of the page. */
export const ask = <T>(page: Page, method: string, path: string, body?: unknown): Promise<T> =>
  page.evaluate(
    async ([verb, address, sent]) => {
      const { csrf_token } = await (await fetch('/api/v1/coset/bootstrap')).json()
      const headers = { 'content-type': 'application/json', 'x-csrftoken': csrf_token }
      const answer = await fetch(address, { method: verb, headers, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) })
      if (!answer.ok) throw new Error(`${verb} ${address}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    },
    [method, path, body] as const,
  )

interface Shown {
  readonly id: number
  readonly dashboard_title: string
  readonly position_json: string
}
export const dashboardOf = async (page: Page): Promise<Shown> => (await ask<{ result: Shown }>(page, 'GET', '/api/v1/dashboard/birds-against-aircraft')).result

/** The picture, where pictures are wished; in any case nobody is kept out, and nothing is wider than the window. */
export const look = async (page: Page, name: string): Promise<void> => {
  await page.waitForFunction(() => (document.querySelector('[role=dialog]') ?? document).querySelector('[aria-busy="true"], .mantine-Skeleton-root') === null)
  await page.waitForTimeout(300)
  if (PICTURES !== undefined) {
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: `${PICTURES}/${name}.png` })
  }
  expect(await barriers(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
}
