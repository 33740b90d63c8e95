import { type Cell, EngineFailure } from '@coset/core'
import type { ResultStream } from '@coset/engines'
import { type Frame, makeFrame, type Series } from '@coset/frame'
import { queryError } from '../plan/plan-context.ts'
import type { Plan } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'

const collect = async (stream: ResultStream): Promise<Cell[][]> => {
  const columns: Cell[][] = stream.columns.map(() => [])
  for await (const block of stream.blocks) {
    for (const [c, cells] of block.entries()) {
      const column = columns[c]
      if (column !== undefined) for (const cell of cells) column.push(cell)
    }
  }
  return columns
}

/** Throws what a database said as clients know it: 400 `Error: …`. Other errors pass as they are. */
export const rethrowTold = (error: unknown): never => {
  if (!(error instanceof EngineFailure)) throw error
  throw new EngineFailure(`Error: ${error.message}`, { code: error.code, details: error.details, retryable: error.retryable, cause: error })
}

/**
 * Runs a planned query. Columns get the planned labels by position; columns that only order the rows are cut off. Throws EngineFailure,
 * Timeout or Cancelled, and BadRequest when the engine returned fewer columns than asked.
 */
export const executePlan = async (deps: QueryDependencies, ask: QueryAsk, plan: Plan, signal: AbortSignal | undefined, maxRows: number): Promise<Frame> => {
  const { dataset } = ask
  try {
    const connection = await deps.connection(dataset.database)
    const stream = await connection.stream({
      sql: plan.sql,
      timeoutMs: deps.limits.queryTimeoutMs,
      maxRows,
      readOnly: true,
      catalog: dataset.catalog,
      schema: dataset.schema,
      ...(signal === undefined ? {} : { signal }),
    })
    const cells = await collect(stream)
    if (cells.length < plan.labels.length) throw queryError('Db engine did not return all queried columns')
    const series = plan.labels.map((label, c): Series => ({ label, type: stream.columns[c]?.type ?? 'unknown', cells: cells[c] ?? [] }))
    return makeFrame(series)
  } catch (error) {
    return rethrowTold(error)
  }
}
