import type { contract } from '@coset/contract'
import { AppError, BadRequest, EngineFailure } from '@coset/core'
import type { ResultStream } from '@coset/engines'
import type { Context } from '../context.ts'
import { databaseModel, findDatabase } from '../database/index.ts'
import { ticketOf } from '../dataset/index.ts'
import { readObject } from '../json-text.ts'
import type { QueryExtra } from '../query-history/present.ts'
import { findByClientId, type QueryRow } from '../query-history/repository.ts'
import { type Call, Reply } from '../resource.ts'
import { cellWriter, distinctNames } from './cells.ts'
import { type CheckedScript, checkScript } from './check.ts'
import { csvHeader, csvLines } from './csv.ts'
import { findResult, type KeptResult } from './kept-results.ts'
import { refuseLostAccess } from './lost-access.ts'
import { refusal, unknownResults } from './refusals.ts'

type Asking = Pick<Call<typeof contract.sqllab.export>, 'ctx' | 'actor' | 'request'>

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The run, when the actor may see it. Throws 404 in the envelope of results. */
const findRun = async ({ ctx, actor }: Asking, clientId: string): Promise<QueryRow> => {
  try {
    return await findByClientId(ctx, actor, clientId)
  } catch (error) {
    throw error instanceof AppError && error.status === 404 ? unknownResults() : error
  }
}

/** A file name that is safe in a header; the part after `filename*` keeps other letters. */
const disposition = (name: string): string => {
  const clean = name.replace(/[\p{Cc}"\\/:*?<>|]/gu, '_').slice(0, 200) || 'result.csv'
  return `attachment; filename="${clean.replace(/[^\x20-\x7e]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`
}

const fileName = (ctx: Context, row: QueryRow, chosen: string | undefined): string => {
  const stamp = new Date(ctx.clock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '')
  const name = chosen === undefined || chosen === '' ? `sqllab_${row.tab_name ?? row.client_id}_${stamp}.csv` : chosen
  return name.toLowerCase().endsWith('.csv') ? name : `${name}.csv`
}

const csvReply = (name: string, body: AsyncIterable<Uint8Array>): Reply =>
  new Reply(body, { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': disposition(name), 'cache-control': 'no-store' } })

const keptLines = async function* (kept: KeptResult, end: string): AsyncGenerator<Uint8Array> {
  yield bytes(
    csvHeader(
      kept.columns.map((column) => column.column_name),
      end,
    ),
  )
  for (let i = 0; i < kept.blocks.length; i++) yield bytes(csvLines(await kept.block(i), kept.kinds, end))
}

const parametersOf = (row: QueryRow): Readonly<Record<string, unknown>> => {
  const { template_params: parameters } = readObject(row.extra_json) as QueryExtra
  return parameters ?? {}
}

/** The script of a run, checked again with today's rights and rules; what it made is read instead of made again. */
const checkedAgain = async ({ ctx, actor, request }: Asking, row: QueryRow): Promise<CheckedScript> => {
  const made = row.select_as_cta && row.select_sql !== null
  const checked = await checkScript(ctx, actor, {
    database: await findDatabase(ctx, row.database_id),
    sql: made ? (row.select_sql ?? '') : row.sql,
    catalog: row.catalog,
    schema: row.schema,
    templateParams: made ? null : parametersOf(row),
    request,
  })
  if (checked.mutates) throw refusal('The rows of a script that changes data are only there while they are kept', 'RESULTS_BACKEND_ERROR', {}, 410)
  return checked
}

/** Waits for a turn at the database and holds it until `release`. */
const takeTurn = (call: Asking, checked: CheckedScript): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const { ctx, actor, request } = call
    const hold = () => new Promise<void>((release) => resolve(release))
    ctx.query.queue.run(databaseModel(ctx, checked.script.database), ticketOf(actor, request, 'export'), request.signal, hold).catch(reject)
  })

const openStream = async (call: Asking, checked: CheckedScript, limit: number | null): Promise<ResultStream> => {
  const { ctx, request } = call
  const last = checked.statements.at(-1)
  const connection = await ctx.connections.forDatabase(checked.script.database.id)
  return connection
    .stream({
      sql: last?.text ?? '',
      readOnly: true,
      timeoutMs: ctx.settings.sqllab.longTimeoutMs,
      signal: request.signal,
      catalog: checked.script.catalog,
      schema: checked.script.schema,
      ...(limit === null ? {} : { maxRows: limit }),
    })
    .catch((error: unknown) => {
      throw error instanceof EngineFailure ? refusal(error.message, error.code, { engine_name: checked.engine.label, ...error.details }, error.status) : error
    })
}

const streamedLines = async function* (stream: ResultStream, end: string): AsyncGenerator<Uint8Array> {
  const { columns } = stream
  const writers = columns.map((column) => cellWriter(column.type, column.nativeType))
  const kinds = columns.map((column) => column.type)
  yield bytes(csvHeader(distinctNames(columns.map((column) => column.name)), end))
  for await (const block of stream.blocks) {
    const values = block.map((cells, c) => cells.map((cell) => writers[c]?.(cell) ?? null))
    yield bytes(csvLines(values, kinds, end))
  }
}

/** Rows straight from the database, a block at a time: a reader that is slow makes the database wait. The turn ends with the stream, however it ends. */
const streamed = async (call: Asking, checked: CheckedScript, limit: number | null, end: string): Promise<AsyncIterable<Uint8Array>> => {
  const release = await takeTurn(call, checked)
  call.request.signal.addEventListener('abort', release, { once: true })
  try {
    const stream = await openStream(call, checked, limit)
    return (async function* () {
      try {
        yield* streamedLines(stream, end)
      } finally {
        release()
        await stream.cancel()
      }
    })()
  } catch (error) {
    release()
    throw error
  }
}

const withMark = async function* (lines: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield bytes('\ufeff')
  yield* lines
}

/** The rows of a run as a file: the kept ones, else those of the same query run again with the same limit. */
export const exportRun = async (call: Asking, clientId: string): Promise<Reply> => {
  const { ctx, actor } = call
  const row = await findRun(call, clientId)
  await refuseLostAccess(ctx, actor, row)
  const kept = row.results_key === null ? null : await findResult(ctx, row.results_key)
  const lines = kept === null ? await streamed(call, await checkedAgain(call, row), row.limit, '\n') : keptLines(kept, '\n')
  return csvReply(fileName(ctx, row, undefined), withMark(lines))
}

/** All rows of a run's query as a file, streamed; only the configuration limits how many. */
export const exportStreaming = async (
  call: Asking,
  form: { readonly client_id?: string | undefined; readonly filename?: string | undefined },
): Promise<Reply> => {
  if (form.client_id === undefined || form.client_id === '')
    throw new BadRequest('client_id is required', { fields: { client_id: ['Missing data for required field.'] } })
  const row = await findRun(call, form.client_id)
  const checked = await checkedAgain(call, row)
  return csvReply(fileName(call.ctx, row, form.filename), await streamed(call, checked, call.ctx.settings.sqllab.exportMaxRow, '\r\n'))
}
