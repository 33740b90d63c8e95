import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Side } from '../sides/sides.ts'

const EXECUTABLE = process.env['COSET_CHROMIUM'] ?? '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']
/** Tall enough for the whole dashboard: charts outside the window are not asked for. */
const VIEWPORT = { width: 1600, height: 4000 }
const DRAWN_MS = 60_000

/** A Chromium without a window. Throws when there is none. */
export const launchBrowser = (): Promise<Browser> => {
  if (!existsSync(EXECUTABLE)) throw new Error(`there is no Chromium at ${EXECUTABLE}; name one in COSET_CHROMIUM`)
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS })
}

/** A browser profile with nothing in its cache, signed in through the form of the side; no page of the client was loaded yet. */
const signedIn = async (browser: Browser, side: Side): Promise<BrowserContext> => {
  const context = await browser.newContext({ viewport: VIEWPORT })
  const page = await context.request.get(`${side.url}/login/`)
  const token = /name="csrf[_-]token"[^>]*(?:value|content)="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const answer = await context.request.post(`${side.url}/login/`, {
    form: { username: 'admin', password: 'admin', csrf_token: token },
    headers: { referer: `${side.url}/login/` },
    maxRedirects: 0,
  })
  if (answer.status() !== 302 || (answer.headers()['location'] ?? '').includes('/login')) throw new Error(`${side.url} refused the sign-in: ${answer.status()}`)
  return context
}

/** Gives work a page of a signed-in profile with an empty cache. */
export const withFreshPage = async <T>(browser: Browser, side: Side, work: (page: Page) => Promise<T>): Promise<T> => {
  const context = await signedIn(browser, side)
  try {
    return await work(await context.newPage())
  } finally {
    await context.close()
  }
}

/** In the page: milliseconds since the navigation began once every chart stands drawn, false before. */
const drawnAt = (charts: number): number | false => {
  const mine = [...document.querySelectorAll('article[data-chart-id][data-state=ready] > header + div')]
  const bodies = mine.length > 0 ? mine : [...document.querySelectorAll('[data-test="slice-container"]')]
  const waiting = document.querySelector('main [aria-busy=true], [data-test="loading-indicator"], .loading')
  const drawn = bodies.filter((body) => body.querySelector('canvas, svg, table, [role=table], [role=grid]') !== null)
  return drawn.length >= charts && waiting === null && performance.now()
}

/** Opens the dashboard of the side and gives the milliseconds until its last chart is drawn. Throws when that takes a minute. */
export const openDashboard = async (page: Page, side: Side): Promise<number> => {
  await page.goto(side.url + side.dashboard, { waitUntil: 'commit' })
  const drawn = await page.waitForFunction(drawnAt, side.charts, { polling: 'raf', timeout: DRAWN_MS })
  return Number(await drawn.jsonValue())
}

/** Counts the bytes that scripts take on the wire from now on, headers and compression included; scripts of workers are not seen. */
export const countScriptBytes = async (page: Page): Promise<() => number> => {
  const session = await page.context().newCDPSession(page)
  const scripts = new Set<string>()
  let bytes = 0
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.mimeType.includes('javascript')) scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  await session.send('Network.enable')
  return () => bytes
}
