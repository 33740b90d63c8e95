import type { ConnectionConfig } from '../port.ts'
import type { AskSql, Introspection } from '../running/sql-connection.ts'
import { bareTable, firsts, informationSchema, text } from '../shared-sql/information-schema.ts'
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
  }
}

/** Partition columns of a Hive or Iceberg table and their values, newest first. */
export const partitionsOf = async (ask: AskSql, table: string, schema: string | null): Promise<readonly (readonly string[])[]> => {
  const name = `${schema === null ? '' : `${quote(schema)}.`}${quote(`${table}$partitions`)}`
  return (await ask(`SELECT * FROM ${name} ORDER BY 1 DESC LIMIT 1000`)).map((row) => row.map(text))
}
