import { signedHeaders } from '../http/aws.ts'
import { pages } from '../testing/paged-rows.ts'
import { type PlayedServer, playServer } from '../testing/played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from '../testing/sql-behind.ts'

const MESSAGES = {
  column: "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved",
  table: "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.main.nope' does not exist",
  syntax: "SYNTAX_ERROR: line 1:8: mismatched input 'FROM'",
  other: 'GENERIC_INTERNAL_ERROR',
}

const typeOf = (type: string): string =>
  type === 'DOUBLE' ? 'double' : type.startsWith('DECIMAL') ? 'decimal' : type === 'HUGEINT' ? 'bigint' : type.toLowerCase()

interface Execution {
  readonly stop: AbortController
  readonly sql: string
  readonly answer: Promise<AnswerBehind | Error>
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED'
}

/** The service: executions that run, succeed or fail, then pages whose first row repeats the names. Signatures are made again and compared. */
export const playAthena = (behind: SqlBehind): Promise<PlayedServer> => {
  const executions = new Map<string, Execution>()
  let last = 0
  const results = async (id: string, token: string | undefined) => {
    const answer = await executions.get(id)?.answer
    if (answer === undefined || answer instanceof Error) return { status: 400, body: { __type: 'InvalidRequestException', message: 'no results' } }
    const isQuery = /^\s*(?:SELECT|WITH)/i.test(executions.get(id)?.sql ?? '')
    const cells = [...(isQuery ? [answer.columns.map((column): unknown => column.name)] : []), ...answer.rows].map((row) => ({
      Data: row.map((value) => (value === null ? {} : { VarCharValue: typeof value === 'object' ? JSON.stringify(value) : String(value) })),
    }))
    const all = pages(cells, 1_000)
    const at = Number(token ?? 0)
    const info = answer.columns.map(({ name, type }) => {
      const decimal = /\((\d+),(\d+)\)/.exec(type)
      return { Name: name, Type: typeOf(type), Precision: Number(decimal?.[1] ?? 0), Scale: Number(decimal?.[2] ?? 0) }
    })
    return { body: { ResultSet: { Rows: all[at], ResultSetMetadata: { ColumnInfo: info } }, ...(at + 1 < all.length ? { NextToken: String(at + 1) } : {}) } }
  }
  const catalog = async (action: string, table: string) => {
    if (action === 'ListDatabases') return { body: { DatabaseList: [{ Name: 'main' }] } }
    if (action === 'ListTableMetadata') {
      const found = await behind.run('SELECT table_name, table_type FROM information_schema.tables')
      return { body: { TableMetadataList: found.rows.map(([Name, type]) => ({ Name, TableType: type === 'VIEW' ? 'VIRTUAL_VIEW' : 'EXTERNAL_TABLE' })) } }
    }
    const found = await behind.run(
      `SELECT column_name, data_type FROM information_schema.columns WHERE table_name = '${table.replaceAll("'", "''")}' ORDER BY ordinal_position`,
    )
    if (found.rows.length === 0) return { status: 400, body: { __type: 'MetadataException', message: `EntityNotFoundException: Table ${table} not found` } }
    return { body: { TableMetadata: { Name: table, Columns: found.rows.map(([Name, type]) => ({ Name, Type: String(type).toLowerCase() })) } } }
  }
  return playServer(async (request) => {
    const stamp = String(request.headers['x-amz-date'])
    const moment = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
    const target = String(request.headers['x-amz-target'])
    const expected = signedHeaders(
      { id: 'ann', secret: 'ann', token: null },
      { service: 'athena', region: 'eu-west-1', host: request.headers.host ?? '', target, contentType: 'application/x-amz-json-1.1', body: request.body },
      moment,
    )
    if (request.headers.authorization !== expected['authorization'])
      return { status: 400, body: { __type: 'InvalidSignatureException', message: 'The request signature we calculated does not match' } }
    const action = target.split('.')[1] ?? ''
    const id = String(request.json['QueryExecutionId'] ?? '')
    if (action === 'StartQueryExecution') {
      const made = `e${++last}`
      const stop = new AbortController()
      const sql = String(request.json['QueryString'])
      const execution: Execution = { stop, sql, state: 'RUNNING', answer: behind.run(sql, stop.signal).catch((error: unknown) => error as Error) }
      void execution.answer.then((answer) => {
        execution.state = answer instanceof Error ? 'FAILED' : 'SUCCEEDED'
      })
      executions.set(made, execution)
      return { body: { QueryExecutionId: made } }
    }
    if (action === 'StopQueryExecution') {
      executions.get(id)?.stop.abort()
      return { body: {} }
    }
    if (action === 'GetQueryResults') return results(id, request.json['NextToken'] as string | undefined)
    if (action !== 'GetQueryExecution') return catalog(action, String(request.json['TableName'] ?? ''))
    const execution = executions.get(id)
    const answer = execution?.state === 'FAILED' ? await execution.answer : undefined
    const reason = answer instanceof Error ? { StateChangeReason: MESSAGES[kindOfError(answer)] } : {}
    return { body: { QueryExecution: { QueryExecutionId: id, StatementType: 'DML', Status: { State: execution?.state, ...reason } } } }
  })
}
