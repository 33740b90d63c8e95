import { AppError, type Cell, type CellType, EngineFailure, type ResultColumn } from '@coset/core'
import type { ColumnBlock, ResultStream } from '@coset/engines'
import { type Frame, makeFrame, type Series } from '@coset/frame'
import { queryError } from '../plan/plan-context.ts'
import type { Plan } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'

/** Grows with each statement of one query. */
export interface Timing {
  engineMs: number
  queuedMs: number
}

export const noTime = (): Timing => ({ engineMs: 0, queuedMs: 0 })

const CELL_BYTES = 8

const FIXED = new Set<CellType>(['integer', 'float', 'boolean', 'timestamp', 'date'])

/** About what a block's cells weigh; texts count by their length. */
const weigh = (block: ColumnBlock, columns: readonly ResultColumn[]): number => {
  let bytes = 0
  for (const [c, cells] of block.entries()) {
    bytes += cells.length * CELL_BYTES
    if (FIXED.has(columns[c]?.type ?? 'unknown')) continue
    for (const cell of cells) {
      if (typeof cell === 'string') bytes += cell.length
      else if (cell instanceof Uint8Array) bytes += cell.byteLength
    }
  }
  return bytes
}

const tooLarge = (most: number): AppError =>
  new AppError(`The result is larger than ${Math.floor(most / 1_000_000)} MB; ask for fewer rows or columns, or aggregate them`, {
    code: 'RESULT_TOO_LARGE_ERROR',
    status: 400,
  })

const collect = async (stream: ResultStream, mostBytes: number): Promise<Cell[][]> => {
  const columns: Cell[][] = stream.columns.map(() => [])
  let bytes = 0
  for await (const block of stream.blocks) {
    bytes += weigh(block, stream.columns)
    if (bytes > mostBytes) throw tooLarge(mostBytes)
    for (const [c, cells] of block.entries()) {
      const column = columns[c]
      if (column !== undefined) for (const cell of cells) column.push(cell)
    }
  }
  return columns
}

/** A database's sentence may quote a value of a row that it looked at before it was left out. */
const mayQuoteRows = ({ hideSql, security }: QueryAsk): boolean => hideSql || security.clauses.length > 0 || (security.inner ?? []).length > 0

const UNQUOTED = 'Error: The database cannot run this query. What it says is not shown, because not all of its rows are open to you'

/** Throws what a database said as clients know it: 400 `Error: …`; without its words where not all rows are the asker's. Other errors pass as they are. */
export const rethrowTold = (error: unknown, ask: QueryAsk): never => {
  if (!(error instanceof EngineFailure)) throw error
  const { code, retryable } = error
  if (mayQuoteRows(ask)) throw new EngineFailure(UNQUOTED, { code, retryable, cause: error })
  throw new EngineFailure(`Error: ${error.message}`, { code, details: error.details, retryable, cause: error })
}

/**
 * Runs a planned query. Columns get the planned labels by position; columns that only order the rows are cut off. Throws EngineFailure,
 * Timeout or Cancelled, and BadRequest when the engine returned fewer columns than asked.
 */
export const executePlan = async (
  deps: QueryDependencies,
  ask: QueryAsk,
  plan: Plan,
  signal: AbortSignal | undefined,
  maxRows: number,
  timing: Timing = noTime(),
): Promise<Frame> => {
  const { dataset } = ask
  try {
    const connection = await deps.connection(dataset.database)
    const asked = performance.now()
    const run = async (): Promise<{ stream: ResultStream; cells: Cell[][] }> => {
      const started = performance.now()
      const stream = await connection.stream({
        sql: plan.sql,
        timeoutMs: deps.limits.queryTimeoutMs,
        maxRows,
        readOnly: true,
        catalog: dataset.catalog,
        schema: dataset.schema,
        ...(signal === undefined ? {} : { signal }),
      })
      const cells = await collect(stream, deps.limits.maxResultBytes)
      timing.queuedMs += started - asked
      timing.engineMs += performance.now() - started
      return { stream, cells }
    }
    const { stream, cells } = await deps.queue.run(dataset.database, ask.ticket, signal, run)
    if (cells.length < plan.labels.length) throw queryError('Db engine did not return all queried columns')
    const series = plan.labels.map((label, c): Series => ({ label, type: stream.columns[c]?.type ?? 'unknown', cells: cells[c] ?? [] }))
    return makeFrame(series)
  } catch (error) {
    return rethrowTold(error, ask)
  }
}
