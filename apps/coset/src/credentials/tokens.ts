import { createSecretKey, randomUUID } from 'node:crypto'
import { AppError, NotAuthenticated } from '@coset/core'
import type { TokenFacts } from '@coset/resources'
import { errors, jwtVerify, SignJWT } from 'jose'

export type TokenKind = 'access' | 'refresh'

export interface Tokens {
  sign(kind: TokenKind, userId: number): Promise<string>
  /** Throws NotAuthenticated (expired) or a 422 (malformed, forged, of the wrong kind). */
  verify(kind: TokenKind, token: string): Promise<TokenFacts>
}

const LIFETIME: Readonly<Record<TokenKind, string>> = { access: '15m', refresh: '30d' }
const REMEMBERED = 2000

interface Checked {
  readonly facts: TokenFacts
  readonly expires: number
}

const malformed = (message: string, cause?: unknown): AppError =>
  new AppError(message, { code: 'INVALID_TOKEN', status: 422, envelope: 'msg', ...(cause === undefined ? {} : { cause }) })

/** Bearer tokens: HS256 only, key derived from nothing but the secret key. Verified access tokens are remembered until they expire. */
export const createTokens = (secretKey: string): Tokens => {
  const key = createSecretKey(Buffer.from(secretKey, 'utf8'))
  const remembered = new Map<string, Checked>()
  const check = async (kind: TokenKind, token: string): Promise<Checked> => {
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'] })
      if (payload['type'] !== kind) throw malformed(`Only ${kind} tokens are allowed`)
      const userId = Number(payload.sub)
      if (!Number.isInteger(userId) || userId < 1) throw malformed('Not a valid subject')
      const at = payload['at']
      return { facts: { userId, issued: typeof at === 'number' ? at : (payload.iat ?? 0) * 1000 }, expires: (payload.exp ?? 0) * 1000 }
    } catch (error) {
      if (error instanceof AppError) throw error
      if (error instanceof errors.JWTExpired) throw new NotAuthenticated('Token has expired')
      throw malformed('Not a valid token', error)
    }
  }
  return {
    sign: (kind, userId) =>
      new SignJWT({ fresh: kind === 'access', type: kind, at: Date.now() })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(String(userId))
        .setJti(randomUUID())
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(LIFETIME[kind])
        .sign(key),
    verify: async (kind, token) => {
      const known = kind === 'access' ? remembered.get(token) : undefined
      if (known !== undefined) {
        if (known.expires > Date.now()) return known.facts
        remembered.delete(token)
        throw new NotAuthenticated('Token has expired')
      }
      const checked = await check(kind, token)
      if (kind === 'access') {
        if (remembered.size >= REMEMBERED) remembered.clear()
        remembered.set(token, checked)
      }
      return checked.facts
    },
  }
}
