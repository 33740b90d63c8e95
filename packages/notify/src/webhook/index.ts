import { setTimeout as wait } from 'node:timers/promises'
import { Undeliverable } from '@coset/core'
import { codeOf, goOn, isConnectionFailure, refused, retryAfterSeconds, stopped, tryLater } from '../failures.ts'
import type { Channel, ChannelSettings } from '../port.ts'
import { DELIVERY_HEADER, SIGNATURE_HEADER, signBody } from '../signature.ts'
import { oneLine } from '../text/clean.ts'
import { resolveWebhook } from './addresses.ts'
import { type WebhookBody, webhookBody } from './body.ts'
import { type Answer, postOnce } from './request.ts'
import { webhookAddress } from './target.ts'

/** In milliseconds; `timeout` bounds one exchange, `backoff` is the first wait, doubled after each. */
const LIMITS = { timeout: 10_000, backoff: 500 } as const
const RETRIES = 3
// Whoever asks for more patience than this is asked again by the next run.
const LONGEST_WAIT_SECONDS = 30

type WebhookLimits = { readonly [Name in keyof typeof LIMITS]: number }

interface Delivery {
  readonly url: URL
  readonly id: string
  readonly body: WebhookBody
}

const failure = (error: unknown, timedOut: boolean): Undeliverable => {
  if (error instanceof Undeliverable) return error
  if (timedOut) return tryLater('The webhook did not answer in time')
  const code = codeOf(error)
  if (isConnectionFailure(code)) return tryLater('The webhook cannot be reached')
  return refused(`The webhook cannot be called${/^[A-Z0-9_]{1,50}$/.test(code) ? ` (${code})` : ''}`)
}

const judged = ({ status, retryAfter }: Answer): void => {
  if (status >= 200 && status < 300) return
  if (status >= 500 || status === 429) throw tryLater(`The webhook answered with status ${status}`, retryAfterSeconds(retryAfter))
  throw refused(
    status >= 300 && status < 400 ? `The webhook redirects (status ${status}), which is not followed` : `The webhook answered with status ${status}`,
  )
}

const attempt = async ({ url, id, body }: Delivery, { webhook }: ChannelSettings, signal: AbortSignal, timeout: number): Promise<void> => {
  const limit = AbortSignal.timeout(timeout)
  const either = AbortSignal.any([signal, limit])
  const headers = {
    'Content-Type': body.contentType,
    'User-Agent': 'Coset',
    [DELIVERY_HEADER]: encodeURIComponent(oneLine(id, 200)),
    ...(webhook.secret === '' ? {} : { [SIGNATURE_HEADER]: signBody(webhook.secret, body.bytes, Math.floor(Date.now() / 1000)) }),
  }
  try {
    const to = await resolveWebhook(url.hostname, webhook.allowPrivateAddresses, either)
    judged(await postOnce({ url, to, headers, body: body.bytes, signal: either }))
  } catch (error) {
    if (signal.aborted) throw stopped()
    throw failure(error, limit.aborted)
  }
}

/** Milliseconds before the next try; null: the service wants more patience than a send has. */
const pause = (error: Undeliverable, backoff: number): number | null => {
  const asked = error.details['retryAfterSeconds']
  if (typeof asked !== 'number') return backoff
  return asked > LONGEST_WAIT_SECONDS ? null : Math.max(asked * 1000, backoff)
}

const deliver = async (delivery: Delivery, settings: ChannelSettings, signal: AbortSignal, limits: WebhookLimits): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt(delivery, settings, signal, limits.timeout)
    } catch (error) {
      if (!(error instanceof Undeliverable) || !error.retryable || signal.aborted || tries === RETRIES) throw error
      const ms = pause(error, limits.backoff * 2 ** tries)
      if (ms === null) throw error
      await wait(ms, undefined, { signal }).catch(() => {
        throw stopped()
      })
    }
  }
}

/** POSTs notices to the address of the target. There is no service to be checked before one is known. */
export const webhookChannel = (settings: ChannelSettings, limits: WebhookLimits = LIMITS): Channel => {
  let closed = false
  const ready = (signal: AbortSignal): void => {
    goOn(signal)
    if (closed) throw tryLater('The webhook channel is closed')
  }
  return {
    send: async (notice, { target }, signal) => {
      ready(signal)
      const url = webhookAddress(target)
      if (typeof url === 'string') throw refused(url)
      if (settings.webhook.httpsOnly && url.protocol !== 'https:') throw refused('The address of a webhook must start with https://')
      await deliver({ url, id: notice.id, body: await webhookBody(notice) }, settings, signal, limits)
    },
    check: async (signal) => ready(signal),
    close: async () => {
      closed = true
    },
  }
}
