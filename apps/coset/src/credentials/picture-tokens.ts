import { createSecretKey, hkdfSync } from 'node:crypto'
import type { PictureGrant } from '@coset/access'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/** What the token of a picture says: whose eyes, and the one object that they see. */
export interface PictureClaims extends PictureGrant {
  /** Null: somebody who is not signed in. */
  readonly userId: number | null
}

const AUDIENCE = 'coset pictures'

const claims = z.strictObject({
  iat: z.int(),
  exp: z.int(),
  aud: z.literal(AUDIENCE),
  kind: z.enum(['chart', 'dashboard']),
  id: z.int().min(1),
  user: z.int().min(1).nullable(),
})

export interface PictureTokens {
  sign(claims: PictureClaims): Promise<string>
  /** What a token says; null when it is forged, over or of another kind. */
  verify(token: string): Promise<PictureClaims | null>
}

/** Tokens of pictures: HS256 only, with a key of their own, for `seconds`; there is no way to make one longer. */
export const createPictureTokens = (secretKey: string, seconds: number, now: () => number): PictureTokens => {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, 'coset', AUDIENCE, 32)))
  return {
    sign: ({ kind, id, userId }) => {
      const issued = Math.floor(now() / 1000)
      return new SignJWT({ kind, id, user: userId })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt(issued)
        .setExpirationTime(issued + seconds)
        .setAudience(AUDIENCE)
        .sign(key)
    },
    verify: async (token) => {
      try {
        const options = { algorithms: ['HS256'], audience: AUDIENCE, currentDate: new Date(now()) }
        const { kind, id, user } = claims.parse((await jwtVerify(token, key, options)).payload)
        return { kind, id, userId: user }
      } catch {
        // Whoever holds no good token is refused
        return null
      }
    },
  }
}
