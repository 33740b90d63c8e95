import { decideDatabase } from '@coset/access'
import { AppError } from '@coset/core'
import { type DatabaseUri, formatDatabaseUri, parseDatabaseUri, type SshTunnel } from '@coset/engines'
import type { Context } from '../context.ts'
import {
  checkTunnel,
  insertDatabase,
  keepTunnel,
  openedTunnel,
  PASSWORD_MASK,
  type SshTunnelFields,
  sameWay,
  secretUri,
  splitUri,
  tunnelOf,
  tunnelRow,
  type Way,
} from '../database/index.ts'
import type { DatabaseFile } from './schema.ts'
import { denied, jsonText, mayWrite, type Store } from './store.ts'

/** What a bundle brings beside the file itself. */
export interface DatabaseSecrets {
  readonly password: string | undefined
  /** Undefined: the file names none, and one that is here stays. */
  readonly tunnel: SshTunnelFields | undefined
}

const withPassword = (text: string, password: string): string => formatDatabaseUri({ ...parseDatabaseUri(text), password }, { maskPassword: false })

const validate = (ctx: Context, uri: DatabaseUri, sshTunnel: SshTunnel | null): void => {
  checkTunnel(ctx, { uri, tunnel: sshTunnel })
  ctx.engines.find(uri.engine).validate({ uri, policy: ctx.engines.policy, sshTunnel })
}

/** Errors about members of a file, which are told with its path. */
const ofFile = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AppError) || error.fields === undefined) throw error
    throw new AppError(error.message, { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors', fields: error.fields, cause: error })
  }
}

const fieldsOf = (file: DatabaseFile) => ({
  database_name: file.database_name,
  uuid: file.uuid,
  cache_timeout: file.cache_timeout ?? null,
  expose_in_sqllab: file.expose_in_sqllab ?? true,
  allow_run_async: file.allow_run_async ?? false,
  allow_ctas: file.allow_ctas ?? false,
  allow_cvas: file.allow_cvas ?? false,
  allow_dml: file.allow_dml ?? false,
  allow_file_upload: file.allow_csv_upload ?? file.allow_file_upload ?? false,
  impersonate_user: file.impersonate_user ?? false,
  extra: jsonText(file.extra) ?? '{}',
  configuration_method: file.configuration_method === 'dynamic_form' ? ('dynamic_form' as const) : ('sqlalchemy_form' as const),
})

const refuseMoved = (before: Way, after: Way): void => {
  if (sameWay(before, after)) return
  const told = 'The database is reached another way than here: give its password. The stored secrets are only sent where they were stored for.'
  throw new AppError(told, { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors', fields: { sqlalchemy_uri: [told] } })
}

const overwrite = async (store: Store, id: number, file: DatabaseFile, address: string, given: SshTunnelFields | undefined): Promise<void> => {
  const { ctx, db, actor } = store
  const row = await db.selectFrom('databases').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const stored: Way = { uri: secretUri(ctx, row), tunnel: openedTunnel(ctx, await tunnelRow(db, id)) }
  const asked = parseDatabaseUri(address)
  const masked = asked.password === PASSWORD_MASK
  // A masked address stays as it is here
  const uri = masked ? stored.uri : asked
  const tunnel = ofFile(() => tunnelOf(given, stored, uri))
  ofFile(() => validate(ctx, asked, tunnel))
  if (row.encrypted_extra !== null || (masked && stored.uri.password !== null)) refuseMoved(stored, { uri, tunnel })
  const { uuid: _, database_name: __, ...patch } = fieldsOf(file)
  const { sqlalchemy_uri, password } = splitUri(ctx, address)
  await db
    .updateTable('databases')
    .set({ ...patch, ...(masked ? {} : { sqlalchemy_uri, password }), changed_on: ctx.clock.now(), changed_by: actor.id })
    .where('id', '=', id)
    .execute()
  if (given !== undefined) await keepTunnel(ctx, db, id, tunnel, actor.id)
}

/** Stores a database, or leaves the one of that uuid (or name) as it is. */
export const storeDatabase = async (store: Store, file: DatabaseFile, secrets: DatabaseSecrets, overwrites: boolean): Promise<number> => {
  const { ctx, db, actor } = store
  const existing =
    (await db.selectFrom('databases').select(['id', 'database_name']).where('uuid', '=', file.uuid).executeTakeFirst()) ??
    (await db.selectFrom('databases').select(['id', 'database_name']).where('database_name', '=', file.database_name).executeTakeFirst())
  const address = secrets.password === undefined ? file.sqlalchemy_uri : withPassword(file.sqlalchemy_uri, secrets.password)
  if (existing === undefined) {
    mayWrite(store, 'Database', `The database “${file.database_name}” does not exist here`)
    const uri = parseDatabaseUri(address)
    const tunnel = ofFile(() => tunnelOf(secrets.tunnel, null, uri))
    ofFile(() => validate(ctx, uri, tunnel))
    const id = await insertDatabase(ctx, fieldsOf(file), address, actor.id, db)
    await keepTunnel(ctx, db, id, tunnel, actor.id)
    return id
  }
  if (!overwrites) {
    if (!decideDatabase(actor, { id: existing.id, name: existing.database_name }).allowed) throw denied(`A database “${existing.database_name}” exists already`)
    return existing.id
  }
  mayWrite(store, 'Database', `A database “${existing.database_name}” exists already`)
  await overwrite(store, existing.id, file, address, secrets.tunnel)
  return existing.id
}
