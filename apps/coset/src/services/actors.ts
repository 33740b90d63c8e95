import type { Actor } from '@coset/access'
import type { Metadata } from '@coset/metadata'
import { type Actors, loadActor, loadAnonymous } from '@coset/resources'

const FRESH_MS = 5000

/** Actors are remembered for five seconds and forgotten at once on a change made by this process. */
export const createActors = (metadata: Metadata, now: () => number): Actors => {
  let users = new Map<number, { readonly actor: Promise<Actor | null>; readonly until: number }>()
  let anonymous: { readonly actor: Promise<Actor>; readonly until: number } | undefined
  return {
    byId: (userId) => {
      const known = users.get(userId)
      if (known !== undefined && known.until > now()) return known.actor
      const actor = loadActor(metadata, userId)
      actor.catch(() => users.delete(userId))
      users.set(userId, { actor, until: now() + FRESH_MS })
      return actor
    },
    anonymous: () => {
      if (anonymous === undefined || anonymous.until <= now()) anonymous = { actor: loadAnonymous(metadata), until: now() + FRESH_MS }
      return anonymous.actor
    },
    forget: () => {
      users = new Map()
      anonymous = undefined
    },
  }
}
