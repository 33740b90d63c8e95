import { type Actor, narrowed } from './actor.ts'

/** What the token of a picture opens: one object, to be looked at. */
export interface PictureGrant {
  readonly kind: 'chart' | 'dashboard'
  readonly id: number
}

/** What reading a chart or dashboard and its rows takes. */
const LOOKING = ['can_read on Chart', 'can_read on Dashboard', 'all_datasource_access on all_datasource_access', 'all_database_access on all_database_access']

/** The same person, to whom nothing is open but looking at this object. */
export const lookingAt = (actor: Actor, { kind, id }: PictureGrant): Actor => ({ ...narrowed(actor, LOOKING), picture: { kind, id } })
