import { type Engine, type Oauth2Client, parseDatabaseUri } from '@coset/engines'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { DatabaseRow } from '../repository.ts'
import { sealedExtra } from '../sealed-extra.ts'

/** `oauth2_client_info` of a database's sealed settings, or one of the site's clients. */
export const oauth2ClientSchema = z.object({
  id: z.string().min(1),
  secret: z.string().min(1),
  scope: z.string(),
  authorization_request_uri: z.url({ protocol: /^https?$/ }),
  token_request_uri: z.url({ protocol: /^https?$/ }),
  request_content_type: z.enum(['json', 'data']).default('json'),
})

/** Who signs people in to this database; null: it knows them otherwise. The site's clients go by the engine's name. */
export const oauth2ClientOf = (ctx: Pick<Context, 'secrets' | 'settings' | 'engines'>, row: DatabaseRow): Oauth2Client | null => {
  const engine: Engine = ctx.engines.find(parseDatabaseUri(row.sqlalchemy_uri).engine)
  if (!engine.capabilities.oauth2) return null
  const own = oauth2ClientSchema.safeParse(sealedExtra(ctx, row)['oauth2_client_info'])
  if (own.success) return own.data
  const { clients } = ctx.settings.databaseOauth2
  return clients[engine.label] ?? clients[engine.id] ?? null
}
