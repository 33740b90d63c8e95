import type { Actor } from '@coset/access'
import type { Metadata } from '@coset/metadata'
import { type Actors, accessVersion, type GuestRole, guestActor, loadActor, loadAnonymous, loadGuestRole } from '@coset/resources'

const FRESH_MS = 5000

/**
 * Actors are remembered for five seconds, and forgotten before the next request when users, roles, groups or permissions change, on whatever server.
 * The five seconds are for names of data, which change with the data.
 */
export const createActors = (metadata: Metadata, now: () => number, guestRole: string): Actors => {
  let users = new Map<number, { readonly actor: Promise<Actor | null>; readonly until: number }>()
  let anonymous: { readonly actor: Promise<Actor>; readonly until: number } | undefined
  let guests: { readonly role: Promise<GuestRole>; readonly until: number } | undefined
  let version = ''
  const forget = (): void => {
    users = new Map()
    anonymous = undefined
    guests = undefined
  }
  const look = async (): Promise<void> => {
    const latest = await accessVersion(metadata.db)
    if (latest !== version) forget()
    version = latest
  }
  return {
    byId: async (userId) => {
      await look()
      const known = users.get(userId)
      if (known !== undefined && known.until > now()) return known.actor
      const actor = loadActor(metadata, userId)
      actor.catch(() => users.delete(userId))
      users.set(userId, { actor, until: now() + FRESH_MS })
      return actor
    },
    anonymous: async () => {
      await look()
      if (anonymous === undefined || anonymous.until <= now()) anonymous = { actor: loadAnonymous(metadata), until: now() + FRESH_MS }
      return anonymous.actor
    },
    guest: async (claims) => {
      await look()
      if (guests === undefined || guests.until <= now()) guests = { role: loadGuestRole(metadata, guestRole), until: now() + FRESH_MS }
      return guestActor(await guests.role, claims)
    },
    forget,
  }
}
