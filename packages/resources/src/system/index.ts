import { can } from '@coset/access'
import { allRoutes, contract, openApi } from '@coset/contract'
import { NotFound, parseTimeRange, shiftRange } from '@coset/core'
import { answersOf } from '@coset/query'
import type { Context } from '../context.ts'
import { isoText } from '../moments.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { canMail } from '../sign-in/mail.ts'
import { siteThemes } from '../theme/site.ts'

const routes = contract.system

const momentText = (ms: number | null): string => (ms === null ? '' : isoText(ms).replace(/\.0+$/, ''))

const timeRange = ({ ctx, q }: Call<typeof routes.timeRange>): unknown => {
  const asked = typeof q === 'string' ? [{ timeRange: q, shift: undefined }] : q
  return {
    result: asked.map(({ timeRange: text, shift }) => {
      const now = ctx.clock.now()
      const plain = parseTimeRange(text, { now })
      const range = shift === undefined || shift === '' ? plain : shiftRange(plain, shift, now)
      return { since: momentText(range.since), until: momentText(range.until), timeRange: text, shift: shift ?? null }
    }),
  }
}

const invalidate = async ({ ctx, body }: Call<typeof routes.invalidateCache>): Promise<unknown> => {
  const uids = new Set(body.datasource_uids ?? [])
  for (const source of body.datasources ?? []) {
    const rows = await ctx.metadata.db
      .selectFrom('datasets')
      .innerJoin('databases', 'databases.id', 'datasets.database_id')
      .select(['datasets.id', 'datasets.schema'])
      .where('databases.database_name', '=', source.database_name)
      .where('datasets.table_name', '=', source.datasource_name)
      .execute()
    for (const row of rows) if ((source.schema ?? null) === null || source.schema === row.schema) uids.add(`${row.id}__table`)
  }
  for (const uid of uids) await ctx.cache.deletePrefix(answersOf(uid))
  return {}
}

/** The ways in that a page offers: buttons, the form, or none where a proxy says who asks. */
const waysIn = ({ providers, settings }: Context): Readonly<Record<string, unknown>> => ({
  password: settings.signIn.withPassword || providers.entries.some((entry) => entry.provider.kind === 'password'),
  providers: providers.entries.flatMap(({ provider: { kind, name, label, icon } }) => (kind === 'password' ? [] : [{ kind, name, label, icon }])),
})

const bootstrap = async ({ ctx, actor, request }: Call<typeof routes.bootstrap>): Promise<unknown> => ({
  app: { name: ctx.settings.appName, version: ctx.settings.version },
  csrf_token: ctx.credentials.csrfToken(request.session),
  user:
    actor.kind !== 'user'
      ? null
      : {
          id: actor.id,
          username: actor.username,
          first_name: actor.firstName,
          last_name: actor.lastName,
          email: actor.email,
          is_admin: actor.isAdmin,
          roles: actor.roles.map((role) => role.name),
        },
  viewing:
    actor.viewer === null
      ? null
      : {
          by: { id: actor.viewer.id, username: actor.viewer.username, first_name: actor.viewer.firstName, last_name: actor.viewer.lastName },
          until: isoText(actor.viewer.until),
        },
  sign_in: {
    ...waysIn(ctx),
    reset: canMail(ctx),
    registration: ctx.settings.signIn.registration && canMail(ctx),
    password_min_length: ctx.settings.signIn.passwordMinLength,
  },
  permissions: [...actor.permissions],
  feature_flags: ctx.settings.featureFlags,
  themes: await siteThemes(ctx),
  limits: {
    row_limit: ctx.settings.rowLimit,
    sql_max_row: ctx.settings.sqlMaxRow,
    samples_row_limit: ctx.settings.samplesRowLimit,
    filter_select_row_limit: ctx.settings.filterSelectRowLimit,
    trash_days: ctx.settings.trashRetentionDays,
  },
  can_sql_lab: can(actor, { verb: 'menu_access', view: 'SQL Lab' }),
})

const documents = new WeakMap<object, unknown>()

/** Built when somebody asks: a third of a second that no start should take. */
const apiDocument = ({ ctx, params }: Call<typeof routes.openApi>): unknown => {
  if (params.version !== 'v1') throw new NotFound()
  const known = documents.get(ctx) ?? openApi(allRoutes(contract), ctx.settings.version)
  documents.set(ctx, known)
  return known
}

export const systemHandlers: readonly Handler[] = [
  handle(routes.openApi, async (call) => apiDocument(call)),
  handle(routes.availableDomains, async () => ({ result: { domains: null } })),
  handle(routes.timeRange, async (call) => timeRange(call)),
  handle(routes.invalidateCache, invalidate),
  handle(routes.bootstrap, bootstrap),
]
