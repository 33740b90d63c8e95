import { z } from 'zod'
import { safeUrl } from '../addresses.ts'
import { claimSettings, clientSettings } from '../oidc/settings.ts'

export const oauth2Settings = z.strictObject({
  authorizeUrl: safeUrl,
  tokenUrl: safeUrl,
  /** Answers with a JSON object about the person, for their token. */
  userUrl: safeUrl,
  /** Answers with a list of `{email, primary, verified}`, as GitHub does. */
  emailsUrl: safeUrl.optional(),
  /** Answers with a list of things that the person belongs to; their names become keys. */
  membershipsUrl: safeUrl.optional(),
  membershipClaim: z.string().min(1).default('login'),
  scopes: z.array(z.string().min(1)).default([]),
  ...clientSettings,
  ...claimSettings,
  /** The unchanging name of the person; never a mail address. */
  subjectClaim: z.string().min(1).default('id'),
  usernameClaim: z.string().min(1).default('login'),
})

export type Oauth2Settings = z.output<typeof oauth2Settings>
