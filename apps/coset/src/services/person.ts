import { AsyncLocalStorage } from 'node:async_hooks'
import type { Actor } from '@coset/access'
import { Forbidden } from '@coset/core'

const storage = new AsyncLocalStorage<Actor>()

/** Does the work on behalf of somebody; connections that run statements in people's own names ask who it is. */
export const onBehalfOf = <T>(actor: Actor, work: () => T): T => storage.run(actor, work)

/**
 * The user name of whoever the current work is for, or null when nobody is known. A guest’s name is no account’s. Throws Forbidden for those who see the
 * site as somebody else: names at databases are not lent. Who is not signed in has none.
 */
export const currentUsername = (): string | null => {
  const actor = storage.getStore()
  if (actor !== undefined && actor.viewer !== null && actor.kind !== 'anonymous')
    throw new Forbidden('This database answers people in their own names, which are not lent to whoever sees the site as them')
  return actor === undefined || actor.kind !== 'user' || actor.username === '' ? null : actor.username
}
