import type { Browser } from 'playwright-core'
import { launchBrowser } from './launch.ts'
import { takePicture } from './take.ts'
import { createTurns } from './turns.ts'
import type { Pool, PoolOptions, Shot } from './types.ts'

interface Running {
  readonly browser: Promise<Browser>
  pictures: number
  inHand: number
}

/** How long a browser may take to close what it was told to. */
const CLOSE_MS = 5000

const within = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), ms)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

const end = async ({ browser }: Running): Promise<void> => {
  await browser.then((one) => one.close()).catch(() => undefined)
}

/** The browser of a pool: one at a time, replaced when it is used up or gone, ended when nobody needs it. */
const createKeeper = (options: PoolOptions) => {
  let current: Running | null = null
  let idle: NodeJS.Timeout | undefined
  const retire = (running: Running): void => {
    if (current === running) current = null
    if (running.inHand === 0) void end(running)
  }
  const start = (): Running => {
    const running: Running = { browser: launchBrowser(options), pictures: 0, inHand: 0 }
    running.browser.then(
      (browser) => browser.on('disconnected', () => retire(running)),
      () => retire(running),
    )
    return running
  }
  return {
    borrow: (): Running => {
      clearTimeout(idle)
      current ??= start()
      const running = current
      running.pictures += 1
      running.inHand += 1
      if (running.pictures >= options.picturesEach) current = null
      return running
    },
    giveBack: (running: Running): void => {
      running.inHand -= 1
      if (running.inHand > 0) return
      if (running !== current) return void end(running)
      clearTimeout(idle)
      idle = setTimeout(() => retire(running), options.idleMs)
      idle.unref()
    },
    retire,
    close: async (): Promise<void> => {
      clearTimeout(idle)
      const last = current
      current = null
      if (last !== null) await end(last)
    },
  }
}

/** A pool of pages in a browser that is started on first use. */
export const createPool = (options: PoolOptions): Pool => {
  const turns = createTurns(options.pages)
  const keeper = createKeeper(options)
  const closing = new AbortController()
  const take = async (shot: Shot, signal: AbortSignal): Promise<Uint8Array> => {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(new Error(`the picture took longer than ${options.deadlineMs / 1000} s`)), options.deadlineMs)
    const running = keeper.borrow()
    const both = AbortSignal.any([signal, deadline.signal])
    const work = running.browser.then((browser) => takePicture(browser, options, shot, both))
    try {
      const aborted = new Promise<never>((_done, fail) => both.addEventListener('abort', () => fail(both.reason as Error), { once: true }))
      return await Promise.race([work, aborted])
    } catch (error) {
      // A browser that does not let go of a page is not asked for another
      const settled = work.catch(() => undefined)
      if (!(await within(settled, CLOSE_MS))) keeper.retire(running)
      throw error
    } finally {
      clearTimeout(timer)
      keeper.giveBack(running)
    }
  }
  return {
    shoot: (shot, signal) => {
      const ends = AbortSignal.any([signal, closing.signal])
      return turns.take(ends, () => take(shot, ends))
    },
    get open() {
      return turns.taken
    },
    get mostOpen() {
      return turns.most
    },
    close: async () => {
      closing.abort(new Error('the pool is closed'))
      await keeper.close()
    },
  }
}
