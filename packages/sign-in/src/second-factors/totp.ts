import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30

const codes = (secret: string, issuer: string, label: string): TOTP =>
  new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret: Secret.fromBase32(secret) })

/** A new secret (base 32) and the address that apps read as a picture (RFC 6238, `otpauth://`). */
export const newTotp = (issuer: string, account: string): { readonly secret: string; readonly uri: string } => {
  const secret = new Secret({ size: 20 }).base32
  return { secret, uri: codes(secret, issuer, account).toString() }
}

/**
 * The step that a code of six digits stands for, or null when it is wrong. A step before and after count, for clocks that go wrong;
 * a step that is not after `lastStep` is null too: a code is good once.
 */
export const checkTotp = (secret: string, code: string, now: number, lastStep: number): number | null => {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = codes(secret, '', '').validate({ token, timestamp: now, window: 1 })
  if (delta === null) return null
  const step = Math.floor(now / 1000 / PERIOD_S) + delta
  return step > lastStep ? step : null
}

/** The code of a moment, as an app shows it. */
export const totpAt = (secret: string, now: number): string => codes(secret, '', '').generate({ timestamp: now })
