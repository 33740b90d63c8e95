import { type Actor, can, OBJECT_VERBS, type Permission } from '@coset/access'
import type { RoleChange } from '@coset/contract'
import type { Context } from '../../context.ts'
import { holds } from '../../security/limits.ts'
import type { Look } from './difference.ts'
import { KINDS, type Kind, namesOfKind } from './readable.ts'

const SHOWN = 25

export type Some = RoleChange['affected']

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export interface Names {
  /** People by user name, as far as the asker may know them. */
  people(names: Iterable<string>): Some
  objects(kind: Kind, ids: ReadonlySet<number>): Some
  /** Null: the asker may not know it. */
  role(id: number, name: string): string | null
  /** The permission, without the data that it is about where the asker may not know that. */
  permission(permission: Permission): Permission
}

/** Who asks learns the names of people and objects that they see anyway; others are counted. */
export const namesFor = async (ctx: Context, actor: Actor, look: Look): Promise<Names> => {
  const knowsPeople = can(actor, { verb: 'can_get', view: 'User' })
  const knowsRoles = can(actor, { verb: 'can_get', view: 'Role' })
  const knowsPermissions = can(actor, { verb: 'can_list_role_permissions', view: 'Role' })
  const held = new Set(actor.roles.map((role) => role.id))
  const names = new Map<Kind, ReadonlyMap<number, string>>()
  for (const kind of KINDS) {
    const own = await look(actor, kind)
    names.set(kind, new Map([...(await namesOfKind(ctx, kind))].filter(([id]) => own.has(id))))
  }
  const isOfData = ({ verb }: Permission): boolean => OBJECT_VERBS.some((one) => one === verb)
  return {
    people: (all) => {
      const sorted = [...new Set(all)].sort(byText)
      return { count: sorted.length, names: knowsPeople ? sorted.slice(0, SHOWN) : [] }
    },
    objects: (kind, ids) => ({
      count: ids.size,
      names: [...ids]
        .flatMap((id) => names.get(kind)?.get(id) ?? [])
        .sort(byText)
        .slice(0, SHOWN),
    }),
    role: (id, name) => (knowsRoles || held.has(id) ? name : null),
    permission: (permission) => (knowsPermissions || !isOfData(permission) || holds(actor, permission) ? permission : { ...permission, view: '' }),
  }
}
