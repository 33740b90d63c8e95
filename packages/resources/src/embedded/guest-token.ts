import type { contract } from '@coset/contract'
import { BadRequest, NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { findDashboard } from '../dashboard/index.ts'
import type { Call } from '../resource.ts'
import { openEmbedding, refuseOff } from './repository.ts'

const found = async (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof NotFound) return false
      throw error
    },
  )

/** Throws BadRequest when no dashboard has this id and no embedding this UUID. */
const refuseUnknown = async (ctx: Context, id: string): Promise<void> => {
  const isId = /^[1-9]\d{0,8}$/.test(id)
  if (!(await found(isId ? findDashboard(ctx, id) : openEmbedding(ctx, id))))
    throw new BadRequest(`EmbeddedDashboard not found: resources names ${id}, which is neither the UUID of an embedding nor the id of a dashboard`)
}

/** `POST /api/v1/security/guest_token/`. */
export const grantGuestToken = async ({ ctx, body }: Call<typeof contract.embedded.guestToken>): Promise<{ readonly token: string }> => {
  refuseOff(ctx)
  for (const { id } of body.resources) await refuseUnknown(ctx, id)
  const rules = body.rls.map(({ dataset, clause }) => ({ dataset: dataset ?? null, clause }))
  return { token: await ctx.credentials.signGuestToken({ user: body.user, dashboards: body.resources.map(({ id }) => id), rules }) }
}
