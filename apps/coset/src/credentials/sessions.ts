import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** What the session cookie says; `seed` binds CSRF tokens to it. */
export interface Session {
  readonly userId: number | null
  readonly seed: string
  readonly issued: number
}

const payload = z.strictObject({ u: z.int().nullable(), s: z.string(), t: z.number() })

export interface Sessions {
  create(userId: number | null): Session
  seal(session: Session): string
  /** Null when absent, forged or too old. */
  open(cookie: string | undefined): Session | null
  csrfToken(session: Session): string
  csrfValid(session: Session, token: string | undefined): boolean
}

const CSRF_SECONDS = 604_800

/** Sessions live in a signed cookie: HMAC-SHA-256 over the payload, own key. */
export const createSessions = (secretKey: string, maxAgeMs: number, now: () => number): Sessions => {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secretKey, 'coset', purpose, 32))
  const cookieKey = derive('session cookie')
  const csrfKey = derive('csrf token')
  const mac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const valid = (key: Buffer, text: string, signature: string): boolean => {
    const given = Buffer.from(signature, 'base64url')
    const right = mac(key, text)
    return given.length === right.length && timingSafeEqual(given, right)
  }
  return {
    create: (userId) => ({ userId, seed: randomBytes(12).toString('base64url'), issued: now() }),
    seal: ({ userId, seed, issued }) => {
      const body = Buffer.from(JSON.stringify({ u: userId, s: seed, t: issued })).toString('base64url')
      return `${body}.${mac(cookieKey, body).toString('base64url')}`
    },
    open: (cookie) => {
      const [body = '', signature = ''] = (cookie ?? '').split('.')
      if (body === '' || !valid(cookieKey, body, signature)) return null
      const parsed = payload.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
      if (!parsed.success || parsed.data.t + maxAgeMs < now()) return null
      return { userId: parsed.data.u, seed: parsed.data.s, issued: parsed.data.t }
    },
    csrfToken: (session) => {
      const stamp = Math.floor(now() / 1000).toString(36)
      return `${stamp}.${mac(csrfKey, `${session.seed} ${stamp}`).toString('base64url')}`
    },
    csrfValid: (session, token) => {
      const [stamp = '', signature = ''] = (token ?? '').split('.')
      const made = Number.parseInt(stamp, 36)
      return Number.isFinite(made) && made + CSRF_SECONDS > now() / 1000 && valid(csrfKey, `${session.seed} ${stamp}`, signature)
    },
  }
}
