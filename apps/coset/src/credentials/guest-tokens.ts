import { createSecretKey, hkdfSync } from 'node:crypto'
import type { GuestClaims } from '@coset/resources'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

const text = z.string().max(255)

/** The claims as every service of the field writes them; members beside these say nothing. */
const claims = z.object({
  user: z.object({ username: text.optional(), first_name: text.optional(), last_name: text.optional() }),
  resources: z.array(z.object({ type: z.string(), id: z.union([text, z.int()]).transform(String) })),
  rls_rules: z.array(
    z.object({
      dataset: z
        .union([z.int(), z.string().regex(/^\d{1,9}$/)])
        .transform(Number)
        .nullish(),
      clause: z.string(),
    }),
  ),
  type: z.literal('guest'),
})

export interface GuestTokens {
  sign(claims: GuestClaims): Promise<string>
  /** What a token says; null when it is forged, over, for somebody else or of another kind. */
  verify(token: string): Promise<GuestClaims | null>
}

export interface GuestTokenOptions {
  readonly secretKey: string
  /** Shared with a service that makes tokens too; empty: derived from the secret key. */
  readonly secret: string
  readonly seconds: number
  readonly audience: string
  readonly now: () => number
}

/** Tokens of guests: HS256 only, with a key of their own, for one audience. */
export const createGuestTokens = ({ secretKey, secret, seconds, audience, now }: GuestTokenOptions): GuestTokens => {
  const key = createSecretKey(secret === '' ? Buffer.from(hkdfSync('sha256', secretKey, 'coset', 'guest tokens', 32)) : Buffer.from(secret, 'utf8'))
  return {
    sign: ({ user, dashboards, rules }) => {
      const issued = Math.floor(now() / 1000)
      return new SignJWT({
        user: { ...user },
        resources: dashboards.map((id) => ({ type: 'dashboard', id })),
        rls_rules: rules.map(({ dataset, clause }) => (dataset === null ? { clause } : { dataset, clause })),
        type: 'guest',
      })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuedAt(issued)
        .setExpirationTime(issued + seconds)
        .setAudience(audience)
        .sign(key)
    },
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          audience,
          requiredClaims: ['iat', 'exp', 'aud'],
          currentDate: new Date(now()),
        })
        const { user, resources, rls_rules } = claims.parse(payload)
        return {
          user,
          dashboards: resources.filter((resource) => resource.type === 'dashboard').map((resource) => resource.id),
          rules: rls_rules.map(({ dataset, clause }) => ({ dataset: dataset ?? null, clause })),
        }
      } catch {
        // Whoever holds no good token is nobody in particular
        return null
      }
    },
  }
}
