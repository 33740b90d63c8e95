import { pgMember } from '../postgresql/member.ts'

/** Cancels by the wire's message (`pg_cancel_backend` does nothing there); its plans are text, without a cost. */
export const cockroachdb = pgMember({
  id: 'cockroachdb',
  aliases: ['cockroach'],
  label: 'CockroachDB',
  uriPlaceholder: 'cockroachdb://root@host:port/database?sslmode=disable',
  defaultPort: 26257,
  capabilities: { catalogs: true, dynamicCatalog: true },
  flavour: {
    settings:
      "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'",
    closing: 'ROLLBACK',
    cancelSql: null,
    explainsJson: false,
  },
})
