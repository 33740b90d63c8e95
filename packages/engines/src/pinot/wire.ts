import { BadRequest } from '@coset/core'
import { createHttpClient } from '../http/client.ts'
import { listOf, objectOf, rowsOf, textOf } from '../http/json.ts'
import { credentials } from '../http/member-client.ts'
import { type RestWire, restColumn, statementError } from '../http/rest.ts'
import type { ConnectionConfig } from '../port.ts'
import { bareTable } from '../shared-sql/information-schema.ts'
import { pinotDialect } from './dialect.ts'

/** The controller knows the tables; the address names it beside the broker. */
const controller = (config: ConnectionConfig): URL => {
  const url = URL.parse(config.uri.query['controller'] ?? '')
  if (url === null || !/^https?:$/.test(url.protocol)) throw new BadRequest('The address needs the argument controller: http://host:9000/')
  return new URL(url.origin)
}

const tell = async (config: ConnectionConfig, path: string): Promise<ReturnType<typeof objectOf>> => {
  const client = createHttpClient({ base: controller(config), policy: config.policy, headers: credentials(config) })
  try {
    const answer = await client.send({ path, timeoutMs: 30_000, idempotent: true })
    return answer.status === 200 ? objectOf(await answer.json()) : {}
  } finally {
    client.close()
  }
}

export const pinotWire: RestWire = {
  label: 'Apache Pinot',
  dialect: pinotDialect,
  port: 8099,
  start: async (ask, request, { signal }) => {
    const options = `timeoutMs=${Math.ceil(request.timeoutMs ?? 600_000)};useMultistageEngine=true`
    const body = await ask('POST', '/query/sql', { sql: request.sql, queryOptions: options }, signal)
    const [problem] = listOf(body['exceptions']).map(objectOf)
    if (problem !== undefined) throw statementError(textOf(problem['message']) ?? 'The statement failed')
    const table = objectOf(body['resultTable'])
    const schema = objectOf(table['dataSchema'])
    const types = listOf(schema['columnDataTypes']).map(String)
    return { columns: listOf(schema['columnNames']).map((name, i) => restColumn(String(name), types[i] ?? '')), rows: rowsOf(table['rows']), next: null }
  },
  introspect: (_, config) => ({
    catalogs: () => Promise.resolve([]),
    schemas: () => Promise.resolve(['default']),
    defaultSchema: () => Promise.resolve(null),
    tables: async () => listOf((await tell(config, '/tables'))['tables']).map((name) => ({ name: String(name), kind: 'table' as const })),
    table: async (_ask, name) => {
      const schema = await tell(config, `/tables/${encodeURIComponent(name)}/schema`)
      const fields = ['dimensionFieldSpecs', 'metricFieldSpecs', 'dateTimeFieldSpecs'].flatMap((key) => listOf(schema[key]).map(objectOf))
      return bareTable(
        name,
        fields.map((field) => ({
          name: textOf(field['name']) ?? '',
          nativeType: (textOf(field['dataType']) ?? '').toUpperCase(),
          nullable: true,
          default: null,
          comment: null,
        })),
      )
    },
  }),
  more: { describeSql: (sql) => sql },
}
