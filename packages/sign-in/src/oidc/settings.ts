import { z } from 'zod'
import { safeUrl } from '../addresses.ts'

/** Names of claims; dotted paths lead into objects. */
export const claimSettings = {
  usernameClaim: z.string().min(1),
  emailClaim: z.string().min(1).default('email'),
  firstNameClaim: z.string().min(1).default('given_name'),
  lastNameClaim: z.string().min(1).default('family_name'),
  nameClaim: z.string().min(1).default('name'),
  keysClaim: z.string().min(1).optional(),
}

/** What both kinds of code flow need. */
export const clientSettings = {
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  /** How the secret is sent. */
  clientAuth: z.enum(['post', 'basic']).default('post'),
  /** Further parameters of the authorisation address, such as `prompt` or `hd`. */
  parameters: z.record(z.string(), z.string()).default({}),
  timeoutSeconds: z.int().min(1).max(60).default(10),
}

export const oidcSettings = z.strictObject({
  issuer: safeUrl,
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
  ...clientSettings,
  ...claimSettings,
  usernameClaim: z.string().min(1).default('preferred_username'),
  /** Ask the userinfo endpoint too: some providers say groups there only. */
  userinfo: z.boolean().default(true),
  /** How id tokens are signed. */
  algorithm: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA']).default('RS256'),
  clockSkewSeconds: z.int().min(0).max(300).default(30),
})

export type OidcSettings = z.output<typeof oidcSettings>
