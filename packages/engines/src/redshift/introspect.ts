import { columnTypeText } from '../postgresql/types.ts'
import { informationSchema } from '../shared-sql/information-schema.ts'
import { redshiftDialect } from './dialect.ts'

/** Redshift's catalog is PostgreSQL 8's and lacks what newer queries need; the standard's views are there. Keys are only hints and are left out. */
export const redshiftIntrospection = informationSchema({
  dialect: redshiftDialect,
  catalogsSql: 'SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1',
  schemasSql: () => "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg!_%' ESCAPE '!' ORDER BY 1",
  defaultSchemaSql: 'SELECT current_schema()',
  currentSchema: 'current_schema()',
  typeText: columnTypeText,
})
