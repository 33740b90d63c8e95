import type { ColumnBlock, ResultStream } from '@coset/engines'
import { labelText, makeFrame } from '@coset/frame'
import type { Table } from '../files/table.ts'
import { queryError } from '../plan/plan-context.ts'
import { planQuery } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryContext } from '../query-object.ts'
import { rewriteQuery } from '../rewrite.ts'
import { verboseNames } from './describe-result.ts'
import { noTime, rethrowTold } from './execute.ts'
import { normaliseFrame } from './normalise.ts'
import { plainVariation, planContext } from './pipeline.ts'
import { prepareSql } from './prepare.ts'

/** From this many asked rows on, a file is written while its rows come. */
export const STREAMING_ROWS = 100_000

/** Takes a place in the line of the database and keeps it until the given function is called. */
const holdPlace = async (deps: QueryDependencies, ask: QueryAsk): Promise<() => void> => {
  const entered = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  deps.queue
    .run(ask.dataset.database, ask.ticket, ask.signal, () => {
      entered.resolve()
      return left.promise
    })
    .catch(entered.reject)
  await entered.promise
  return left.resolve
}

/**
 * The rows of a request as they come from the database, never whole in memory; null when the request is not of that kind: more than one query,
 * fewer rows than `leastRows`, or operations that must see all rows. Not cached. Throws as running the query would; later faults come out of `blocks`.
 */
export const streamTable = async (deps: QueryDependencies, ask: QueryAsk, context: QueryContext, leastRows = STREAMING_ROWS): Promise<Table | null> => {
  const [query] = context.queries
  if (query === undefined || context.queries.length !== 1 || query.postProcessing.length > 0 || query.timeOffsets.length > 0) return null
  const now = deps.clock.now()
  const resultType = query.resultType ?? context.resultType
  const rewritten = rewriteQuery(query, { dataset: ask.dataset, formData: context.formData, limits: deps.limits, resultType, now })
  if (rewritten.rowLimit === null || rewritten.rowLimit < leastRows || rewritten.query.extras.columnOrder.length > 0) return null
  const pipeline = { deps, ask, rewritten, sql: await prepareSql(deps, ask, rewritten, { first: query, now }), now, timing: noTime() }
  const plan = planQuery(planContext(pipeline, plainVariation(rewritten)))
  const leave = await holdPlace(deps, ask)
  let stream: ResultStream
  try {
    const { dataset } = ask
    const connection = await deps.connection(dataset.database)
    const { catalog, schema } = dataset
    const signal = ask.signal === undefined ? {} : { signal: ask.signal }
    stream = await connection.stream({
      sql: plan.sql,
      timeoutMs: deps.limits.exportTimeoutMs,
      maxRows: rewritten.rowLimit,
      readOnly: true,
      catalog,
      schema,
      ...signal,
    })
    if (stream.columns.length < plan.labels.length) throw queryError('Db engine did not return all queried columns')
  } catch (error) {
    leave()
    return rethrowTold(error, ask)
  }
  const frameOf = (block: ColumnBlock) =>
    normaliseFrame(
      makeFrame(plan.labels.map((label, c) => ({ label, type: stream.columns[c]?.type ?? 'unknown', cells: block[c] ?? [] }))),
      rewritten.query,
      ask.dataset,
      rewritten.shiftMs,
      now,
    )
  const names = verboseNames(ask)
  const read = async function* (): AsyncGenerator<ColumnBlock> {
    try {
      for await (const block of stream.blocks) yield frameOf(block).columns.map((series) => series.cells)
    } finally {
      leave()
    }
  }
  return {
    columns: frameOf(plan.labels.map(() => [])).columns.map((series) => ({
      name: names.get(labelText(series.label)) ?? labelText(series.label),
      type: series.type,
    })),
    blocks: { [Symbol.asyncIterator]: read },
    close: async () => {
      await stream.cancel()
      leave()
    },
  }
}
