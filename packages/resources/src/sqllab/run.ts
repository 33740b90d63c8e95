import { AppError, type ResultColumn, Timeout } from '@coset/core'
import type { Connection, ResultStream } from '@coset/engines'
import type { Ticket } from '@coset/query'
import type { Statement } from '@coset/sql'
import type { Context } from '../context.ts'
import { databaseModel } from '../database/index.ts'
import type { CheckedScript } from './check.ts'
import { type LimitingFactor, limitedBy, type RowLimit, rowLimit } from './limits.ts'
import { refusal } from './refusals.ts'
import { noRows, type Reading, resultBuilder, type SqlResult } from './result.ts'

export interface RunOptions {
  readonly limit: RowLimit
  readonly ticket: Ticket
  readonly signal: AbortSignal
  /** For the whole script, waiting for its turn aside. */
  readonly timeoutMs: number
  /** Told before each statement: its place, how many there are, and the text that runs. */
  readonly onStatement: (place: number, count: number, text: string) => Promise<void>
  /** Told once, before the rows of the last statement are read; they can be looked at from then on. */
  readonly onReading?: (reading: Reading) => void
}

export interface RunOutcome {
  readonly result: SqlResult
  readonly limitedBy: LimitingFactor | null
}

interface Sending {
  readonly connection: Connection
  readonly checked: CheckedScript
  readonly options: RunOptions
  readonly deadline: number
}

/** The statement with the rows that it may give written into it, where the engine and the statement take that. */
const capped = async (ctx: Context, { checked, options }: Sending, statement: Statement, rows: number): Promise<string> => {
  const { dialect } = checked.engine
  if (!checked.understood || statement.mutates || statement.kind !== 'select' || dialect.limitMethod === 'read') return statement.text
  try {
    return await ctx.analyzer.withLimit(statement.text, dialect.grammar, rows, options.limit.smaller)
  } catch (error) {
    // No place for a limit in the text: reading stops after as many rows all the same
    if (error instanceof AppError && error.status === 422) return statement.text
    throw error
  }
}

const send = (sending: Sending, sql: string, before: readonly string[], maxRows: number): Promise<ResultStream> => {
  const { connection, checked, options, deadline } = sending
  const timeoutMs = deadline - performance.now()
  if (timeoutMs <= 0) throw new Timeout('The script took too long')
  return connection.stream({
    sql,
    ...(before.length === 0 ? {} : { before }),
    readOnly: !checked.mutates,
    timeoutMs,
    maxRows,
    signal: options.signal,
    catalog: checked.script.catalog,
    schema: checked.script.schema,
  })
}

const weightOf = (column: ResultColumn, cells: readonly unknown[]): number => {
  if (['integer', 'float', 'boolean', 'timestamp', 'date'].includes(column.type)) return cells.length * 8
  return cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : cell instanceof Uint8Array ? cell.byteLength : 16), 0)
}

const tooLarge = (most: number): AppError =>
  refusal(`The result is larger than ${Math.floor(most / 1_000_000)} MB; ask for fewer rows or columns, or download it as CSV`, 'RESULT_TOO_LARGE_ERROR')

const collect = async (
  ctx: Context,
  { checked, options }: Sending,
  stream: ResultStream,
  limit: number,
): Promise<{ readonly result: SqlResult; readonly received: number }> => {
  if (stream.columns.length === 0) {
    for await (const _ of stream.blocks);
    return { result: noRows, received: 0 }
  }
  const most = Math.min(ctx.query.limits.maxResultBytes, ctx.settings.sqllab.payloadMaxBytes ?? Number.POSITIVE_INFINITY)
  const builder = resultBuilder(stream.columns, checked.engine.dialect)
  options.onReading?.(builder)
  let received = 0
  let bytes = 0
  for await (const block of stream.blocks) {
    stream.columns.forEach((column, c) => {
      bytes += weightOf(column, block[c] ?? [])
    })
    if (bytes > most) throw tooLarge(most)
    received += block[0]?.length ?? 0
    builder.add(block, limit - builder.rows)
  }
  return { result: builder.done(), received }
}

/** Reads and drops what a statement before the last gives. */
const pass = async (stream: ResultStream): Promise<void> => {
  for await (const _ of stream.blocks);
}

const runLast = async (ctx: Context, sending: Sending, kind: Statement['kind'], text: string, before: readonly string[]): Promise<RunOutcome> => {
  const { limit } = sending.options
  // What only shows something is short, and has no place for a limit
  const cut = kind === 'select' || !sending.checked.understood ? limit : rowLimit(null, ctx.settings.sqlMaxRow, null)
  const { result, received } = await collect(ctx, sending, await send(sending, text, before, cut.ask), cut.limit)
  return { result, limitedBy: limitedBy(cut, received) }
}

/**
 * Runs the statements one after the other and gives the rows of the last. A script that only reads is sent statement by statement, each in a
 * read-only transaction; one that writes goes through a single session where the engine keeps one, each statement committed as it ends.
 * Throws EngineFailure, Timeout and Cancelled as the engine tells them.
 */
export const runScript = async (ctx: Context, checked: CheckedScript, options: RunOptions): Promise<RunOutcome> => {
  const { statements } = checked
  const last = statements.at(-1)
  if (last === undefined) return { result: noRows, limitedBy: null }
  const connection = await ctx.connections.forDatabase(checked.script.database.id)
  return ctx.query.queue.run(databaseModel(ctx, checked.script.database), options.ticket, options.signal, async () => {
    const sending: Sending = { connection, checked, options, deadline: performance.now() + options.timeoutMs }
    const earlier = statements.slice(0, -1)
    const texts: string[] = []
    for (const statement of earlier) texts.push(await capped(ctx, sending, statement, options.limit.limit))
    // Where sessions are kept, what a writing script sets and makes on the way is there for its next statement
    const together = checked.mutates && checked.engine.capabilities.sessionScripts
    if (!together)
      for (const [i, text] of texts.entries()) {
        await options.onStatement(i, statements.length, text)
        await pass(await send(sending, text, [], options.limit.limit))
      }
    const text = await capped(ctx, sending, last, options.limit.ask)
    await options.onStatement(statements.length - 1, statements.length, text)
    return runLast(ctx, sending, last.kind, text, together ? texts : [])
  })
}
