import { informationSchema } from '../shared-sql/information-schema.ts'
import { postgresqlDialect } from './dialect.ts'
import { columnTypeText } from './types.ts'

/** Introspection of engines whose `pg_catalog` is only a sketch: the standard's views, columns without keys. */
export const streamingIntrospection = informationSchema({
  dialect: postgresqlDialect,
  catalogsSql: 'SELECT datname FROM pg_catalog.pg_database ORDER BY 1',
  defaultSchemaSql: 'SELECT current_schema()',
  currentSchema: 'current_schema()',
  typeText: columnTypeText,
})
