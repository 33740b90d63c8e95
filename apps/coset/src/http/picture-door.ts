import { type Actor, lookingAt } from '@coset/access'
import type { Route } from '@coset/contract'
import { Forbidden, NotAuthenticated } from '@coset/core'
import type { Actors } from '@coset/resources'
import type { FastifyRequest } from 'fastify'
import type { PictureTokens } from '../credentials/picture-tokens.ts'

/** Carries the token of a picture; whoever sends it is known by nothing else. */
export const PICTURE_HEADER = 'x-picture-token'

/** Whoever looks by a picture's token; null: none was sent. Throws NotAuthenticated when it is no good, or the account is not active. */
export const pictureActor = async (request: FastifyRequest, actors: Actors, tokens: PictureTokens): Promise<Actor | null> => {
  const sent = request.headers[PICTURE_HEADER]
  if (sent === undefined) return null
  const claims = typeof sent === 'string' ? await tokens.verify(sent) : null
  const actor = claims === null ? null : claims.userId === null ? await actors.anonymous() : await actors.byId(claims.userId)
  if (claims === null || actor === null) throw new NotAuthenticated('The token of this picture is not valid')
  return lookingAt(actor, claims)
}

/** What a page needs that shows one dashboard; the rows of charts decide about themselves. */
const OF_DASHBOARD = new Set(['dashboard.get', 'dashboard.charts', 'dashboard.datasets'])
const OF_BOTH = new Set(['system.bootstrap', 'chart.data'])

/** Throws Forbidden for whatever is not looking at the object of the token. */
export const refuseBeyondPicture = ({ picture }: Actor, route: Route, params: unknown): void => {
  if (picture === undefined || OF_BOTH.has(route.name)) return
  const { id } = (params ?? {}) as { id?: unknown }
  if (picture.kind === 'dashboard' && OF_DASHBOARD.has(route.name) && id === String(picture.id)) return
  throw new Forbidden('The token of a picture opens that picture alone')
}
