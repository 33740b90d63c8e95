import type { Browser, Page } from 'playwright-core'
import { guardContext, mayShow } from './guard.ts'
import type { PoolOptions, Shot } from './types.ts'

/** px; a page is measured in a window that is lower than it. */
const FIRST_HEIGHT = 240
/** Chromium draws no larger surface, in device pixels. */
const MOST_SIDE = 16_000
const MOST_PIXELS = 80_000_000

const pageHeight = (page: Page): Promise<number> => page.evaluate(() => Math.ceil(document.documentElement.scrollHeight))

const sizeOf = async (
  page: Page,
  { width, height, mostHeight = Number.POSITIVE_INFINITY, scale }: Shot,
): Promise<{ readonly width: number; readonly height: number; readonly fine: boolean }> => {
  const whole = height ?? Math.min(await pageHeight(page), mostHeight)
  const most = Math.floor(Math.min(MOST_SIDE, MOST_PIXELS / width))
  const fine = whole * scale <= MOST_SIDE && whole * width * scale * scale <= MOST_PIXELS
  return { width, height: Math.max(1, Math.min(whole, most)), fine }
}

const picture = async (page: Page, shot: Shot): Promise<Uint8Array> => {
  const { width, height, fine } = await sizeOf(page, shot)
  if (shot.kind === 'pdf') {
    await page.emulateMedia({ media: 'screen' })
    return page.pdf({ width: `${width}px`, height: `${height}px`, printBackground: true, pageRanges: '1', margin: { top: 0, right: 0, bottom: 0, left: 0 } })
  }
  await page.setViewportSize({ width, height })
  return page.screenshot({ clip: { x: 0, y: 0, width, height }, animations: 'disabled', caret: 'hide', scale: fine ? 'device' : 'css' })
}

const openPage = async (page: Page, { origin }: PoolOptions, { url, waitFor }: Shot): Promise<void> => {
  const strayed = new Promise<never>((_done, fail) => {
    page.on('framenavigated', (frame) => {
      if (!mayShow(frame.url(), origin, frame !== page.mainFrame())) fail(new Error('the page went somewhere else'))
    })
    page.on('crash', () => fail(new Error('the page ran out of memory or crashed')))
  })
  strayed.catch(() => undefined)
  const shown = async (): Promise<void> => {
    const answer = await page.goto(origin + url, { waitUntil: 'commit' })
    if (answer?.status() !== 200) throw new Error(`the page was answered with status ${answer?.status() ?? 'none'}`)
    const state = await page.waitForFunction((name) => document.documentElement.getAttribute(name), waitFor)
    if ((await state.jsonValue()) !== 'true') throw new Error('the page could not show it')
  }
  await Promise.race([shown(), strayed])
}

/** One picture in a context of its own, which is closed whatever happens. */
export const takePicture = async (browser: Browser, options: PoolOptions, shot: Shot, signal: AbortSignal): Promise<Uint8Array> => {
  const context = await browser.newContext({
    viewport: { width: shot.width, height: shot.height ?? FIRST_HEIGHT },
    deviceScaleFactor: shot.scale,
    serviceWorkers: 'block',
    acceptDownloads: false,
    reducedMotion: 'reduce',
    colorScheme: 'light',
    locale: 'en-US',
    timezoneId: 'UTC',
    permissions: [],
  })
  const closed = (): Promise<void> => context.close().catch(() => undefined)
  const ended = new Promise<never>((_done, fail) => {
    const end = (): void => fail(signal.reason as Error)
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
  })
  ended.catch(() => undefined)
  const work = async (): Promise<Uint8Array> => {
    // The deadline is the signal's; a page has none of its own
    context.setDefaultTimeout(0)
    context.setDefaultNavigationTimeout(0)
    await guardContext(context, options, await shot.token(), signal)
    const page = await context.newPage()
    context.on('page', (other) => void other.close().catch(() => undefined))
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined))
    await openPage(page, options, shot)
    return picture(page, shot)
  }
  const working = work()
  working.catch(() => undefined)
  try {
    return await Promise.race([working, ended])
  } finally {
    await closed()
  }
}
