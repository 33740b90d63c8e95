import { databaseView } from '@coset/access'
import { AppError, BadRequest, Unprocessable } from '@coset/core'
import { type Connection, type ConnectionConfig, type DatabaseUri, formatDatabaseUri, parseDatabaseUri } from '@coset/engines'
import { insertRow, type NewRow, type RowPatch } from '@coset/metadata'
import type { Context } from '../context.ts'
import { addDatabasePermissions } from '../security/permissions.ts'
import { oauth2ClientSchema } from './oauth2/client.ts'
import { connectionConfig, type DatabaseRow, findDatabase, PASSWORD_MASK, secretUri, splitUri } from './repository.ts'
import { revealedExtra, sealedExtra } from './sealed-extra.ts'

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

type Sealed = Required<Pick<ConnectionConfig, 'secrets' | 'serverCert'>>

const givenExtra = (fields: DatabaseFields): string | null | undefined => fields.encrypted_extra ?? fields.masked_encrypted_extra

/** What a form says beside its address, with stored values where it says masks or nothing. */
const sealedOf = (ctx: Context, fields: DatabaseFields, row: DatabaseRow | null): Sealed => {
  const given = givenExtra(fields)
  return {
    secrets: typeof given === 'string' ? revealedExtra(ctx, given, row) : sealedExtra(ctx, row),
    serverCert: fields.server_cert === undefined ? (row?.server_cert ?? null) : fields.server_cert,
  }
}

/** Opens, pings and closes. Throws what the engine says, 422 or 408. */
export const tryConnection = async (ctx: Context, uri: DatabaseUri, extra: string, sealed: Sealed = { secrets: {}, serverCert: null }): Promise<void> => {
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

/** A stored secret may only go where it was stored for: same engine, host, port and user. */
const sameDoor = (a: DatabaseUri, b: DatabaseUri): boolean =>
  a.engine === b.engine && a.host === b.host && a.port === b.port && a.username === b.username && JSON.stringify(a.query) === JSON.stringify(b.query)

/** The address with the stored password in place of the mask. Throws Unprocessable when the address leads elsewhere. */
const withStoredPassword = (ctx: Context, uri: DatabaseUri, row: DatabaseRow): DatabaseUri => {
  const stored = secretUri(ctx, row)
  if ((stored.password !== null || row.encrypted_extra !== null) && !sameDoor(stored, uri)) {
    const told = 'The address has changed: enter the password again. The stored one is only sent where it was stored for.'
    throw new Unprocessable(told, { fields: { sqlalchemy_uri: [told] } })
  }
  return { ...uri, password: stored.password }
}

/** Sealed values that were not entered again stay where they were stored for, as passwords do. Throws Unprocessable. */
const refuseMovedSecrets = (ctx: Context, uri: DatabaseUri, fields: DatabaseFields, row: DatabaseRow): void => {
  const given = givenExtra(fields)
  const keeps = row.encrypted_extra !== null && (typeof given !== 'string' || given.includes(PASSWORD_MASK))
  if (!keeps || sameDoor(secretUri(ctx, row), uri)) return
  const told = 'The address has changed: enter the secrets again. The stored ones are only sent where they were stored for.'
  throw new Unprocessable(told, { fields: { masked_encrypted_extra: [told] } })
}

/** Tests a form before it is saved; a masked password means the stored one of the database of that name. */
export const testConnection = async (ctx: Context, fields: DatabaseFields): Promise<void> => {
  let uri = parseDatabaseUri(addressOf(fields))
  let sealed: DatabaseRow | null = null
  if (uri.password === PASSWORD_MASK && typeof fields.database_name === 'string') {
    const known = await ctx.metadata.db.selectFrom('databases').selectAll().where('database_name', '=', fields.database_name).executeTakeFirst()
    if (known !== undefined) {
      uri = withStoredPassword(ctx, uri, known)
      sealed = known
    }
  }
  try {
    await tryConnection(ctx, uri, fields.extra ?? '{}', sealedOf(ctx, fields, sealed))
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

/** Connects a new database: tested first, then stored with its permissions. */
export const createDatabase = async (ctx: Context, fields: DatabaseFields & { readonly database_name: string }, by: number | null): Promise<DatabaseRow> => {
  const address = addressOf(fields)
  await refuseName(ctx, fields.database_name, null)
  try {
    await tryConnection(ctx, parseDatabaseUri(address), fields.extra ?? '{}', sealedOf(ctx, fields, null))
  } catch (error) {
    throw asUnprocessable(error)
  }
  const id = await insertDatabase(ctx, fields, address, by)
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

/** Changes a database; a masked password keeps the stored one, a new name renames every permission on it. */
export const updateDatabase = async (ctx: Context, id: number, fields: DatabaseFields, by: number | null): Promise<DatabaseRow> => {
  const before = await findDatabase(ctx, id)
  if (typeof fields.database_name === 'string') await refuseName(ctx, fields.database_name, id)
  const patch: RowPatch<'databases'> = { ...rowOf(ctx, fields, before), changed_on: ctx.clock.now(), changed_by: by }
  if (fields.sqlalchemy_uri !== undefined || fields.parameters !== undefined) {
    const address = addressOf({ ...fields, engine: fields.engine ?? parseDatabaseUri(before.sqlalchemy_uri).engine })
    const { sqlalchemy_uri, password, masked } = splitUri(ctx, address)
    patch.sqlalchemy_uri = sqlalchemy_uri
    if (!masked) patch.password = password
    const uri = masked ? withStoredPassword(ctx, parseDatabaseUri(address), before) : parseDatabaseUri(address)
    refuseMovedSecrets(ctx, uri, fields, before)
    try {
      await tryConnection(ctx, uri, fields.extra ?? before.extra, sealedOf(ctx, fields, before))
    } catch (error) {
      throw asUnprocessable(error)
    }
  }
  await ctx.metadata.db.transaction().execute(async (db) => {
    await db.updateTable('databases').set(patch).where('id', '=', id).execute()
    // Who signs people in may be another now
    if (patch.encrypted_extra !== undefined || patch.sqlalchemy_uri !== undefined)
      await db.deleteFrom('database_user_oauth2_tokens').where('database_id', '=', id).execute()
    if (typeof fields.database_name === 'string' && fields.database_name !== before.database_name) {
      const views = await db.selectFrom('permission_views').selectAll().where('name', 'like', '[%').execute()
      for (const view of views) {
        const prefix = `[${before.database_name}].`
        // Its own view, and those of its schemas and datasets; a dataset may have the number of the database
        const mine = view.name === databaseView({ id, name: before.database_name }) || (view.name.startsWith(prefix) && !view.name.startsWith(`${prefix}(id:`))
        if (mine)
          await db
            .updateTable('permission_views')
            .set({ name: `[${fields.database_name}].${view.name.slice(`[${before.database_name}].`.length)}` })
            .where('id', '=', view.id)
            .execute()
      }
    }
  })
  await ctx.connections.forget(id)
  ctx.actors.forget()
  return findDatabase(ctx, id)
}
