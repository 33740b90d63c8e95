import { add, drop, end, type Work } from './book.ts'
import { endOf, isEnd, onSignal, type Signal } from './signals.ts'
import { change } from './store.ts'

/** Works that this tab waits for: their end is no news while one looks. */
const awaited = new Set<string>()
/** Works that ended while this tab waited for them, hidden. */
const endedHere = new Set<string>()
/** The tab that waits has the first word. */
const OTHERS_MS = 1000

/** What is shown of a work that one waits for. */
export type Told = (signal: Signal) => void

/** Did this tab wait for it, and show it since? */
export const wasAwaitedHere = (id: string): boolean => endedHere.has(id)

/** Notes a work, so that its end is heard in whatever tab is open then. */
export const begin = (work: Work): void => change((book) => add(book, work))

/** Nobody wants to hear of it any more. */
export const forget = (id: string): void => change((book) => drop(book, id))

const settle = (signal: Signal): void => {
  change((book) => end(book, signal.id, signal.status === 'error' ? 'error' : 'done', Date.now()))
}

/** Waits for a noted work. Rejects when the signal ends the waiting; the work goes on then, and its end is told as a notice. */
export const awaitEnd = (id: string, signal: AbortSignal, told: Told): Promise<Signal> =>
  new Promise((resolve, reject) => {
    awaited.add(id)
    const leave = (): void => {
      awaited.delete(id)
      off()
      signal.removeEventListener('abort', abandon)
    }
    const abandon = (): void => {
      leave()
      reject(signal.reason as Error)
    }
    const heard = (news: Signal): void => {
      if (news.id !== id) return
      told(news)
      if (!isEnd(news)) return
      leave()
      if (document.visibilityState === 'visible') forget(id)
      else {
        endedHere.add(id)
        settle(news)
      }
      resolve(news)
    }
    const off = onSignal(heard)
    signal.addEventListener('abort', abandon)
    const before = endOf(id)
    if (signal.aborted) abandon()
    else if (before !== undefined) heard(before)
  })

/** Makes notices of what ended while no tab waited for it, until the signal. */
export const settleOthers = (signal: AbortSignal): void => {
  const timers = new Set<number>()
  const off = onSignal((news) => {
    if (!isEnd(news) || awaited.has(news.id)) return
    const timer = window.setTimeout(() => {
      timers.delete(timer)
      settle(news)
    }, OTHERS_MS)
    timers.add(timer)
  })
  signal.addEventListener('abort', () => {
    off()
    for (const timer of timers) clearTimeout(timer)
  })
}
