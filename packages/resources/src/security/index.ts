import { contract } from '@coset/contract'
import { NotAuthenticated, NotFound } from '@coset/core'
import { listHandlers } from '../listing/index.ts'
import { type Handler, handle } from '../resource.ts'
import { groupListing, permissionListing, permissionViewListing, roleListing, userListing, viewListing } from './listings.ts'
import { createRole, createUser, deleteRole, deleteUser, findRole, renameRole, setRolePermissions, updateUser } from './manage.ts'
import { me, menu, myRoles } from './me.ts'
import { apiLogin } from './sign-in.ts'

const routes = contract.security

const without = (body: object, key: string): Record<string, unknown> => Object.fromEntries(Object.entries(body).filter(([name]) => name !== key))

export const securityHandlers: readonly Handler[] = [
  handle(routes.login, ({ ctx, body, request }) => apiLogin(ctx, body, request.address)),
  handle(routes.refresh, async ({ ctx, request }) => {
    if (request.bearer === null) throw new NotAuthenticated()
    const id = await ctx.credentials.verifyToken('refresh', request.bearer)
    if ((await ctx.actors.byId(id)) === null) throw new NotAuthenticated('Not authorized')
    return { access_token: await ctx.credentials.signToken('access', id) }
  }),
  handle(routes.csrfToken, async ({ ctx, request }) => ({ result: ctx.credentials.csrfToken(request.session) })),
  handle(routes.me, async ({ ctx, actor }) => ({ result: await me(ctx, actor) })),
  handle(routes.updateMe, async ({ ctx, actor, body }) => {
    if (actor.id === null) throw new NotAuthenticated('Not authorized', { envelope: 'message' })
    await updateUser(ctx, actor, actor.id, body)
    return { result: await me(ctx, actor) }
  }),
  handle(routes.myRoles, async ({ ctx, actor }) => ({ result: await myRoles(ctx, actor) })),
  handle(routes.menu, async ({ actor }) => ({ result: menu(actor) })),
  ...listHandlers(routes.users, userListing),
  handle(routes.getUser, async ({ ctx, actor, params }) => {
    const [user] = await userListing.present(ctx, [params.id], actor)
    if (user === undefined) throw new NotFound()
    return { id: user.id, result: user }
  }),
  handle(routes.createUser, async ({ ctx, actor, body }) => ({ id: await createUser(ctx, actor, body), result: without(body, 'password') })),
  handle(routes.updateUser, async ({ ctx, actor, params, body }) => {
    await updateUser(ctx, actor, params.id, body)
    return { result: without(body, 'password') }
  }),
  handle(routes.deleteUser, async ({ ctx, actor, params }) => {
    await deleteUser(ctx, actor, params.id)
    return { message: 'OK' }
  }),
  ...listHandlers(routes.roles, roleListing),
  handle(routes.createRole, async ({ ctx, body }) => ({ id: await createRole(ctx, body.name), result: body })),
  handle(routes.updateRole, async ({ ctx, params, body }) => {
    await renameRole(ctx, params.id, body.name)
    return { result: body }
  }),
  handle(routes.deleteRole, async ({ ctx, params }) => {
    await deleteRole(ctx, params.id)
    return { message: 'OK' }
  }),
  handle(routes.rolePermissions, async ({ ctx, params }) => {
    await findRole(ctx, params.id)
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
    await setRolePermissions(ctx, actor, params.id, body.permission_view_menu_ids)
    return { result: { permission_view_menu_ids: body.permission_view_menu_ids } }
  }),
  ...listHandlers(routes.permissions, permissionListing),
  ...listHandlers(routes.resources, viewListing),
  ...listHandlers(routes.permissionResources, permissionViewListing),
  ...listHandlers(routes.groups, groupListing),
]

export { createAccount } from './accounts.ts'
export { loadActor, loadAnonymous } from './actors.ts'
export { seedRoles } from './seed.ts'
export { checkPassword } from './sign-in.ts'
