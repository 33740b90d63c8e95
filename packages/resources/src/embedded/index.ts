import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { type DashboardRow, openDashboard } from '../dashboard/index.ts'
import { ownerIds, refuseOwnership } from '../people/owners.ts'
import { type Handler, handle } from '../resource.ts'
import { grantGuestToken } from './guest-token.ts'
import { embeddingOf, openEmbedding, presentEmbedding, refuseOff, removeEmbedding, setEmbedding } from './repository.ts'

const routes = contract.embedded

/** The dashboard for people who may change it. */
const ownDashboard = async (ctx: Context, actor: Actor, ref: string): Promise<DashboardRow> => {
  refuseOff(ctx)
  const row = await openDashboard(ctx, actor, ref)
  refuseOwnership(actor, await ownerIds(ctx.metadata.db, 'dashboard', row.id), 'dashboard')
  return row
}

const save = async (ctx: Context, actor: Actor, ref: string, sites: readonly string[]): Promise<unknown> => {
  const { id } = await ownDashboard(ctx, actor, ref)
  return { result: await presentEmbedding(ctx, actor, await setEmbedding(ctx, actor, id, sites)) }
}

export const embeddedHandlers: readonly Handler[] = [
  handle(routes.ofDashboard, async ({ ctx, actor, params }) => {
    const { id } = await openDashboard(ctx, actor, params.id)
    refuseOff(ctx)
    const row = await embeddingOf(ctx, id)
    if (row === undefined) throw new NotFound()
    return { result: await presentEmbedding(ctx, actor, row) }
  }),
  handle(routes.set, ({ ctx, actor, params, body }) => save(ctx, actor, params.id, body.allowed_domains)),
  handle(routes.change, ({ ctx, actor, params, body }) => save(ctx, actor, params.id, body.allowed_domains)),
  handle(routes.remove, async ({ ctx, actor, params }) => {
    await removeEmbedding(ctx, (await ownDashboard(ctx, actor, params.id)).id)
    return { message: 'OK' }
  }),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const row = await openEmbedding(ctx, params.uuid)
    await openDashboard(ctx, actor, row.dashboard_id)
    return { result: await presentEmbedding(ctx, actor, row) }
  }),
  handle(routes.guestToken, grantGuestToken),
]

export { openEmbedding } from './repository.ts'
export { framingSites, mayFrame, sitesOf } from './sites.ts'
