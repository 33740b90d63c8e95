import { Undeliverable } from '@coset/core'

/** Trying again may help. `retryAfterSeconds`: what the service asked for. */
export const tryLater = (message: string, retryAfterSeconds: number | null = null): Undeliverable =>
  new Undeliverable(message, { retryable: true, ...(retryAfterSeconds === null ? {} : { details: { retryAfterSeconds } }) })

/** Trying again cannot help before somebody changes something. */
export const refused = (message: string): Undeliverable => new Undeliverable(message, { retryable: false })

export const stopped = (): Undeliverable => tryLater('The delivery was stopped')

/** Throws when the caller has asked to stop. */
export const goOn = (signal: AbortSignal): void => {
  if (signal.aborted) throw stopped()
}

/** Settles as `work` does, or fails as soon as the signal aborts; the work's own end is then nobody's concern. */
export const orStopped = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(stopped())
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })

/** The `code` of an error of node or of a client library; empty: none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

const CONNECTION = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EAI_AGAIN|UND_ERR_\w+)$/

/** The wire broke or was never there, which may be over in a moment. */
export const isConnectionFailure = (code: string): boolean => CONNECTION.test(code)

/** Seconds of a Retry-After header, a date included; null: absent or not to be understood. */
export const retryAfterSeconds = (header: string | null | undefined, now = Date.now()): number | null => {
  if (header === null || header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000))
}
