import { randomBytes } from 'node:crypto'

export interface OneTimeLinks {
  /** A token that signs this user in once, within fifteen minutes. */
  create(userId: number): string
  take(token: string): number | null
}

const LIFETIME_MS = 900_000

export const createOneTimeLinks = (now: () => number): OneTimeLinks => {
  const open = new Map<string, { readonly userId: number; readonly until: number }>()
  return {
    create: (userId) => {
      const token = randomBytes(24).toString('base64url')
      open.set(token, { userId, until: now() + LIFETIME_MS })
      return token
    },
    take: (token) => {
      const entry = open.get(token)
      open.delete(token)
      return entry === undefined || entry.until < now() ? null : entry.userId
    },
  }
}
