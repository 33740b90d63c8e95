import { canConnect, type Engine, formatDatabaseUri, parseDatabaseUri } from '@coset/engines'
import type { Context } from '../context.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { deltaText, isoText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import type { DatabaseRow } from './repository.ts'
import { maskedExtra } from './sealed-extra.ts'
import { maskedTunnel, type SshTunnelRow } from './ssh-tunnel.ts'

/** `engine_information` of clients. */
export const engineInformation = (engine: Engine): Record<string, boolean> => ({
  supports_file_upload: engine.capabilities.fileUpload,
  supports_dynamic_catalog: engine.capabilities.dynamicCatalog,
  disable_ssh_tunneling: !engine.capabilities.sshTunnel,
  supports_oauth2: engine.capabilities.oauth2,
})

/** JSON schema of the connection form. */
export const parametersSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['database', 'host', 'port', 'username'],
  properties: {
    host: { type: 'string', description: 'Host name or IP address' },
    port: { type: 'integer', minimum: 0, maximum: 65_535, description: 'Port' },
    database: { type: 'string', description: 'Name of the database' },
    username: { type: 'string', nullable: true, description: 'User name' },
    password: { type: 'string', nullable: true, description: 'Password' },
    query: { type: 'object', additionalProperties: {}, description: 'Further parameters' },
    encryption: { type: 'boolean', description: 'Encrypt the connection' },
    ssh: { type: 'boolean', description: 'Go through an SSH tunnel' },
  },
}

/** The extra flags that clients read beside the row's own. */
export const extraFlags = (row: DatabaseRow, engine: Engine): Record<string, unknown> => {
  const extra = readObject(row.extra)
  return {
    allows_subquery: engine.capabilities.subqueries,
    allows_cost_estimate: extra['cost_estimate_enabled'] === true ? engine.capabilities.costEstimate : null,
    allows_virtual_table_explore: extra['allows_virtual_table_explore'] !== false,
    explore_database_id: typeof extra['explore_database_id'] === 'number' ? extra['explore_database_id'] : row.id,
    disable_data_preview: extra['disable_data_preview'] === true,
    disable_drill_to_detail: extra['disable_drill_to_detail'] === true,
    allow_multi_catalog: extra['allow_multi_catalog'] === true,
  }
}

export const presentDatabase = (ctx: Context, row: DatabaseRow): Record<string, unknown> => {
  const uri = parseDatabaseUri(row.sqlalchemy_uri)
  const engine = ctx.engines.find(uri.engine)
  return {
    id: row.id,
    uuid: row.uuid,
    database_name: row.database_name,
    backend: engine.id,
    driver: uri.driver ?? engine.defaultDriver,
    cache_timeout: row.cache_timeout,
    expose_in_sqllab: row.expose_in_sqllab,
    allow_run_async: row.allow_run_async,
    allow_file_upload: row.allow_file_upload,
    allow_ctas: row.allow_ctas,
    allow_cvas: row.allow_cvas,
    allow_dml: row.allow_dml,
    force_ctas_schema: row.force_ctas_schema,
    impersonate_user: row.impersonate_user,
    configuration_method: row.configuration_method,
    is_managed_externally: row.is_managed_externally,
    engine_information: engineInformation(engine),
  }
}

/** Host, port, user and name of a database, never its password, and their schema; both empty for engines that are not addressed so. */
export const presentParameters = (
  ctx: Context,
  row: Pick<DatabaseRow, 'sqlalchemy_uri'>,
): { readonly parameters: JsonObject; readonly parameters_schema: JsonObject } => {
  const uri = parseDatabaseUri(row.sqlalchemy_uri)
  const engine = ctx.engines.find(uri.engine)
  if (!engine.hasParameters) return { parameters: {}, parameters_schema: {} }
  const parameters = { host: uri.host ?? '', port: uri.port ?? engine.defaultPort, username: uri.username, database: uri.database ?? '' }
  return { parameters, parameters_schema: parametersSchema }
}

/** The connection with every secret masked. */
export const presentConnection = (ctx: Context, row: DatabaseRow, tunnel: SshTunnelRow | null): Record<string, unknown> => {
  const uri = parseDatabaseUri(row.sqlalchemy_uri)
  const engine = ctx.engines.find(uri.engine)
  const parameters = {
    host: uri.host ?? '',
    port: uri.port ?? engine.defaultPort,
    username: uri.username,
    password: uri.password,
    database: uri.database ?? '',
    query: uri.query,
    encryption: false,
  }
  return {
    ...presentDatabase(ctx, row),
    extra: row.extra,
    sqlalchemy_uri: formatDatabaseUri(uri, { maskPassword: true }),
    masked_encrypted_extra: row.encrypted_extra === null ? null : maskedExtra(ctx.secrets.open(row.encrypted_extra), engine),
    parameters: engine.hasParameters ? parameters : {},
    parameters_schema: engine.hasParameters ? parametersSchema : {},
    server_cert: row.server_cert,
    ssh_tunnel: tunnel === null ? null : { id: tunnel.id, ...maskedTunnel(tunnel) },
  }
}

/** Rows of the list. */
export const presentDatabases = async (ctx: Context, ids: readonly number[]): Promise<readonly ({ readonly id: number } & Record<string, unknown>)[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('databases')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const people = await peopleById(
    ctx,
    rows.flatMap((row) => [row.created_by, row.changed_by]),
  )
  return rows.map((row) => {
    const engine = ctx.engines.find(parseDatabaseUri(row.sqlalchemy_uri).engine)
    return {
      ...presentDatabase(ctx, row),
      id: row.id,
      ...extraFlags(row, engine),
      extra: row.extra,
      changed_on: isoText(row.changed_on),
      changed_on_delta_humanized: deltaText(row.changed_on, ctx.clock.now()),
      changed_by: personRef(people, row.changed_by),
      created_by: personRef(people, row.created_by),
    }
  })
}

/** Shown first, by the name that people know. */
const PREFERRED = ['PostgreSQL', 'Presto', 'MySQL', 'SQLite']

const rankOf = (name: string): number => {
  const at = PREFERRED.indexOf(name)
  return at < 0 ? PREFERRED.length : at
}

/** Engines that can be connected here, the usual ones first, then by name; one that is known by several names stands under each. */
export const availableEngines = (ctx: Context): readonly Record<string, unknown>[] =>
  ctx.engines
    .list()
    .filter(canConnect)
    .flatMap((engine) => [{ label: engine.label, uriPlaceholder: engine.uriPlaceholder }, ...(engine.variants ?? [])].map((name) => ({ engine, ...name })))
    .toSorted((a, b) => rankOf(a.label) - rankOf(b.label) || (a.label < b.label ? -1 : 1))
    .map(({ engine, label, uriPlaceholder }) => ({
      name: label,
      engine: engine.id,
      available_drivers: engine.drivers,
      ...(engine.defaultDriver === '' ? {} : { default_driver: engine.defaultDriver }),
      preferred: PREFERRED.includes(label),
      sqlalchemy_uri_placeholder: uriPlaceholder,
      engine_information: engineInformation(engine),
      supports_oauth2: engine.capabilities.oauth2,
      ...(engine.hasParameters ? { parameters: parametersSchema } : {}),
    }))
