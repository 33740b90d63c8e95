import { CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type Kysely } from 'kysely'
import type { MetadataKind } from './open.ts'
import type { Tables } from './tables.ts'

/** What lists show and ask for. Tables that change with every run of something (jobs, logs, queries, reports) are left out. */
const MARKED: ReadonlySet<string> = new Set<keyof Tables>([
  'annotation_layers',
  'annotations',
  'charts',
  'css_templates',
  'dashboard_charts',
  'dashboard_roles',
  'dashboards',
  'databases',
  'datasets',
  'embedded_dashboards',
  'favourites',
  'group_roles',
  'group_users',
  'groups',
  'owners',
  'rls_rule_datasets',
  'rls_rule_roles',
  'rls_rules',
  'roles',
  'saved_queries',
  'tagged_objects',
  'tags',
  'themes',
  'user_roles',
  'users',
])

const WRITES = /^\s*(?:insert\s+(?:ignore\s+)?into|replace\s+into|update|delete\s+from)\s+["`]?(\w+)/i
const READS = /\b(?:from|join)\s+["`]?(\w+)/gi

/** Does the mark change with everything that this SELECT reads? */
export const readsMarkedOnly = (text: string): boolean => [...text.matchAll(READS)].every(([, table]) => MARKED.has(table ?? ''))

/**
 * A value that differs after every change of the tables that lists read, by whichever process; undefined: changes are not told. What is read after the
 * mark is at least as new as the mark.
 */
export const contentMark = async (db: Kysely<Tables>): Promise<string | undefined> => {
  const row = await db.selectFrom('settings').select('value').where('name', '=', 'content_version').executeTakeFirst()
  return row?.value
}

interface State {
  inTransaction: boolean
  wrote: boolean
}

/** Renews the mark with every write of a marked table: before the end of its transaction, so that both are seen at once, or right after it. */
const marking = (inner: Driver, kind: MetadataKind, started: () => boolean): Driver => {
  const states = new WeakMap<DatabaseConnection, State>()
  const text = `update settings set value = ${kind === 'postgresql' ? '$1' : '?'} where name = 'content_version'`
  const renew = async (connection: DatabaseConnection): Promise<unknown> => connection.executeQuery(CompiledQuery.raw(text, [crypto.randomUUID()]))
  const watch = (connection: DatabaseConnection): State => {
    const known = states.get(connection)
    if (known !== undefined) return known
    const state = { inTransaction: false, wrote: false }
    states.set(connection, state)
    const execute = connection.executeQuery.bind(connection)
    connection.executeQuery = async (query, options) => {
      const result = await execute<never>(query, options)
      if (!started() || !MARKED.has(WRITES.exec(query.sql)?.[1] ?? '')) return result
      if (state.inTransaction) state.wrote = true
      else await renew(connection)
      return result
    }
    return state
  }
  const enter = (connection: DatabaseConnection, inTransaction: boolean): void => {
    Object.assign(watch(connection), { inTransaction, wrote: false })
  }
  return {
    init: (options) => inner.init(options),
    acquireConnection: async (options) => {
      const connection = await inner.acquireConnection(options)
      watch(connection)
      return connection
    },
    beginTransaction: async (connection, settings) => {
      await inner.beginTransaction(connection, settings)
      enter(connection, true)
    },
    commitTransaction: async (connection) => {
      if (watch(connection).wrote) await renew(connection)
      enter(connection, false)
      await inner.commitTransaction(connection)
    },
    rollbackTransaction: async (connection) => {
      enter(connection, false)
      await inner.rollbackTransaction(connection)
    },
    releaseConnection: (connection, options) => inner.releaseConnection(connection, options),
    destroy: (options) => inner.destroy(options),
    ...(inner.savepoint === undefined ? {} : { savepoint: inner.savepoint.bind(inner) }),
    ...(inner.rollbackToSavepoint === undefined ? {} : { rollbackToSavepoint: inner.rollbackToSavepoint.bind(inner) }),
    ...(inner.releaseSavepoint === undefined ? {} : { releaseSavepoint: inner.releaseSavepoint.bind(inner) }),
  }
}

/** The dialect, telling changes by `contentMark`; from `start` on, which comes after the migrations. */
export const markingDialect = (dialect: Dialect, kind: MetadataKind): { readonly dialect: Dialect; readonly start: () => void } => {
  let started = false
  return {
    dialect: {
      createDriver: () => marking(dialect.createDriver(), kind, () => started),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (db) => dialect.createIntrospector(db),
    },
    start: () => {
      started = true
    },
  }
}
