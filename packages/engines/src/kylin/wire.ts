import { listOf, objectOf, rowsOf, textOf } from '../http/json.ts'
import { type RestWire, restColumn, statementError } from '../http/rest.ts'
import type { ConnectionConfig } from '../port.ts'
import { bareTable } from '../shared-sql/information-schema.ts'
import { kylinDialect } from './dialect.ts'

const project = (config: ConnectionConfig): string => config.uri.database ?? 'default'

/** One exchange a query, inside of a project. */
export const kylinWire: RestWire = {
  label: 'Apache Kylin',
  dialect: kylinDialect,
  port: 7070,
  start: async (ask, request, { config, signal }) => {
    const body = await ask(
      'POST',
      '/kylin/api/query',
      { sql: request.sql, project: project(config), offset: 0, limit: 1_000_000, acceptPartial: false },
      signal,
    )
    const message = textOf(body['exceptionMessage'])
    if (message !== null) throw statementError(message)
    const metas = listOf(body['columnMetas']).map(objectOf)
    return {
      columns: metas.map((meta) => restColumn(textOf(meta['label']) ?? textOf(meta['name']) ?? '', textOf(meta['columnTypeName']) ?? '')),
      rows: rowsOf(body['results']),
      next: null,
    }
  },
  message: (body) => textOf(body['exception']) ?? textOf(body['msg']),
  introspect: (ask, config) => {
    const all = async (): Promise<readonly ReturnType<typeof objectOf>[]> =>
      listOf((await ask('GET', `/kylin/api/tables_and_columns?project=${encodeURIComponent(project(config))}`))['list']).map(objectOf)
    return {
      catalogs: () => Promise.resolve([]),
      schemas: async () => [...new Set((await all()).map((table) => textOf(table['table_SCHEM']) ?? ''))],
      defaultSchema: () => Promise.resolve(null),
      tables: async (_, schema) =>
        (await all())
          .filter((table) => schema === null || table['table_SCHEM'] === schema)
          .map((table) => ({ name: textOf(table['table_NAME']) ?? '', kind: 'table' as const })),
      table: async (_, name, schema) => {
        const found = (await all()).find((table) => table['table_NAME'] === name && (schema === null || table['table_SCHEM'] === schema))
        return bareTable(
          name,
          listOf(found?.['columns'])
            .map(objectOf)
            .map((column) => ({
              name: textOf(column['column_NAME']) ?? '',
              nativeType: (textOf(column['type_NAME']) ?? '').toUpperCase(),
              nullable: column['is_NULLABLE'] !== 'NO',
              default: null,
              comment: textOf(column['remarks']),
            })),
        )
      },
    }
  },
}
