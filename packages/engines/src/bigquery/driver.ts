import { randomUUID } from 'node:crypto'
import { kindOfSentence, WireError, wireErrors } from '../http/errors.ts'
import { listOf, objectOf, textOf } from '../http/json.ts'
import { type Page, pagedCursor } from '../http/paged.ts'
import type { Connection, ConnectionConfig, QueryRequest } from '../port.ts'
import { sqlConnection } from '../running/sql-connection.ts'
import { bigqueryDialect } from './dialect.ts'
import { bigqueryIntrospection } from './introspect.ts'
import { type BigquerySession, openBigquery } from './session.ts'
import { type BigqueryField, bigqueryColumn, bigqueryReader, fieldsOf } from './types.ts'

const PAGE_ROWS = 10_000

type Body = Readonly<Record<string, unknown>>

const query = (session: BigquerySession, request: QueryRequest, dryRun: boolean): Body => {
  const dataset = request.schema ?? session.dataset
  return {
    query: request.sql,
    useLegacySql: false,
    dryRun,
    maxResults: PAGE_ROWS,
    // Short, so that the job's name is known soon and it can be stopped.
    timeoutMs: 1_000,
    formatOptions: { useInt64Timestamp: true },
    requestId: randomUUID(),
    ...(request.timeoutMs === undefined ? {} : { jobTimeoutMs: String(Math.ceil(request.timeoutMs) + 1_000) }),
    ...(session.location === null ? {} : { location: session.location }),
    ...(dataset === null ? {} : { defaultDataset: { datasetId: dataset, projectId: request.catalog ?? session.project } }),
  }
}

interface Job {
  readonly id: string
  readonly location: string | null
}

const jobOf = (body: Body): Job => {
  const reference = objectOf(body['jobReference'])
  return { id: textOf(reference['jobId']) ?? '', location: textOf(reference['location']) }
}

const failIfTold = (body: Body): void => {
  const first = objectOf(listOf(body['errors'])[0])
  const message = textOf(first['message'])
  if (message !== null && body['jobComplete'] !== true) throw new WireError(kindOfSentence(message), message)
}

const at = (session: BigquerySession, job: Job, more: Readonly<Record<string, string>>): string =>
  `/projects/${session.project}/queries/${encodeURIComponent(job.id)}?${new URLSearchParams({
    maxResults: String(PAGE_ROWS),
    timeoutMs: '10000',
    'formatOptions.useInt64Timestamp': 'true',
    ...(job.location === null ? {} : { location: job.location }),
    ...more,
  }).toString()}`

interface Started {
  readonly page: Page
  readonly fields: readonly BigqueryField[]
}

const start = async (session: BigquerySession, request: QueryRequest, signal: AbortSignal, onJob: (job: Job) => void): Promise<Started> => {
  let body = await session.ask('POST', `/projects/${session.project}/queries`, query(session, request, false), signal)
  const job = jobOf(body)
  onJob(job)
  while (body['jobComplete'] === false) {
    failIfTold(body)
    body = await session.ask('GET', at(session, job, {}), undefined, signal)
  }
  const fields = fieldsOf(body['schema'])
  const columns = fields.map(bigqueryColumn)
  const page = (from: Body): Page => {
    const token = textOf(from['pageToken'])
    const next = token === null ? null : async (): Promise<Page> => page(await session.ask('GET', at(session, job, { pageToken: token }), undefined, signal))
    return { columns, rows: listOf(from['rows']).map((row) => listOf(objectOf(row)['f']).map((cell) => objectOf(cell)['v'])), next }
  }
  return { page: page(body), fields }
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

const bytesText = (bytes: number): string => {
  let size = bytes
  let step = 0
  for (; size >= 1_024 && step < UNITS.length - 1; step++) size /= 1_024
  return `${Math.round(size * 100) / 100} ${UNITS[step] ?? 'B'}`
}

/** Statements over the REST interface. Reading needs a job, which is stopped when nobody waits for it. */
export const connectBigquery = (config: ConnectionConfig): Connection => {
  const session = openBigquery(config)
  return sqlConnection({
    label: 'Google BigQuery',
    dialect: bigqueryDialect,
    config,
    describeError: wireErrors('Google BigQuery'),
    open: async (request, signal, onAbort) => {
      let job: Job = { id: '', location: null }
      const stop = async (): Promise<void> => {
        const place = job.location === null ? '' : `?location=${encodeURIComponent(job.location)}`
        if (job.id !== '') await session.ask('POST', `/projects/${session.project}/jobs/${encodeURIComponent(job.id)}/cancel${place}`, {}, undefined)
      }
      onAbort(stop)
      const started = await start(session, request, signal, (told) => {
        job = told
      })
      let column = 0
      return pagedCursor(started.page, {
        reader: () => bigqueryReader(started.fields[column++] ?? { name: '', type: 'STRING', mode: 'NULLABLE', fields: [], description: null }),
        stop,
      })
    },
    introspect: bigqueryIntrospection(session),
    estimate: async (_, sql, schema) => {
      const body = await session
        .ask('POST', `/projects/${session.project}/queries`, query(session, { sql, schema }, true), undefined)
        .catch((error: unknown) => {
          throw wireErrors('Google BigQuery')(error)
        })
      return { 'Bytes to process': bytesText(Number(body['totalBytesProcessed'] ?? 0)) }
    },
    close: () => Promise.resolve(session.close()),
  })
}
