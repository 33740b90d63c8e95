import type { BrowserContext, Route } from 'playwright-core'
import type { PoolOptions } from './types.ts'

/** Of what a page sends, what an answer may depend on. */
const PASSED = ['accept', 'accept-language', 'content-type', 'if-none-match', 'x-query-id']

/** Of an answer, what speaks of a connection that there is not, or would leave something behind. */
const DROPPED = new Set(['set-cookie', 'content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'location', 'link', 'refresh'])

const some = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(PASSED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])))

const kept = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !DROPPED.has(name.toLowerCase())))

type Guard = Pick<PoolOptions, 'origin' | 'tokenHeader' | 'answer'>

const answer = async (route: Route, { origin, tokenHeader, answer: ask }: Guard, token: string, signal: AbortSignal): Promise<void> => {
  const request = route.request()
  const url = new URL(request.url())
  if (url.origin !== origin) return route.abort('blockedbyclient')
  const headers = { ...some(request.headers()), [tokenHeader]: token }
  const given = await ask({ method: request.method(), path: url.pathname + url.search, headers, body: request.postDataBuffer() }, signal)
  // A browser follows redirects by itself, past this
  if (given.status >= 300 && given.status < 400) return route.abort('blockedbyclient')
  return route.fulfill({ status: given.status, headers: kept(given.headers), body: given.body })
}

/** Every request of the context is answered here or not at all: none of them leaves the process, and no cookie is kept. */
export const guardContext = async (context: BrowserContext, guard: Guard, token: string, signal: AbortSignal): Promise<void> => {
  await context.routeWebSocket(/.*/, (socket) => socket.close())
  await context.route(/.*/, async (route) => {
    try {
      await answer(route, guard, token, signal)
    } catch {
      // The picture is over, or the server failed; the page sees a request that failed
      await route.abort('failed').catch(() => undefined)
    }
  })
}

/** Where frames inside of a page may be beside its own origin: nowhere yet, in its own text, or where they were refused to go. */
const BLANK = /^(?:|about:blank|about:srcdoc|chrome-error:.*)$/

/** Where a frame of the page may be: on the pages' own origin. */
export const mayShow = (address: string, origin: string, isInner: boolean): boolean => address.startsWith(`${origin}/`) || (isInner && BLANK.test(address))
