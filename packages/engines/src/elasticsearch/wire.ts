import { bareTable, tableKind, text } from '../shared-sql/information-schema.ts'
import { elasticsearchDialect } from './dialect.ts'
import type { SearchWire } from './driver.ts'

const PAGE = 1_000

/** Indices are tables without a schema. */
export const elasticsearchWire: SearchWire = {
  label: 'Elasticsearch',
  path: '/_sql',
  dialect: elasticsearchDialect,
  start: (request) => ({
    query: request.sql,
    fetch_size: PAGE,
    time_zone: 'Z',
    field_multi_value_leniency: true,
    ...(request.timeoutMs === undefined ? {} : { request_timeout: `${Math.ceil(request.timeoutMs)}ms`, page_timeout: '90s' }),
  }),
  columns: 'columns',
  rows: 'rows',
  pingSql: 'SELECT 1',
  introspect: {
    catalogs: () => Promise.resolve([]),
    schemas: () => Promise.resolve(['default']),
    defaultSchema: () => Promise.resolve(null),
    // The last three columns are name, type and kind; newer servers put the catalog before them.
    tables: async (ask) =>
      (await ask('SHOW TABLES')).map((row) => ({ name: text(row.at(-3)), kind: tableKind(text(row.at(-2))) })).filter(({ name }) => !name.startsWith('.')),
    table: async (ask, name) => {
      const rows = await ask(`DESCRIBE ${elasticsearchDialect.quoteIdentifier(name)}`)
      return bareTable(
        name,
        rows
          // Objects are told beside their fields, and cannot be selected.
          .filter((row) => !/^(?:STRUCT|NESTED|UNSUPPORTED)$/i.test(text(row[1])))
          .map((row) => ({ name: text(row[0]), nativeType: text(row[2] ?? row[1]).toUpperCase(), nullable: true, default: null, comment: null })),
      )
    },
  },
}
