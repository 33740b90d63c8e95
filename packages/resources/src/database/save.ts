import { databaseView } from '@coset/access'
import { AppError, BadRequest, Unprocessable } from '@coset/core'
import { type Connection, type ConnectionConfig, type DatabaseUri, formatDatabaseUri, parseDatabaseUri, type SshTunnel } from '@coset/engines'
import { insertRow, type NewRow, type RowPatch, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { addDatabasePermissions } from '../security/permissions.ts'
import { oauth2ClientSchema } from './oauth2/client.ts'
import { connectionConfig, type DatabaseRow, findDatabase, PASSWORD_MASK, secretUri, splitUri } from './repository.ts'
import { revealedExtra, sealedExtra } from './sealed-extra.ts'
import { checkTunnel, hasMask, keepTunnel, openedTunnel, type SshTunnelFields, sameWay, tunnelOf, tunnelRow, type Way } from './ssh-tunnel.ts'

export interface DatabaseFields {
  readonly database_name?: string | null | undefined
  readonly sqlalchemy_uri?: string | undefined
  readonly engine?: string | null | undefined
  readonly driver?: string | null | undefined
  readonly parameters?:
    | {
        readonly host?: string | undefined
        readonly port?: number | undefined
        readonly username?: string | null | undefined
        readonly password?: string | null | undefined
        readonly database?: string | undefined
        readonly query?: Record<string, string> | undefined
      }
    | undefined
  readonly configuration_method?: 'sqlalchemy_form' | 'dynamic_form' | undefined
  readonly cache_timeout?: number | null | undefined
  readonly expose_in_sqllab?: boolean | undefined
  readonly allow_run_async?: boolean | undefined
  readonly allow_file_upload?: boolean | undefined
  readonly allow_ctas?: boolean | undefined
  readonly allow_cvas?: boolean | undefined
  readonly allow_dml?: boolean | undefined
  readonly force_ctas_schema?: string | null | undefined
  readonly impersonate_user?: boolean | undefined
  readonly extra?: string | null | undefined
  readonly masked_encrypted_extra?: string | null | undefined
  readonly encrypted_extra?: string | null | undefined
  readonly server_cert?: string | null | undefined
  readonly is_managed_externally?: boolean | null | undefined
  readonly external_url?: string | null | undefined
  readonly uuid?: string | undefined
  /** Null: none. */
  readonly ssh_tunnel?: SshTunnelFields | null | undefined
}

/** The address of a form or of a URI field. Throws Unprocessable when neither is there. */
export const addressOf = (fields: DatabaseFields): string => {
  if (fields.sqlalchemy_uri !== undefined && fields.sqlalchemy_uri !== '') return fields.sqlalchemy_uri
  if (fields.engine === undefined || fields.engine === null || fields.parameters === undefined)
    throw new Unprocessable('The address is missing', { fields: { sqlalchemy_uri: ['Missing data for required field.'] } })
  const { host, port, username, password, database, query } = fields.parameters
  const uri: DatabaseUri = {
    engine: fields.engine,
    driver: fields.driver ?? null,
    username: username ?? null,
    password: password ?? null,
    host: host ?? null,
    port: port ?? null,
    database: database ?? null,
    query: query ?? {},
  }
  return formatDatabaseUri(uri, { maskPassword: false })
}

type Sealed = Required<Pick<ConnectionConfig, 'secrets' | 'serverCert' | 'sshTunnel'>>

const givenExtra = (fields: DatabaseFields): string | null | undefined => fields.encrypted_extra ?? fields.masked_encrypted_extra

/** What a form says beside its address, with stored values where it says masks or nothing. */
const sealedOf = (ctx: Context, fields: DatabaseFields, row: DatabaseRow | null, { tunnel }: Way): Sealed => {
  const given = givenExtra(fields)
  return {
    secrets: typeof given === 'string' ? revealedExtra(ctx, given, row) : sealedExtra(ctx, row),
    serverCert: fields.server_cert === undefined ? (row?.server_cert ?? null) : fields.server_cert,
    sshTunnel: tunnel,
  }
}

/** Opens, pings and closes. Throws what the engine says, 422 or 408. */
const tryConnection = async (ctx: Context, uri: DatabaseUri, extra: string, sealed: Sealed): Promise<void> => {
  const engine = ctx.engines.find(uri.engine)
  const config = { ...connectionConfig(ctx, uri, extra), ...sealed, poolSize: 1, connectTimeoutMs: 10_000 }
  engine.validate(config)
  // People sign in one by one, when they ask
  if (engine.capabilities.oauth2 && oauth2ClientSchema.safeParse(sealed.secrets?.['oauth2_client_info']).success) return
  let connection: Connection | undefined
  try {
    connection = engine.connect(config)
    await connection.ping()
  } finally {
    await connection?.close()
  }
}

/** How a stored database is reached now. */
const storedWay = async (ctx: Context, row: DatabaseRow): Promise<Way> => ({
  uri: secretUri(ctx, row),
  tunnel: openedTunnel(ctx, await tunnelRow(ctx.metadata.db, row.id)),
})

/** The address with the stored password in place of the mask. Throws Unprocessable when the way leads elsewhere. */
const withStoredPassword = (way: Way, stored: Way, row: DatabaseRow): DatabaseUri => {
  if ((stored.uri.password !== null || row.encrypted_extra !== null) && !sameWay(stored, way)) {
    const told = 'The address has changed: enter the password again. The stored one is only sent where it was stored for.'
    throw new Unprocessable(told, { fields: { sqlalchemy_uri: [told] } })
  }
  return { ...way.uri, password: stored.uri.password }
}

/** Sealed values that were not entered again stay where they were stored for, as passwords do. Throws Unprocessable. */
const refuseMovedSecrets = (way: Way, stored: Way, fields: DatabaseFields, row: DatabaseRow): void => {
  const given = givenExtra(fields)
  const keeps = row.encrypted_extra !== null && (typeof given !== 'string' || given.includes(PASSWORD_MASK))
  if (!keeps || sameWay(stored, way)) return
  const told = 'The address has changed: enter the secrets again. The stored ones are only sent where they were stored for.'
  throw new Unprocessable(told, { fields: { masked_encrypted_extra: [told] } })
}

const namedDatabase = async (ctx: Context, name: string | null | undefined): Promise<DatabaseRow | null> =>
  typeof name === 'string' ? ((await ctx.metadata.db.selectFrom('databases').selectAll().where('database_name', '=', name).executeTakeFirst()) ?? null) : null

/** Tests a form before it is saved; a masked password means the stored one of the database of that name. */
export const testConnection = async (ctx: Context, fields: DatabaseFields): Promise<void> => {
  let uri = parseDatabaseUri(addressOf(fields))
  const masked = uri.password === PASSWORD_MASK
  const known = masked || hasMask(fields.ssh_tunnel ?? null) ? await namedDatabase(ctx, fields.database_name) : null
  const stored = known === null ? null : await storedWay(ctx, known)
  // A form that says nothing of a tunnel is tried without one
  const way: Way = { uri, tunnel: tunnelOf(fields.ssh_tunnel ?? null, stored, uri) }
  checkTunnel(ctx, way)
  if (masked && known !== null && stored !== null) uri = withStoredPassword(way, stored, known)
  try {
    await tryConnection(ctx, uri, fields.extra ?? '{}', sealedOf(ctx, fields, masked ? known : null, way))
  } catch (error) {
    throw error instanceof AppError && error.status !== 400 ? error : error instanceof BadRequest ? error : asUnprocessable(error)
  }
}

const asUnprocessable = (error: unknown): AppError =>
  error instanceof AppError
    ? new AppError(error.message, { code: error.code, status: 422, envelope: 'errors', details: error.details, cause: error })
    : new Unprocessable(String(error), { cause: error })

const refuseName = async (ctx: Context, name: string, except: number | null): Promise<void> => {
  const found = await ctx.metadata.db.selectFrom('databases').select('id').where('database_name', '=', name).executeTakeFirst()
  if (found !== undefined && found.id !== except)
    throw new Unprocessable('The name is taken', { fields: { database_name: ['A database with the same name already exists.'] } })
}

type Given = { [K in keyof NewRow<'databases'>]?: Exclude<NewRow<'databases'>[K], undefined> }

const rowOf = (ctx: Context, fields: DatabaseFields, before: DatabaseRow | null): Given => {
  const secretExtra = givenExtra(fields)
  const plain = Object.fromEntries(
    (
      [
        'database_name',
        'cache_timeout',
        'expose_in_sqllab',
        'allow_run_async',
        'allow_file_upload',
        'allow_ctas',
        'allow_cvas',
        'allow_dml',
        'force_ctas_schema',
        'impersonate_user',
        'extra',
        'server_cert',
        'configuration_method',
        'external_url',
      ] as const
    ).flatMap((key) => (fields[key] === undefined || (fields[key] === null && key === 'extra') ? [] : [[key, fields[key]]])),
  )
  return {
    ...plain,
    ...(fields.is_managed_externally === undefined ? {} : { is_managed_externally: fields.is_managed_externally ?? false }),
    ...(typeof secretExtra === 'string'
      ? { encrypted_extra: secretExtra === '' ? null : ctx.secrets.seal(JSON.stringify(revealedExtra(ctx, secretExtra, before))) }
      : {}),
  }
}

/** An address of a form that is saved. Throws Unprocessable naming `sqlalchemy_uri`. */
const readAddress = (address: string): DatabaseUri => {
  try {
    return parseDatabaseUri(address)
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    throw new Unprocessable(error.message, { fields: { sqlalchemy_uri: [error.message] }, cause: error })
  }
}

/** Connects a new database: tested first, then stored with its permissions. */
export const createDatabase = async (ctx: Context, fields: DatabaseFields & { readonly database_name: string }, by: number | null): Promise<DatabaseRow> => {
  const address = addressOf(fields)
  await refuseName(ctx, fields.database_name, null)
  const uri = readAddress(address)
  const way: Way = { uri, tunnel: tunnelOf(fields.ssh_tunnel, null, uri) }
  checkTunnel(ctx, way)
  try {
    await tryConnection(ctx, uri, fields.extra ?? '{}', sealedOf(ctx, fields, null, way))
  } catch (error) {
    throw asUnprocessable(error)
  }
  const id = await ctx.metadata.db.transaction().execute(async (db) => {
    const made = await insertDatabase(ctx, fields, address, by, db)
    await keepTunnel(ctx, db, made, way.tunnel, by)
    return made
  })
  return findDatabase(ctx, id)
}

/** Stores a database without testing it; imports use this too. */
export const insertDatabase = async (
  ctx: Context,
  fields: DatabaseFields & { readonly database_name: string },
  address: string,
  by: number | null,
  db = ctx.metadata.db,
): Promise<number> => {
  const { sqlalchemy_uri, password } = splitUri(ctx, address)
  const now = ctx.clock.now()
  const id = await insertRow(db, ctx.metadata.kind, 'databases', {
    uuid: fields.uuid ?? crypto.randomUUID(),
    verbose_name: null,
    encrypted_extra: null,
    server_cert: null,
    cache_timeout: null,
    extra: '{"allows_virtual_table_explore": true}',
    expose_in_sqllab: true,
    allow_run_async: false,
    allow_ctas: false,
    allow_cvas: false,
    allow_dml: false,
    allow_file_upload: false,
    impersonate_user: false,
    force_ctas_schema: null,
    configuration_method: 'sqlalchemy_form',
    is_managed_externally: false,
    external_url: null,
    ...rowOf(ctx, fields, null),
    database_name: fields.database_name,
    sqlalchemy_uri,
    password,
    created_on: now,
    changed_on: now,
    created_by: by,
    changed_by: by,
  })
  await addDatabasePermissions(db, ctx.metadata.kind, { id, name: fields.database_name })
  return id
}

interface ChangedWay {
  readonly patch: RowPatch<'databases'>
  readonly tunnel: SshTunnel | null
}

/** What a change says of the way to a database, tried out; null: nothing. Throws Unprocessable, also where a stored secret would go elsewhere. */
const changedWay = async (ctx: Context, before: DatabaseRow, fields: DatabaseFields): Promise<ChangedWay | null> => {
  const moves = fields.sqlalchemy_uri !== undefined || fields.parameters !== undefined
  if (!moves && fields.ssh_tunnel === undefined) return null
  const stored = await storedWay(ctx, before)
  const address = moves ? addressOf({ ...fields, engine: fields.engine ?? stored.uri.engine }) : before.sqlalchemy_uri
  const { sqlalchemy_uri, password, masked } = splitUri(ctx, address)
  const asked = readAddress(address)
  const way: Way = { uri: asked, tunnel: tunnelOf(fields.ssh_tunnel, stored, asked) }
  checkTunnel(ctx, way)
  const uri = masked ? withStoredPassword(way, stored, before) : asked
  refuseMovedSecrets(way, stored, fields, before)
  try {
    await tryConnection(ctx, uri, fields.extra ?? before.extra, sealedOf(ctx, fields, before, way))
  } catch (error) {
    throw asUnprocessable(error)
  }
  return { patch: moves ? { sqlalchemy_uri, ...(masked ? {} : { password }) } : {}, tunnel: way.tunnel }
}

/** Every permission on a database carries its name. */
const renameViews = async (db: Kysely<Tables>, { id, database_name }: DatabaseRow, name: string): Promise<void> => {
  const views = await db.selectFrom('permission_views').selectAll().where('name', 'like', '[%').execute()
  for (const view of views) {
    const prefix = `[${database_name}].`
    // Its own view, and those of its schemas and datasets; a dataset may have the number of the database
    const mine = view.name === databaseView({ id, name: database_name }) || (view.name.startsWith(prefix) && !view.name.startsWith(`${prefix}(id:`))
    if (mine)
      await db
        .updateTable('permission_views')
        .set({ name: `[${name}].${view.name.slice(prefix.length)}` })
        .where('id', '=', view.id)
        .execute()
  }
}

/** Changes a database; a masked password keeps the stored one, a new name renames every permission on it. */
export const updateDatabase = async (ctx: Context, id: number, fields: DatabaseFields, by: number | null): Promise<DatabaseRow> => {
  const before = await findDatabase(ctx, id)
  if (typeof fields.database_name === 'string') await refuseName(ctx, fields.database_name, id)
  const way = await changedWay(ctx, before, fields)
  const patch: RowPatch<'databases'> = { ...rowOf(ctx, fields, before), ...way?.patch, changed_on: ctx.clock.now(), changed_by: by }
  await ctx.metadata.db.transaction().execute(async (db) => {
    await db.updateTable('databases').set(patch).where('id', '=', id).execute()
    if (way !== null) await keepTunnel(ctx, db, id, way.tunnel, by)
    // Who signs people in may be another now, or somebody else on the way may read their tokens
    if (patch.encrypted_extra !== undefined || way !== null) await db.deleteFrom('database_user_oauth2_tokens').where('database_id', '=', id).execute()
    if (typeof fields.database_name === 'string' && fields.database_name !== before.database_name) await renameViews(db, before, fields.database_name)
  })
  await ctx.connections.forget(id)
  ctx.actors.forget()
  return findDatabase(ctx, id)
}
