import { type Actor, can } from '@coset/access'
import { Forbidden, NotAuthenticated } from '@coset/core'
import type { Context } from '../context.ts'
import { isoText } from '../moments.ts'
import { rolesOf } from './actors.ts'

/** Guests, who have no account, are told of themselves whatever their role holds; people need the permission. Throws Forbidden. */
export const refuseUnread = (actor: Actor): void => {
  if (actor.kind === 'user' && !can(actor, { verb: 'can_read', view: 'CurrentUserRestApi' })) throw new Forbidden()
}

const account = async (ctx: Context, actor: Actor) => {
  if (actor.id === null) throw new NotAuthenticated('Not authorized', { envelope: 'message' })
  return ctx.metadata.db.selectFrom('users').selectAll().where('id', '=', actor.id).executeTakeFirstOrThrow()
}

/** `GET /api/v1/me/`. */
export const me = async (ctx: Context, actor: Actor): Promise<Record<string, unknown>> => {
  if (actor.kind === 'guest') return { username: actor.username, first_name: actor.firstName, last_name: actor.lastName, is_active: true, is_anonymous: false }
  const user = await account(ctx, actor)
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    first_name: user.first_name,
    last_name: user.last_name,
    is_active: user.active,
    is_anonymous: false,
    login_count: user.login_count,
    ...(actor.viewer === null ? {} : { viewed_by: actor.viewer.username }),
  }
}

const rolePermissions = async (ctx: Context, roleId: number): Promise<readonly (readonly [string, string])[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('role_permissions')
    .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permission_names.name as verb', 'permission_views.name as view'])
    .where('role_id', '=', roleId)
    .execute()
  return rows.map((row) => [row.verb, row.view])
}

const guestRoles = async (ctx: Context, actor: Actor): Promise<Record<string, unknown>> => {
  const roles: Record<string, unknown> = {}
  for (const role of actor.roles) roles[role.name] = await rolePermissions(ctx, role.id)
  return { username: actor.username, firstName: actor.firstName, lastName: actor.lastName, isActive: true, isAnonymous: false, roles, permissions: {} }
}

/** `GET /api/v1/me/roles/`. */
export const myRoles = async (ctx: Context, actor: Actor): Promise<Record<string, unknown>> => {
  if (actor.kind === 'guest') return guestRoles(ctx, actor)
  const user = await account(ctx, actor)
  const roles: Record<string, unknown> = {}
  for (const role of await rolesOf(ctx.metadata, user.id)) roles[role.name] = await rolePermissions(ctx, role.id)
  const permissions = Object.fromEntries(Object.entries(actor.objects).flatMap(([verb, views]) => (views.size === 0 ? [] : [[verb, [...views]]])))
  return {
    userId: user.id,
    username: user.username,
    firstName: user.first_name,
    lastName: user.last_name,
    email: user.email,
    isActive: user.active,
    isAnonymous: false,
    createdOn: isoText(user.created_on),
    loginCount: user.login_count,
    roles,
    permissions,
  }
}
