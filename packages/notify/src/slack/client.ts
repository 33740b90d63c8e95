import type { FetchFunction, Logger, WebClient } from '@slack/web-api'
import { stopped, tryLater } from '../failures.ts'
import type { ChannelSettings } from '../port.ts'
import { rateLimited, slackFailure } from './failures.ts'

const TIMEOUT_MS = 30_000
const MAX_ANSWER = 16_000_000

const nothing = (): undefined => undefined

const bounded = async (response: Response): Promise<Response> => {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.byteLength
    if (size > MAX_ANSWER) throw tryLater('Slack gave an answer that is too long')
    parts.push(part)
  }
  return new Response(size === 0 ? null : Buffer.concat(parts), { status: response.status, headers: response.headers })
}

/** A fetch that the signal ends, that reads a bounded answer, and that shows the token to the API only, not to where files are put. */
const guardedFetch = (api: URL, signal: AbortSignal): FetchFunction => {
  return async (address, init) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' && url.protocol !== api.protocol) throw tryLater('Slack gave an address that is not secure')
    const headers = new Headers(init?.headers)
    if (url.origin !== api.origin) headers.delete('authorization')
    const limit = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.any([signal, limit]) })
      if (response.status !== 429) return await bounded(response)
      await response.body?.cancel()
      throw rateLimited(response.headers.get('retry-after'))
    } catch (error) {
      if (signal.aborted) throw stopped()
      if (limit.aborted) throw tryLater('Slack did not answer in time')
      throw error
    }
  }
}

export type SlackCall = <T>(signal: AbortSignal, work: (client: WebClient) => Promise<T>) => Promise<T>

/** Runs work with a client that ends with the signal; every failure is Undeliverable. The library is loaded here. */
export const slackCaller = async ({ slack }: ChannelSettings): Promise<SlackCall> => {
  const { LogLevel, WebClient: Client } = await import('@slack/web-api')
  // Its own one writes to the console, addresses and answers included.
  const logger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing, getLevel: () => LogLevel.ERROR }
  const api = new URL(slack.apiUrl)
  return async (signal, work) => {
    if (signal.aborted) throw stopped()
    const client = new Client(slack.token, {
      slackApiUrl: api.href,
      logger,
      fetch: guardedFetch(api, signal),
      // Whoever sends again knows how often and when.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      maxRequestConcurrency: 3,
      allowAbsoluteUrls: false,
    })
    try {
      return await work(client)
    } catch (error) {
      throw slackFailure(error)
    }
  }
}
