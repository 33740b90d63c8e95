import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { PASSWORD, type RunningServer } from './server.ts'

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['COSET_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })

export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console and of the page, and answers of 500 and above. */
  readonly problems: string[]
}

export interface VisitOptions {
  readonly width?: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
}

/** A browser of its own, with an empty page, of somebody who is not signed in. */
export const stranger = async (browser: Browser, server: RunningServer, options: VisitOptions = {}): Promise<Visit> => {
  const { width = 1440, height = 900, scheme = 'light' } = options
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, baseURL: server.url, acceptDownloads: true })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(`${error.name}: ${error.message}`))
  page.on('response', (response) => response.status() >= 500 && problems.push(`${response.status()} ${response.url()}`))
  return { page, context, problems }
}

/** Sends what the form of the sign-in page sends, without drawing it. */
const signIn = async ({ request }: BrowserContext): Promise<void> => {
  await request.get('/login/')
  const { csrf_token } = (await (await request.get('/api/v1/coset/bootstrap')).json()) as { csrf_token: string }
  const answer = await request.post('/login/', { form: { username: 'admin', password: PASSWORD, csrf_token }, headers: { accept: 'application/json' } })
  if (!answer.ok()) throw new Error(`The sign-in answered ${answer.status()}: ${await answer.text()}`)
}

/** A signed-in browser of its own, on its way home: whoever goes elsewhere at once does not wait for home. */
export const visit = async (browser: Browser, server: RunningServer, options: VisitOptions = {}): Promise<Visit> => {
  const visitor = await stranger(browser, server, options)
  await signIn(visitor.context)
  await visitor.page.goto('/', { waitUntil: 'commit' })
  return visitor
}

/** Scrolls a page or its panes to the end, a screen at a time, so that everything is drawn. */
export const scrollThrough = async (page: Page): Promise<void> => {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 }
  await page.mouse.move(width / 2, height / 2)
  for (let y = 0; y < 6000; y += height * 0.7) {
    await page.mouse.wheel(0, height * 0.7)
    await page.waitForTimeout(150)
  }
}

export interface Drawn {
  readonly name: string
  readonly state: string
  readonly alert: string
}

/** The charts of the open dashboard with their states. */
export const charts = (page: Page): Promise<readonly Drawn[]> =>
  page.locator('article[data-chart-id]').evaluateAll((cards) =>
    cards.map((card) => ({
      name: card.getAttribute('aria-label') ?? '',
      state: card.getAttribute('data-state') ?? '',
      alert: card.querySelector('[role=alert]')?.textContent ?? '',
    })),
  )

/** Waits until no chart is loading. */
export const settled = async (page: Page): Promise<readonly Drawn[]> => {
  await page.locator('article[data-chart-id]').first().waitFor()
  await scrollThrough(page)
  await page.waitForFunction(() => document.querySelector('article[data-state=loading]') === null, undefined, { timeout: 60_000 })
  return charts(page)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What keeps people out of the open page: rules of WCAG A and AA of serious and critical impact, as `rule: element`. */
export const barriers = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Report = { readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[] }
    const run = (globalThis as unknown as { axe: { run(root: Document, options: object): Promise<Report> } }).axe
    const report = await run.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] })
    return report.violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`))
  })
}
