import { pgMember } from '../postgresql/member.ts'
import { redshiftDialect } from './dialect.ts'
import { redshiftIntrospection } from './introspect.ts'

/** PostgreSQL 8's wire. Sessions cannot be told how strings are read: backslashes escape, and literals are written so. */
export const redshift = pgMember({
  id: 'redshift',
  label: 'Amazon Redshift',
  drivers: ['psycopg2', 'redshift_connector'],
  uriPlaceholder: 'redshift+psycopg2://user:password@host:port/dbname[?key=value&key=value...]',
  defaultPort: 5439,
  capabilities: { catalogs: true },
  dialect: redshiftDialect,
  flavour: {
    settings: "SET timezone TO 'UTC'; SET datestyle TO 'ISO, MDY'",
    closing: 'ROLLBACK',
    introspection: redshiftIntrospection,
    explainsJson: false,
  },
})
