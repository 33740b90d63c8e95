import { createHmac, timingSafeEqual } from 'node:crypto'

export const SIGNATURE_HEADER = 'X-Coset-Signature'
export const DELIVERY_HEADER = 'X-Coset-Delivery'

const digest = (secret: string, body: Uint8Array, seconds: number): Buffer => createHmac('sha256', secret).update(`${seconds}.`).update(body).digest()

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 with the secret over `<t>.<body>`, the body as the bytes that travel. */
export const signBody = (secret: string, body: Uint8Array, seconds: number): string => `t=${seconds},v1=${digest(secret, body, seconds).toString('hex')}`

export interface VerifyOptions {
  readonly nowSeconds?: number
  /** Older and newer ones are refused, so that a listener cannot send a body again later. */
  readonly toleranceSeconds?: number
}

/**
 * How a receiver verifies: take the raw bytes of the body, before any parsing; compute HMAC-SHA256 with the shared secret over `<t>.` and the bytes;
 * compare with `v1` in constant time; refuse when `t` is further than five minutes from now. A delivery that is sent again carries the same
 * `X-Coset-Delivery`, so whoever acts on it remembers that.
 */
export const verifySignature = (secret: string, body: Uint8Array, header: string, options: VerifyOptions = {}): boolean => {
  const [, time, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (secret === '' || time === undefined || hex === undefined) return false
  const now = options.nowSeconds ?? Math.floor(Date.now() / 1000)
  if (Math.abs(now - Number(time)) > (options.toleranceSeconds ?? 300)) return false
  return timingSafeEqual(digest(secret, body, Number(time)), Buffer.from(hex, 'hex'))
}
