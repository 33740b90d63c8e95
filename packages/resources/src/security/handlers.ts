import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { lastSavedOn } from '../history/keep.ts'
import { listHandlers } from '../listing/index.ts'
import { type Handler, handle, Reply } from '../resource.ts'
import { activateRegistration, resendActivation } from '../sign-in/accounts.ts'
import { createGroup, deleteGroup, updateGroup } from './groups.ts'
import { groupListing, permissionListing, permissionViewListing, roleListing, userListing, viewListing } from './listings.ts'
import { createRegistration, deleteRegistration, registrationListing, updateRegistration } from './registrations.ts'
import { searchRoles } from './role-search.ts'
import { createRole, deleteRole, findRole, type RoleWriter, renameRole, setRoleGroups, setRolePermissions, setRoleUsers } from './roles.ts'
import { showGuarded, showOne } from './show.ts'
import { createUser, deleteUser, updateUser } from './users.ts'
import { createPair, createView, deletePair, deleteView, renameViewOf, updatePair } from './views.ts'

const routes = contract.security
const OK = { message: 'OK' } as const

const withoutPassword = (body: object): Record<string, unknown> => Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'password'))

/** What was sent; who said what they read is told what there is to be read now, others get what the field's clients know. */
const echoed = ({ expected_changed_on: expected, ...fields }: { readonly expected_changed_on?: unknown }, changedOn: number): Record<string, unknown> =>
  expected === undefined ? fields : { ...fields, changed_on_ms: changedOn }

export const userHandlers: readonly Handler[] = [
  ...listHandlers(routes.users, userListing),
  handle(routes.getUser, ({ ctx, actor, params, q }) => showGuarded(ctx, userListing, params.id, actor, q?.columns)),
  handle(routes.createUser, async ({ ctx, actor, body }) => ({ id: await createUser(ctx, actor, body), result: withoutPassword(body) })),
  handle(routes.updateUser, async ({ ctx, actor, params, body }) => {
    return { result: echoed(withoutPassword(body), await updateUser(ctx, actor, params.id, body)) }
  }),
  handle(routes.deleteUser, async ({ ctx, actor, params }) => {
    await deleteUser(ctx, actor, params.id)
    return OK
  }),
  handle(routes.avatar, async ({ ctx, params }) => {
    const user = await ctx.metadata.db.selectFrom('users').select('id').where('id', '=', params.id).executeTakeFirst()
    if (user === undefined) throw new NotFound()
    return new Reply(null, { status: 204 })
  }),
]

const writerOf = (actor: Actor, id: number, body: { readonly expected_changed_on?: number | undefined }): RoleWriter => ({
  actor,
  id,
  expected: body.expected_changed_on,
})

export const roleHandlers: readonly Handler[] = [
  ...listHandlers(routes.roles, roleListing),
  handle(routes.searchRoles, ({ ctx, actor, q }) => searchRoles(ctx, actor, q)),
  handle(routes.getRole, async ({ ctx, actor, params }) => {
    const shown = await showOne(ctx, roleListing, params.id, actor)
    return { ...shown, result: { ...shown.result, changed_on_ms: await lastSavedOn(ctx.metadata.db, 'role', params.id) } }
  }),
  handle(routes.createRole, async ({ ctx, actor, body }) => ({ id: await createRole(ctx, actor, body.name), result: body })),
  handle(routes.updateRole, async ({ ctx, actor, params, body }) => ({ result: await renameRole(ctx, writerOf(actor, params.id, body), body.name) })),
  handle(routes.deleteRole, async ({ ctx, actor, params }) => {
    await deleteRole(ctx, actor, params.id)
    return OK
  }),
  handle(routes.rolePermissions, async ({ ctx, params }) => {
    await findRole(ctx.metadata.db, params.id)
    const rows = await ctx.metadata.db
      .selectFrom('role_permissions')
      .innerJoin('permissions', 'permissions.id', 'role_permissions.permission_id')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select(['permissions.id', 'permission_names.name as permission_name', 'permission_views.name as view_menu_name'])
      .where('role_id', '=', params.id)
      .execute()
    return { result: rows }
  }),
  handle(routes.setRolePermissions, async ({ ctx, actor, params, body }) => {
    const { permission_view_menu_ids } = body
    return { result: { permission_view_menu_ids, changed_on_ms: await setRolePermissions(ctx, writerOf(actor, params.id, body), permission_view_menu_ids) } }
  }),
  handle(routes.setRoleUsers, async ({ ctx, actor, params, body }) => {
    const { user_ids } = body
    return { result: { user_ids, changed_on_ms: await setRoleUsers(ctx, writerOf(actor, params.id, body), user_ids) } }
  }),
  handle(routes.setRoleGroups, async ({ ctx, actor, params, body }) => {
    const { group_ids } = body
    return { result: { group_ids, changed_on_ms: await setRoleGroups(ctx, writerOf(actor, params.id, body), group_ids) } }
  }),
]

export const groupHandlers: readonly Handler[] = [
  ...listHandlers(routes.groups, groupListing),
  handle(routes.getGroup, ({ ctx, actor, params, q }) => showGuarded(ctx, groupListing, params.id, actor, q?.columns)),
  handle(routes.createGroup, async ({ ctx, actor, body }) => ({ id: await createGroup(ctx, actor, body) })),
  handle(routes.updateGroup, async ({ ctx, actor, params, body }) => {
    return { result: echoed(body, await updateGroup(ctx, actor, params.id, body)) }
  }),
  handle(routes.deleteGroup, async ({ ctx, actor, params }) => {
    await deleteGroup(ctx, actor, params.id)
    return OK
  }),
]

export const permissionHandlers: readonly Handler[] = [
  ...listHandlers(routes.permissions, permissionListing),
  handle(routes.permissions.get, ({ ctx, actor, params }) => showOne(ctx, permissionListing, params.id, actor)),
  ...listHandlers(routes.resources, viewListing),
  handle(routes.resources.get, ({ ctx, actor, params }) => showOne(ctx, viewListing, params.id, actor)),
  handle(routes.resources.create, async ({ ctx, body }) => ({ id: await createView(ctx, body.name), result: body })),
  handle(routes.resources.update, async ({ ctx, actor, params, body }) => ({ result: { name: await renameViewOf(ctx, actor, params.id, body.name) } })),
  handle(routes.resources.delete, async ({ ctx, params }) => {
    await deleteView(ctx, params.id)
    return OK
  }),
  ...listHandlers(routes.permissionResources, permissionViewListing),
  handle(routes.permissionResources.get, ({ ctx, actor, params }) => showOne(ctx, permissionViewListing, params.id, actor)),
  handle(routes.permissionResources.create, async ({ ctx, body }) => ({ id: await createPair(ctx, body), result: body })),
  handle(routes.permissionResources.update, async ({ ctx, actor, params, body }) => ({ result: await updatePair(ctx, actor, params.id, body) })),
  handle(routes.permissionResources.delete, async ({ ctx, actor, params }) => {
    await deletePair(ctx, actor, params.id)
    return OK
  }),
]

export const registrationHandlers: readonly Handler[] = [
  ...listHandlers(routes.registrations, registrationListing),
  handle(routes.registrations.get, ({ ctx, actor, params }) => showOne(ctx, registrationListing, params.id, actor)),
  handle(routes.registrations.create, async ({ ctx, body }) => ({ id: await createRegistration(ctx, body), result: withoutPassword(body) })),
  handle(routes.registrations.update, async ({ ctx, params, body }) => {
    await updateRegistration(ctx, params.id, body)
    return { id: params.id, result: body }
  }),
  handle(routes.registrations.delete, async ({ ctx, params }) => {
    await deleteRegistration(ctx, params.id)
    return OK
  }),
  handle(routes.registrations.activate, async ({ ctx, params }) => {
    await activateRegistration(ctx, params.id)
    return OK
  }),
  handle(routes.registrations.resend, async ({ ctx, params, request }) => {
    await resendActivation(ctx, params.id, request.address)
    return OK
  }),
]
