import { contract } from '@coset/contract'
import { NotFound, Unprocessable } from '@coset/core'
import { moveToTrash } from '../history/trash.ts'
import { findPage, listHandlers } from '../listing/index.ts'
import { refuseReported } from '../report/subject.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { removeDatabaseViews } from '../security/permissions.ts'
import { catalogs, refuseTable, schemas, selectStarOf, tableMetadata, tables } from './browse.ts'
import { databaseListing } from './listing.ts'
import { oauth2Callback } from './oauth2/callback.ts'
import { availableEngines, presentConnection, presentDatabase } from './present.ts'
import { type DatabaseRow, databaseModel, findDatabase } from './repository.ts'
import { createDatabase, type DatabaseFields, testConnection, updateDatabase } from './save.ts'
import { maskedTunnel, tunnelRow } from './ssh-tunnel.ts'
import { syncPermissions } from './sync-permissions.ts'
import { uploadSchemas } from './upload-schemas.ts'
import { validateParameters } from './validate-parameters.ts'

const routes = contract.database

export { oauth2ClientSchema } from './oauth2/client.ts'
export { personalToken } from './oauth2/tokens.ts'

/** The database when the actor's list would show it. Throws NotFound. */
export const visibleDatabase = async (call: Pick<Call<never>, 'ctx' | 'actor'>, id: number): Promise<DatabaseRow> => {
  const row = await findDatabase(call.ctx, id)
  const { count } = await findPage(call.ctx, databaseListing, { filters: [{ col: 'uuid', opr: 'eq', value: row.uuid }] }, call.actor)
  if (count === 0) throw new NotFound()
  return row
}

const related = async (call: Call<typeof routes.relatedObjects>): Promise<unknown> => {
  await visibleDatabase(call, call.params.id)
  const { db } = call.ctx.metadata
  const charts = await db
    .selectFrom('charts')
    .innerJoin('datasets', 'datasets.id', 'charts.datasource_id')
    .select(['charts.id', 'charts.slice_name', 'charts.viz_type'])
    .where('datasets.database_id', '=', call.params.id)
    .orderBy('charts.id')
    .execute()
  const dashboards = await db
    .selectFrom('dashboards')
    .innerJoin('dashboard_charts', 'dashboard_charts.dashboard_id', 'dashboards.id')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .innerJoin('datasets', 'datasets.id', 'charts.datasource_id')
    .select(['dashboards.id', 'dashboards.json_metadata', 'dashboards.slug', 'dashboards.dashboard_title as title'])
    .where('datasets.database_id', '=', call.params.id)
    .distinct()
    .execute()
  const tabs = await db.selectFrom('tab_states').select(['id', 'label', 'active', 'user_id']).where('database_id', '=', call.params.id).orderBy('id').execute()
  return {
    charts: { count: charts.length, result: charts },
    dashboards: { count: dashboards.length, result: dashboards },
    // Labels of tabs are their people's own
    sqllab_tab_states: {
      count: tabs.length,
      result: tabs.filter((tab) => call.actor.isAdmin || tab.user_id === call.actor.id).map(({ user_id: _, ...tab }) => tab),
    },
  }
}

const remove = async (call: Call<typeof routes.delete>): Promise<unknown> => {
  const { ctx, actor, params } = call
  const row = await findDatabase(ctx, params.id)
  await ctx.metadata.db.transaction().execute(async (db) => {
    const { n } = await db
      .selectFrom('datasets')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('database_id', '=', row.id)
      .executeTakeFirstOrThrow()
    if (Number(n) > 0) throw new Unprocessable(`${Number(n)} datasets use this database; delete them first`)
    await refuseReported(db, 'database_id', [row.id])
    const deletion = await moveToTrash(ctx, db, actor, 'database', [row.id])
    // Saved queries go along with their database
    const queries = await db.selectFrom('saved_queries').select('id').where('db_id', '=', row.id).execute()
    await moveToTrash(
      ctx,
      db,
      actor,
      'saved_query',
      queries.map((query) => query.id),
      deletion,
    )
    await db.deleteFrom('databases').where('id', '=', row.id).execute()
    await removeDatabaseViews(db, { id: row.id, name: row.database_name })
  })
  await ctx.connections.forget(row.id)
  return { message: 'OK' }
}

const UNSAID = ['encrypted_extra', 'masked_encrypted_extra', 'parameters', 'sqlalchemy_uri', 'ssh_tunnel']

const echo = (body: Pick<DatabaseFields, 'ssh_tunnel'>): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(body).filter(([key]) => !UNSAID.includes(key))),
  ...(body.ssh_tunnel === undefined ? {} : { ssh_tunnel: body.ssh_tunnel === null ? null : maskedTunnel(body.ssh_tunnel) }),
})

/** Clients write `null` and `undefined` into addresses for no schema. */
const schemaIn = (text: string): string | null => (text === 'null' || text === 'undefined' ? null : text)

const forUploads = (row: DatabaseRow, names: readonly string[]): readonly string[] => {
  if (!row.allow_file_upload) return []
  const named = uploadSchemas(row)
  return named.length === 0 ? names : names.filter((name) => named.includes(name))
}

export const databaseHandlers: readonly Handler[] = [
  handle(routes.oauth2, oauth2Callback),
  handle(routes.available, async ({ ctx }) => ({ databases: availableEngines(ctx) })),
  ...listHandlers(routes, databaseListing),
  handle(routes.get, async (call) => ({ id: call.params.id, result: presentDatabase(call.ctx, await visibleDatabase(call, call.params.id)) })),
  handle(routes.connection, async ({ ctx, params }) => ({
    id: params.id,
    result: presentConnection(ctx, await findDatabase(ctx, params.id), await tunnelRow(ctx.metadata.db, params.id)),
  })),
  handle(routes.create, async ({ ctx, actor, body }) => {
    const row = await createDatabase(ctx, body, actor.id)
    return { id: row.id, result: { ...echo(body), uuid: row.uuid, sqlalchemy_uri: row.sqlalchemy_uri, driver: presentDatabase(ctx, row)['driver'] } }
  }),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const row = await updateDatabase(ctx, params.id, body, actor.id)
    return { id: row.id, result: { ...echo(body), sqlalchemy_uri: row.sqlalchemy_uri } }
  }),
  handle(routes.delete, remove),
  handle(routes.testConnection, async ({ ctx, body }) => {
    await testConnection(ctx, body)
    return { message: 'OK' }
  }),
  handle(routes.validateParameters, async ({ ctx, body }) => {
    await validateParameters(ctx, body)
    return { message: 'OK' }
  }),
  handle(routes.catalogs, async (call) => ({ result: await catalogs(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.q?.force) })),
  handle(routes.schemas, async (call) => {
    const row = await visibleDatabase(call, call.params.id)
    const names = await schemas(call.ctx, call.actor, row, call.q?.catalog ?? null, call.q?.force)
    return { result: call.q?.upload_allowed === true ? forUploads(row, names) : names }
  }),
  handle(routes.tables, async (call) =>
    tables(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.q.schema_name, call.q.catalog_name ?? null, call.q.force),
  ),
  handle(routes.tableMetadata, async (call) =>
    tableMetadata(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.query.name, call.query.schema ?? null, call.query.catalog ?? null),
  ),
  handle(routes.tableExtra, async (call) => {
    await refuseTable(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.query.name, call.query.schema ?? null)
    return {}
  }),
  handle(routes.tableMetadataByPath, async (call) => {
    const row = await visibleDatabase(call, call.params.id)
    return tableMetadata(call.ctx, call.actor, row, call.params.table, schemaIn(call.params.schema), null)
  }),
  handle(routes.tableExtraByPath, async (call) => {
    await refuseTable(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.params.table, schemaIn(call.params.schema))
    return {}
  }),
  handle(routes.selectStar, async (call) => ({
    result: await selectStarOf(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.params.table, call.params.schema),
  })),
  handle(routes.selectStarDefault, async (call) => ({
    result: await selectStarOf(call.ctx, call.actor, await visibleDatabase(call, call.params.id), call.params.table, null),
  })),
  handle(routes.functionNames, async (call) => ({ function_names: databaseModel(call.ctx, await visibleDatabase(call, call.params.id)).engine.functionNames })),
  handle(routes.relatedObjects, related),
  handle(routes.syncPermissions, async ({ ctx, params }) => {
    await syncPermissions(ctx, await findDatabase(ctx, params.id))
    ctx.actors.forget()
    return { message: 'Permissions successfully synced' }
  }),
]

export { databaseListing } from './listing.ts'
export { presentParameters } from './present.ts'
export { connectionConfig, type DatabaseRow, databaseModel, findDatabase, PASSWORD_MASK, secretUri, splitUri } from './repository.ts'
export { type DatabaseFields, insertDatabase } from './save.ts'
export { storedConnectionConfig } from './sealed-extra.ts'
export {
  checkTunnel,
  keepTunnel,
  maskedTunnel,
  openedTunnel,
  SSH_TUNNEL_SECRETS,
  type SshTunnelFields,
  sameWay,
  storedTunnel,
  tunnelOf,
  tunnelRow,
  type Way,
} from './ssh-tunnel.ts'
