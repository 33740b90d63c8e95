import { createSecretKey, hkdfSync, randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'

export const CHANNEL_COOKIE = 'async-token'

/** Channels of news, one a browser: a signed cookie `{channel, sub}` as the field's event servers read it. */
export interface Channels {
  create(userId: number): Promise<{ readonly channel: string; readonly cookie: string }>
  /** The channel of a cookie that is this person's; null when it is absent, forged or somebody else's. */
  open(cookie: string | undefined, userId: number): Promise<string | null>
}

/** `secret`: shared with an event server beside this one; empty: derived from the secret key. */
export const createChannels = (secretKey: string, secret: string): Channels => {
  const key = createSecretKey(secret === '' ? Buffer.from(hkdfSync('sha256', secretKey, 'coset', 'event channels', 32)) : Buffer.from(secret, 'utf8'))
  return {
    create: async (userId) => {
      const channel = randomUUID()
      const cookie = await new SignJWT({ channel }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setSubject(String(userId)).sign(key)
      return { channel, cookie }
    },
    open: async (cookie, userId) => {
      if (cookie === undefined) return null
      try {
        const { payload } = await jwtVerify(cookie, key, { algorithms: ['HS256'] })
        return payload.sub === String(userId) && typeof payload['channel'] === 'string' ? payload['channel'] : null
      } catch {
        // A cookie of another site or an older key: a new one is made
        return null
      }
    },
  }
}
