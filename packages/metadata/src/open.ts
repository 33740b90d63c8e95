import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { BadRequest } from '@coset/core'
import { type Dialect, Kysely, MysqlDialect, PostgresDialect } from 'kysely'
import { booleansPlugin } from './booleans.ts'
import { markingDialect } from './content-mark.ts'
import { migrate } from './migrate.ts'
import { sqliteDialect } from './sqlite/dialect.ts'
import type { Tables } from './tables.ts'

export type MetadataKind = 'sqlite' | 'postgresql' | 'mysql'

export interface Metadata {
  readonly db: Kysely<Tables>
  readonly kind: MetadataKind
  close(): Promise<void>
}

const postgres = async (url: string): Promise<Dialect> => {
  const { default: pg } = await import('pg')
  const INT8 = 20
  const pool = new pg.Pool({
    connectionString: url.replace(/^postgresql\+\w+:/, 'postgresql:'),
    max: 10,
    types: { getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) },
  })
  // The server ended an idle connection: the pool forgets it and opens another. Without a listener the process would end.
  pool.on('error', () => undefined)
  return new PostgresDialect({ pool })
}

const mysql = async (url: string): Promise<Dialect> => {
  const { createPool } = await import('mysql2')
  return new MysqlDialect({
    pool: createPool({
      uri: url.replace(/^(mysql|mariadb)(\+\w+)?:/, 'mysql:'),
      connectionLimit: 10,
      charset: 'utf8mb4_bin',
      supportBigNumbers: true,
      timezone: 'Z',
      flags: ['FOUND_ROWS'],
    }),
  })
}

const kindOf = (url: string): MetadataKind => {
  if (/^sqlite:/.test(url)) return 'sqlite'
  if (/^postgres(ql)?(\+\w+)?:/.test(url)) return 'postgresql'
  if (/^(mysql|mariadb)(\+\w+)?:/.test(url)) return 'mysql'
  throw new BadRequest('COSET_DATABASE_URL must start with sqlite:, postgresql: or mysql:')
}

const dialectFor = async (kind: MetadataKind, url: string): Promise<Dialect> => {
  if (kind === 'postgresql') return postgres(url)
  if (kind === 'mysql') return mysql(url)
  const path = url.replace(/^sqlite:(\/\/\/)?/, '')
  if (path !== ':memory:') mkdirSync(dirname(resolve(path)), { recursive: true, mode: 0o700 })
  return sqliteDialect(path)
}

/**
 * Opens the metadata database named by a URL and brings its tables up to date, or up to a step of `migrate.ts`, as an older version did.
 * `sqlite:///path`, `postgresql://…`, `mysql://…`.
 */
export const openMetadata = async (url: string, upTo: string | null = null): Promise<Metadata> => {
  const kind = kindOf(url)
  const { dialect, start } = markingDialect(await dialectFor(kind, url), kind)
  const db = new Kysely<Tables>({ dialect, plugins: kind === 'postgresql' ? [] : [booleansPlugin] })
  try {
    await migrate(db, kind, upTo)
  } catch (error) {
    await db.destroy()
    throw error
  }
  start()
  return { db, kind, close: () => db.destroy() }
}
