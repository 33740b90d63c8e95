import { opensearchDialect } from '../elasticsearch/dialect.ts'
import type { SearchWire } from '../elasticsearch/driver.ts'
import { bareTable, tableKind, text } from '../shared-sql/information-schema.ts'

/** The SQL plugin of OpenSearch. */
export const opensearchWire: SearchWire = {
  label: 'OpenSearch',
  path: '/_plugins/_sql',
  dialect: opensearchDialect,
  start: (request) => ({ query: request.sql, fetch_size: 1_000 }),
  columns: 'schema',
  rows: 'datarows',
  pingSql: 'SHOW TABLES LIKE %',
  introspect: {
    catalogs: () => Promise.resolve([]),
    schemas: () => Promise.resolve(['default']),
    defaultSchema: () => Promise.resolve(null),
    tables: async (ask) =>
      (await ask('SHOW TABLES LIKE %')).map((row) => ({ name: text(row[2]), kind: tableKind(text(row[3])) })).filter(({ name }) => !name.startsWith('.')),
    table: async (ask, name) => {
      // The plugin takes a pattern; its wild cards in the name match themselves too.
      const rows = (await ask(`DESCRIBE TABLES LIKE ${opensearchDialect.stringLiteral(name)}`)).filter((row) => text(row[2]) === name)
      return bareTable(
        name,
        rows.map((row) => ({ name: text(row[3]), nativeType: text(row[5]).toUpperCase(), nullable: true, default: null, comment: null })),
      )
    },
  },
}
