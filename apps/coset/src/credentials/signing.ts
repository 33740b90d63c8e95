import type { Context } from '@coset/resources'
import type { Config } from '../config/settings.ts'
import { type Channels, createChannels } from './channels.ts'
import { createGuestTokens, type GuestTokens } from './guest-tokens.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { createPictureTokens, type PictureTokens } from './picture-tokens.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** Everything that is signed with the secret key of a site. */
export interface Signing {
  readonly tokens: Tokens
  readonly guestTokens: GuestTokens
  readonly pictureTokens: PictureTokens
  readonly sessions: Sessions
  readonly channels: Channels
  readonly credentials: Context['credentials']
}

/** `now` tells epoch milliseconds. */
export const createSigning = (config: Config, secretKey: string, now: () => number): Signing => {
  const tokens = createTokens(secretKey)
  const sessions = createSessions(secretKey, config.sessionDays * 86_400_000, now)
  const guestTokens = createGuestTokens({
    secretKey,
    secret: config.guestTokenSecret,
    seconds: config.guestTokenSeconds,
    audience: config.guestTokenAudience || config.siteUrl || 'coset',
    now,
  })
  return {
    tokens,
    guestTokens,
    pictureTokens: createPictureTokens(secretKey, config.browserTimeout, now),
    sessions,
    channels: createChannels(secretKey, config.asyncQueriesJwtSecret),
    credentials: {
      hashPassword,
      verifyPassword,
      signToken: tokens.sign,
      verifyToken: tokens.verify,
      csrfToken: (session) => sessions.csrfToken({ ...session, issued: 0 }),
      signGuestToken: guestTokens.sign,
    },
  }
}
