import { contract } from '@coset/contract'
import { BadRequest, NotAuthenticated } from '@coset/core'
import { type Handler, handle } from '../resource.ts'
import { digestOf } from '../sign-in/codes.ts'
import { apiLogin } from '../sign-in/password.ts'
import { refuseWeakPassword } from '../sign-in/password-rules.ts'
import { beginViewAs, endViewAs } from '../sign-in/view-as.ts'
import { groupHandlers, permissionHandlers, registrationHandlers, roleHandlers, userHandlers } from './handlers.ts'
import { me, myRoles, refuseUnread } from './me.ts'
import { menu } from './menu.ts'
import { updateUser } from './users.ts'

const routes = contract.security

export const securityHandlers: readonly Handler[] = [
  handle(routes.login, ({ ctx, body, request }) => apiLogin(ctx, body, request.address)),
  handle(routes.refresh, async ({ ctx, request }) => {
    if (request.bearer === null) throw new NotAuthenticated()
    const token = await ctx.credentials.verifyToken('refresh', request.bearer)
    if ((await ctx.actors.byToken(token)) === null) throw new NotAuthenticated('Not authorized')
    return { access_token: await ctx.credentials.signToken('access', token.userId) }
  }),
  handle(routes.csrfToken, async ({ ctx, request }) => ({ result: ctx.credentials.csrfToken(request.session) })),
  handle(routes.me, async ({ ctx, actor }) => {
    refuseUnread(actor)
    return { result: await me(ctx, actor) }
  }),
  handle(routes.updateMe, async ({ ctx, actor, body, request }) => {
    if (actor.id === null) throw new NotAuthenticated('Not authorized', { envelope: 'message' })
    if (Object.keys(body).length === 0) throw new BadRequest('At least one field must be provided.')
    if (body.password !== undefined) refuseWeakPassword(ctx, body.password, [actor.username, actor.email])
    await updateUser(ctx, actor, actor.id, body, request.session.seed)
    return { result: await me(ctx, actor) }
  }),
  handle(routes.myRoles, async ({ ctx, actor }) => {
    refuseUnread(actor)
    return { result: await myRoles(ctx, actor) }
  }),
  handle(routes.menu, async ({ ctx, actor }) => ({ result: menu(actor, ctx.settings.signIn.registration) })),
  handle(routes.viewAs, async ({ ctx, actor, body, request }) => ({ result: await beginViewAs(ctx, actor, body.user_id, request) })),
  handle(routes.endViewAs, async ({ ctx, request }) => {
    await endViewAs(ctx, digestOf(request.session.seed), 'ended by themselves', request)
    return { message: 'OK' }
  }),
  ...userHandlers,
  ...roleHandlers,
  ...groupHandlers,
  ...permissionHandlers,
  ...registrationHandlers,
]

export { accessMarks } from './access-change.ts'
export { createAccount } from './accounts.ts'
export { type Account, loadAccount, loadActor, loadAnonymous } from './actors.ts'
export { seedRoles } from './seed.ts'
