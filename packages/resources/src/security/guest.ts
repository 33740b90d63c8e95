import { type Actor, createActor, type Permission } from '@coset/access'
import type { Metadata } from '@coset/metadata'
import type { GuestClaims } from '../context.ts'
import { permissionsOf } from './actors.ts'

/** The role of guests with what it may do; without it guests may do nothing. */
export interface GuestRole {
  readonly roles: readonly { readonly id: number; readonly name: string }[]
  readonly permissions: readonly Permission[]
}

export const loadGuestRole = async (metadata: Metadata, name: string): Promise<GuestRole> => {
  const role = await metadata.db.selectFrom('roles').select(['id', 'name']).where('name', '=', name).executeTakeFirst()
  if (role === undefined) return { roles: [], permissions: [] }
  return { roles: [role], permissions: await permissionsOf(metadata, [role.id]) }
}

/** Somebody of another site: no account, no groups, one role, and the dashboards of the token. */
export const guestActor = ({ roles, permissions }: GuestRole, { user, dashboards, rules }: GuestClaims): Actor =>
  createActor(
    {
      kind: 'guest',
      id: null,
      username: user.username ?? 'guest_user',
      firstName: user.first_name ?? 'Guest',
      lastName: user.last_name ?? 'User',
      email: '',
      roles,
      guest: { dashboards, rules },
    },
    permissions,
  )
