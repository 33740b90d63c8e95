import { randomUUID } from 'node:crypto'
import { BadRequest, type ResultColumn } from '@coset/core'
import { type AwsKeys, signedHeaders } from '../http/aws.ts'
import { createHttpClient } from '../http/client.ts'
import { kindOfSentence, refusal, WireError, wireErrors } from '../http/errors.ts'
import { listOf, objectOf, parseJson, textOf } from '../http/json.ts'
import { type Page, pagedCursor } from '../http/paged.ts'
import { createPause } from '../http/polling.ts'
import type { Connection, ConnectionConfig, QueryRequest, TableInfo } from '../port.ts'
import { type Introspection, sqlConnection } from '../running/sql-connection.ts'
import { bareTable } from '../shared-sql/information-schema.ts'
import { trinoKind, trinoReader } from '../trino/types.ts'
import { athenaDialect } from './dialect.ts'

type Body = Readonly<Record<string, unknown>>
type Ask = (action: string, body: Body, signal?: AbortSignal) => Promise<Body>

const CONTENT = 'application/x-amz-json-1.1'

/** Region, keys and address of the service. Throws BadRequest for what is missing. */
const placeOf = (config: ConnectionConfig) => {
  const { uri } = config
  const host = uri.host ?? ''
  const region = uri.query['region_name'] ?? /^athena\.([\w-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1]
  if (region === undefined || !/^[\w-]+$/.test(region)) throw new BadRequest('The address needs the region: awsathena+rest://…@athena.{region}.amazonaws.com/…')
  if (uri.username === null || uri.password === null) throw new BadRequest('The address needs an access key and its secret as user and password')
  const plain = uri.query['protocol'] === 'http'
  const port = uri.port ?? (plain ? 80 : 443)
  const keys: AwsKeys = { id: uri.username, secret: uri.password, token: uri.query['aws_session_token'] ?? null }
  return { region, keys, base: new URL(`${plain ? 'http' : 'https'}://${host}:${port}`) }
}

const asker = (config: ConnectionConfig): { readonly ask: Ask; readonly close: () => void } => {
  const { region, keys, base } = placeOf(config)
  const client = createHttpClient({ base, policy: config.policy, sockets: (config.poolSize ?? 5) + 2 })
  const ask: Ask = async (action, sent, signal) => {
    const body = JSON.stringify(sent)
    const headers = signedHeaders(
      keys,
      { service: 'athena', region, host: base.host, target: `AmazonAthena.${action}`, contentType: CONTENT, body },
      Date.now(),
    )
    const answer = await client.send({
      method: 'POST',
      path: '/',
      headers,
      body,
      signal,
      idempotent: true,
      ...(signal === undefined ? { timeoutMs: 30_000 } : {}),
    })
    const said = await answer.text()
    const told = said.trimStart().startsWith('{') ? objectOf(parseJson(said)) : {}
    if (answer.status === 200) return told
    const type = textOf(told['__type']) ?? ''
    const message = textOf(told['message']) ?? textOf(told['Message']) ?? ''
    if (/Signature|UnrecognizedClient|AccessDenied|InvalidClientToken|ExpiredToken/.test(type)) throw refusal(401, '')
    if (/MetadataException|EntityNotFound/.test(type)) throw new WireError('table', message)
    throw refusal(answer.status, message)
  }
  return { ask, close: () => client.close() }
}

const execution = (config: ConnectionConfig, request: QueryRequest): Body => {
  const { query } = config.uri
  const database = request.schema ?? config.uri.database ?? query['schema_name'] ?? null
  const catalog = request.catalog ?? query['catalog_name'] ?? null
  const output = query['s3_staging_dir']
  return {
    QueryString: request.sql,
    ClientRequestToken: randomUUID(),
    QueryExecutionContext: { ...(database === null ? {} : { Database: database }), ...(catalog === null ? {} : { Catalog: catalog }) },
    ...(output === undefined ? {} : { ResultConfiguration: { OutputLocation: output } }),
    ...(query['work_group'] === undefined ? {} : { WorkGroup: query['work_group'] }),
  }
}

const columnsOf = (set: Body): readonly ResultColumn[] =>
  listOf(objectOf(set['ResultSetMetadata'])['ColumnInfo']).map((item) => {
    const column = objectOf(item)
    const type = (textOf(column['Type']) ?? '').toUpperCase()
    const nativeType = type === 'DECIMAL' ? `DECIMAL(${String(column['Precision'])}, ${String(column['Scale'])})` : type
    return { name: textOf(column['Name']) ?? '', nativeType, type: trinoKind(nativeType) }
  })

const start = async (ask: Ask, config: ConnectionConfig, request: QueryRequest, signal: AbortSignal, onId: (id: string) => void): Promise<Page> => {
  const id = textOf((await ask('StartQueryExecution', execution(config, request), signal))['QueryExecutionId']) ?? ''
  onId(id)
  const pause = createPause(signal)
  let type = ''
  for (;;) {
    const told = objectOf((await ask('GetQueryExecution', { QueryExecutionId: id }, signal))['QueryExecution'])
    const status = objectOf(told['Status'])
    const state = textOf(status['State'])
    type = textOf(told['StatementType']) ?? ''
    if (state === 'SUCCEEDED') break
    if (state !== 'QUEUED' && state !== 'RUNNING') {
      const message = textOf(status['StateChangeReason']) ?? `The statement ended as ${state ?? 'unknown'}`
      throw new WireError(kindOfSentence(message), message)
    }
    await pause()
  }
  const page = async (token: string | null): Promise<Page> => {
    const body = await ask('GetQueryResults', { QueryExecutionId: id, MaxResults: 1_000, ...(token === null ? {} : { NextToken: token }) }, signal)
    const set = objectOf(body['ResultSet'])
    const rows = listOf(set['Rows']).map((row) => listOf(objectOf(row)['Data']).map((cell) => objectOf(cell)['VarCharValue'] ?? null))
    // The first row of a SELECT repeats the names.
    const named = token === null && type === 'DML' ? rows.slice(1) : rows
    const next = textOf(body['NextToken'])
    return { columns: columnsOf(set), rows: named, next: next === null ? null : () => page(next) }
  }
  return page(null)
}

const every = async (ask: Ask, action: string, body: Body, key: string): Promise<readonly Body[]> => {
  const found: Body[] = []
  for (let token: string | null = null, page = 0; page < 100; page++) {
    const told: Body = await ask(action, { ...body, ...(token === null ? {} : { NextToken: token }) })
    found.push(...listOf(told[key]).map(objectOf))
    token = textOf(told['NextToken'])
    if (token === null) break
  }
  return found
}

/** By the service's catalog, which costs no query. */
const introspection = (ask: Ask, config: ConnectionConfig): Introspection => {
  const home = config.uri.database ?? config.uri.query['schema_name'] ?? 'default'
  const at = (catalog: string | null): string => catalog ?? config.uri.query['catalog_name'] ?? 'AwsDataCatalog'
  const kind = (table: Body): TableInfo['kind'] => (/VIEW/i.test(textOf(table['TableType']) ?? '') ? 'view' : 'table')
  return {
    catalogs: async () => (await every(ask, 'ListDataCatalogs', {}, 'DataCatalogsSummary')).map((catalog) => textOf(catalog['CatalogName']) ?? ''),
    schemas: async (_, catalog) =>
      (await every(ask, 'ListDatabases', { CatalogName: at(catalog) }, 'DatabaseList')).map((database) => textOf(database['Name']) ?? ''),
    defaultSchema: () => Promise.resolve(home),
    tables: async (_, schema, catalog) =>
      (await every(ask, 'ListTableMetadata', { CatalogName: at(catalog), DatabaseName: schema ?? home }, 'TableMetadataList')).map((table) => ({
        name: textOf(table['Name']) ?? '',
        kind: kind(table),
      })),
    table: async (_, name, schema, catalog) => {
      const told = objectOf((await ask('GetTableMetadata', { CatalogName: at(catalog), DatabaseName: schema ?? home, TableName: name }))['TableMetadata'])
      const columns = [...listOf(told['Columns']), ...listOf(told['PartitionKeys'])].map(objectOf)
      return bareTable(
        name,
        columns.map((column) => ({
          name: textOf(column['Name']) ?? '',
          nativeType: (textOf(column['Type']) ?? '').toUpperCase(),
          nullable: true,
          default: null,
          comment: textOf(column['Comment']),
        })),
      )
    },
  }
}

/** Statements over Athena's own interface, signed by hand. */
export const connectAthena = (config: ConnectionConfig): Connection => {
  const { ask, close } = asker(config)
  return sqlConnection({
    label: 'Amazon Athena',
    dialect: athenaDialect,
    config,
    describeError: wireErrors('Amazon Athena'),
    open: async (request, signal, onAbort) => {
      let id = ''
      const stop = async (): Promise<void> => {
        if (id !== '') await ask('StopQueryExecution', { QueryExecutionId: id })
      }
      onAbort(stop)
      const first = await start(ask, config, request, signal, (told) => {
        id = told
      })
      return pagedCursor(first, { reader: (column) => trinoReader(column.nativeType) })
    },
    introspect: introspection(ask, config),
    close: () => Promise.resolve(close()),
  })
}
