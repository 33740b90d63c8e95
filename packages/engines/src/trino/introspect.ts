import { AppError } from '@coset/core'
import type { ConnectionConfig, TablePartitions } from '../port.ts'
import type { AskSql, Introspection } from '../running/sql-connection.ts'
import { bareTable, firsts, informationSchema } from '../shared-sql/information-schema.ts'
import { trinoDialect } from './dialect.ts'
import { placeOf } from './session.ts'

const quote = trinoDialect.quoteIdentifier

/** By SHOW and `information_schema`, inside of the catalog that is asked for or that the address names. */
export const trinoIntrospection = (config: Pick<ConnectionConfig, 'uri'>): Introspection => {
  const place = placeOf(config)
  const inside = (catalog: string | null): string => {
    const name = catalog ?? place.catalog
    return name === null ? '' : `${quote(name)}.`
  }
  const standard = informationSchema({ dialect: trinoDialect, prefix: inside, defaultSchemaSql: null })
  return {
    catalogs: async (ask) => firsts(await ask('SHOW CATALOGS')).toSorted(),
    schemas: async (ask, catalog) => {
      const from = catalog ?? place.catalog
      return firsts(await ask(from === null ? 'SHOW SCHEMAS' : `SHOW SCHEMAS FROM ${quote(from)}`)).toSorted()
    },
    defaultSchema: () => Promise.resolve(place.schema),
    tables: (ask, schema, catalog) => standard.tables(ask, schema ?? place.schema, catalog),
    table: async (ask, name, schema, catalog) => {
      const found = await standard.table(ask, name, schema ?? place.schema, catalog)
      return bareTable(name, found.columns)
    },
    partitions: (ask, name, schema, catalog) => {
      const parts = [catalog ?? (schema === null ? null : place.catalog), schema, `${name}$partitions`]
      return partitionsOf(ask, parts.flatMap((part) => (part === null ? [] : [quote(part)])).join('.'))
    },
  }
}

/** Partition columns of a Hive table and their values, newest first; a table without partitions has no table of them. */
const partitionsOf = async (ask: AskSql, name: string): Promise<TablePartitions> => {
  try {
    const columns = firsts(await ask(`SHOW COLUMNS FROM ${name}`))
    const order = columns.map((_, i) => `${i + 1} DESC`).join(', ')
    return { columns, rows: await ask(`SELECT ${columns.map(quote).join(', ')} FROM ${name} ORDER BY ${order} LIMIT 10000`) }
  } catch (error) {
    if (error instanceof AppError && error.code === 'TABLE_DOES_NOT_EXIST_ERROR') return { columns: [], rows: [] }
    throw error
  }
}
