import { AppError } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { TableInfo, TablePartitions } from '../port.ts'
import type { AskSql, Introspection } from '../running/sql-connection.ts'
import { bareTable, firsts, text, textOrNull } from '../shared-sql/information-schema.ts'

export interface HiveIntrospectionOptions {
  readonly dialect: Pick<Dialect, 'quoteIdentifier'>
  readonly catalogs: boolean
  /** Where unqualified names lead. */
  readonly home: { readonly catalog: string | null; readonly schema: string | null }
  /** SHOW TABLES answers only names (Hive, Impala), not schema and name (Spark). */
  readonly namesOnly: boolean
}

/** By SHOW and DESCRIBE, which Hive, Spark, Databricks and Impala share. */
export const hiveIntrospection = (options: HiveIntrospectionOptions): Introspection => {
  const quote = options.dialect.quoteIdentifier
  const path = (...parts: readonly (string | null)[]): string =>
    parts
      .filter((part) => part !== null && part !== '')
      .map((part) => quote(part ?? ''))
      .join('.')
  const inside = (schema: string | null, catalog: string | null): string => {
    const place = path(catalog ?? options.home.catalog, schema ?? options.home.schema ?? 'default')
    return ` IN ${place}`
  }
  const named = (rows: Awaited<ReturnType<AskSql>>): readonly string[] => rows.map((row) => text(options.namesOnly ? row[0] : row[1]))
  return {
    catalogs: async (ask) => (options.catalogs ? firsts(await ask('SHOW CATALOGS')).toSorted() : []),
    schemas: async (ask, catalog) => {
      const from = catalog ?? options.home.catalog
      return firsts(await ask(from === null || !options.catalogs ? 'SHOW SCHEMAS' : `SHOW SCHEMAS IN ${quote(from)}`)).toSorted()
    },
    defaultSchema: () => Promise.resolve(options.home.schema ?? 'default'),
    tables: async (ask, schema, catalog) => {
      const place = inside(schema, catalog)
      const all = named(await ask(`SHOW TABLES${place}`))
      // Old servers know no SHOW VIEWS; then everything counts as a table.
      const views = new Set(await ask(`SHOW VIEWS${place}`).then(named, () => []))
      return [...new Set([...all, ...views])].toSorted().map((name): TableInfo => ({ name, kind: views.has(name) ? 'view' : 'table' }))
    },
    table: async (ask, name, schema, catalog) => {
      const rows = await ask(`DESCRIBE ${path(catalog ?? options.home.catalog, schema ?? options.home.schema, name)}`)
      // Behind the columns come partitions and further facts, after an empty or `#` line.
      const end = rows.findIndex((row) => text(row[0]).trim() === '' || text(row[0]).startsWith('#'))
      return bareTable(
        name,
        (end < 0 ? rows : rows.slice(0, end)).map((row) => ({
          name: text(row[0]).trim(),
          nativeType: text(row[1]).trim().toUpperCase(),
          nullable: true,
          default: null,
          comment: textOrNull(row[2])?.trim() || null,
        })),
      )
    },
    partitions: (ask, name, schema, catalog) => partitionsOf(ask, path(catalog ?? options.home.catalog, schema ?? options.home.schema, name)),
  }
}

/** `ds=2021-01-01/hour=1` → columns and values, newest first. A table without partitions makes SHOW PARTITIONS fail. */
const partitionsOf = async (ask: AskSql, name: string): Promise<TablePartitions> => {
  const lines = await ask(`SHOW PARTITIONS ${name}`).then(firsts, (error: unknown) => {
    if (error instanceof AppError && /not a partitioned table|not partitioned/i.test(error.message)) return []
    throw error
  })
  const pairs = lines.map((line) =>
    line.split('/').map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))] as const),
  )
  const rows = pairs.map((pair) => pair.map(([, value]) => value)).toSorted((a, b) => (a.join('/') < b.join('/') ? 1 : -1))
  return { columns: (pairs[0] ?? []).map(([column]) => column), rows }
}
