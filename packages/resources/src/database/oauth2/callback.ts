import type { contract } from '@coset/contract'
import { BadRequest, NotFound } from '@coset/core'
import { requestTokens } from '@coset/engines'
import { type Call, Reply } from '../../resource.ts'
import { takeCode } from '../../sign-in/codes.ts'
import { findDatabase } from '../repository.ts'
import { oauth2ClientOf } from './client.ts'
import { keepTokens } from './tokens.ts'

interface Journey {
  readonly databaseId: number
  readonly verifier: string
  readonly tab: string
  readonly redirectUri: string
}

/** Somebody comes back from where they signed in to a database. The state is good once, and only for whoever was sent. */
export const oauth2Callback = async ({ ctx, actor, query }: Call<typeof contract.database.oauth2>): Promise<Reply> => {
  if (query.error !== undefined) throw new BadRequest('The sign-in of the database was refused, or you thought better of it')
  const taken = await takeCode(ctx, 'database-oauth2', query.state ?? '')
  if (taken === null || actor.id === null || taken.userId !== actor.id)
    throw new BadRequest('This sign-in was begun elsewhere, or too long ago. Ask for the data again.', { fields: { state: ['Unknown or too old'] } })
  if (query.code === undefined) throw new BadRequest('The code is missing', { fields: { code: ['Missing data for required field.'] } })
  const journey = JSON.parse(taken.data) as Journey
  const row = await findDatabase(ctx, journey.databaseId)
  const client = oauth2ClientOf(ctx, row)
  if (client === null) throw new NotFound()
  const grant = { grant_type: 'authorization_code', code: query.code, redirect_uri: journey.redirectUri, code_verifier: journey.verifier } as const
  await keepTokens(ctx, actor.id, row.id, await requestTokens(client, ctx.engines.policy, grant))
  await ctx.connections.forget(row.id)
  return new Reply(null, { status: 302, headers: { location: `/databases/signed-in/?tab=${encodeURIComponent(journey.tab)}` } })
}
