import { NotFound } from '@coset/core'
import { type ConnectionConfig, type DatabaseUri, formatDatabaseUri, parseDatabaseUri } from '@coset/engines'
import type { Row } from '@coset/metadata'
import type { DatabaseModel } from '@coset/query'
import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'

export type DatabaseRow = Row<'databases'>

/** What clients send and read instead of a password. */
export const PASSWORD_MASK = 'XXXXXXXXXX'

/** Throws NotFound. */
export const findDatabase = async (ctx: Context, id: number): Promise<DatabaseRow> => {
  const row = await ctx.metadata.db.selectFrom('databases').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return row
}

/** The address with its secret, for connecting only. */
export const secretUri = (ctx: Pick<Context, 'secrets'>, row: Pick<DatabaseRow, 'sqlalchemy_uri' | 'password'>): DatabaseUri => {
  const uri = parseDatabaseUri(row.sqlalchemy_uri)
  return { ...uri, password: row.password === null ? (uri.password === PASSWORD_MASK ? null : uri.password) : ctx.secrets.open(row.password) }
}

/** Splits an address into what is stored in the open and what is sealed. */
export const splitUri = (ctx: Context, text: string): { readonly sqlalchemy_uri: string; readonly password: string | null; readonly masked: boolean } => {
  const uri = parseDatabaseUri(text)
  const masked = uri.password === PASSWORD_MASK
  return {
    sqlalchemy_uri: formatDatabaseUri(uri, { maskPassword: true }),
    password: uri.password === null || masked ? null : ctx.secrets.seal(uri.password),
    masked,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const DEFAULT_POOL_SIZE = 10
const MOST_POOL_SIZE = 500

/** Connections to keep at most, and so statements that run at once: `engine_params.pool_size`. */
export const poolSizeOf = (extra: string): number => {
  const params = readObject(extra)['engine_params']
  const size = isObject(params) ? params['pool_size'] : undefined
  return typeof size === 'number' && Number.isInteger(size) && size > 0 ? Math.min(size, MOST_POOL_SIZE) : DEFAULT_POOL_SIZE
}

/** How the pool of a database is opened. `engine_params.connect_args.read_only` opens file databases for reading only. */
export const connectionConfig = (ctx: Pick<Context, 'engines'>, uri: DatabaseUri, extra: string): ConnectionConfig => {
  const params = readObject(extra)['engine_params']
  const engineParams = isObject(params) ? params : {}
  const args = engineParams['connect_args']
  return {
    uri,
    engineParams,
    policy: ctx.engines.policy,
    poolSize: poolSizeOf(extra),
    readOnly: isObject(args) && args['read_only'] === true,
    extra: readObject(extra),
  }
}

export const databaseModel = (ctx: Context, row: Pick<DatabaseRow, 'id' | 'database_name' | 'sqlalchemy_uri' | 'cache_timeout' | 'extra'>): DatabaseModel => ({
  id: row.id,
  name: row.database_name,
  engine: ctx.engines.find(parseDatabaseUri(row.sqlalchemy_uri).engine),
  slots: poolSizeOf(row.extra),
  cacheTimeout: row.cache_timeout,
})
