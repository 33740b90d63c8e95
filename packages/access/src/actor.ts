import type { Permission } from './roles.ts'

/** Who asks. Anonymous people hold the Public role only. */
export interface Actor {
  readonly kind: 'user' | 'anonymous'
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
}

export const OBJECT_VERBS = ['datasource_access', 'schema_access', 'catalog_access', 'database_access'] as const
export type ObjectVerb = (typeof OBJECT_VERBS)[number]

export const permissionKey = (verb: string, view: string): string => `${verb} on ${view}`

const isObjectVerb = (verb: string): verb is ObjectVerb => (OBJECT_VERBS as readonly string[]).includes(verb)

/** An actor from its account and the union of its roles' permissions. */
export const createActor = (account: Omit<Actor, 'isAdmin' | 'permissions' | 'objects'>, permissions: readonly Permission[]): Actor => {
  const keys = new Set<string>()
  const objects = Object.fromEntries(OBJECT_VERBS.map((verb) => [verb, new Set<string>()])) as Record<ObjectVerb, Set<string>>
  for (const { verb, view } of permissions) {
    if (isObjectVerb(verb)) objects[verb].add(view)
    else keys.add(permissionKey(verb, view))
  }
  return { ...account, isAdmin: account.roles.some((role) => role.name === 'Admin'), permissions: keys, objects }
}
