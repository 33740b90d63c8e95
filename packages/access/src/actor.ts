import type { GuestGrant } from './guest.ts'
import type { PictureGrant } from './picture.ts'
import type { Permission } from './roles.ts'

/** An administrator who sees the site as somebody else. */
export interface Viewer {
  readonly id: number
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  /** When it ends by itself, in epoch milliseconds. */
  readonly until: number
}

/** Who asks. Anonymous people hold the Public role only; guests hold one role and the dashboards of their token. */
export interface Actor {
  readonly kind: 'user' | 'anonymous' | 'guest'
  readonly id: number | null
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly roles: readonly { readonly id: number; readonly name: string }[]
  readonly isAdmin: boolean
  /** Keys of {@link permissionKey}. */
  readonly permissions: ReadonlySet<string>
  /** Views of `datasource_access`, `schema_access`, `catalog_access` and `database_access`. */
  readonly objects: Readonly<Record<ObjectVerb, ReadonlySet<string>>>
  /** What the token of a guest opens; null for everybody else. */
  readonly guest: GuestGrant | null
  /** The one object that the token of a picture opens. */
  readonly picture?: PictureGrant
  /** Who really asks, and may only read; null: the person. */
  readonly viewer: Viewer | null
}

export const OBJECT_VERBS = ['datasource_access', 'schema_access', 'catalog_access', 'database_access'] as const
export type ObjectVerb = (typeof OBJECT_VERBS)[number]

export const permissionKey = (verb: string, view: string): string => `${verb} on ${view}`

const isObjectVerb = (verb: string): verb is ObjectVerb => (OBJECT_VERBS as readonly string[]).includes(verb)

/** What guests may leave behind: the state of filters, and links. */
const GUESTS_WRITE = new Set(['DashboardFilterStateRestApi', 'DashboardPermalinkRestApi', 'ExploreFormDataRestApi', 'ExplorePermalinkRestApi'])

/** Data by a role, SQL of one's own, and changes. */
const isClosedToGuests = (verb: string, view: string): boolean =>
  (verb.endsWith('_access') && verb !== 'menu_access') || view === 'SQLLab' || (verb === 'can_write' && !GUESTS_WRITE.has(view))

/** An actor from its account and the union of its roles' permissions. A guest is never an administrator, and by a role neither reads data nor changes anything: the token decides. */
export const createActor = (
  account: Omit<Actor, 'isAdmin' | 'permissions' | 'objects' | 'guest' | 'viewer'> & { readonly guest?: GuestGrant },
  permissions: readonly Permission[],
): Actor => {
  const keys = new Set<string>()
  const objects = Object.fromEntries(OBJECT_VERBS.map((verb) => [verb, new Set<string>()])) as Record<ObjectVerb, Set<string>>
  for (const { verb, view } of permissions) {
    if (account.kind === 'guest' && isClosedToGuests(verb, view)) continue
    if (isObjectVerb(verb)) objects[verb].add(view)
    else keys.add(permissionKey(verb, view))
  }
  const isAdmin = account.kind !== 'guest' && account.roles.some((role) => role.name === 'Admin')
  return { ...account, isAdmin, permissions: keys, objects, guest: account.guest ?? null, viewer: null }
}

/** The same person with fewer permissions, by keys of {@link permissionKey}; what they own and see stays theirs. */
export const narrowed = (actor: Actor, scopes: readonly string[]): Actor => {
  const wanted = new Set(scopes)
  return { ...actor, permissions: new Set([...actor.permissions].filter((key) => wanted.has(key))) }
}

/** The eyes of a viewed person, or of somebody who is not signed in, for reading only. */
export const viewedBy = (viewed: Actor, { id, username, firstName, lastName }: Actor, until: number): Actor =>
  id === null ? viewed : { ...viewed, viewer: { id, username, firstName, lastName, until } }

/** May somebody see the site as another person, or as somebody who is not signed in? Administrators are seen by administrators only. */
export const mayViewAs = (viewer: Actor, viewed: Actor): boolean =>
  viewer.kind === 'user' &&
  (viewed.kind === 'user' || viewed.kind === 'anonymous') &&
  viewer.id !== viewed.id &&
  viewer.viewer === null &&
  viewer.permissions.has(permissionKey('can_view_as', 'User')) &&
  (viewer.isAdmin || !viewed.isAdmin)
