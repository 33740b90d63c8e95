import type { Cell, TimeRange } from '@coset/core'
import type { Frame } from '@coset/frame'
import type { PlanContext, PreparedSql } from '../plan/plan-context.ts'
import { planQuery } from '../plan/plan-query.ts'
import { asksTopSeries, topSeriesQuery } from '../plan/series-limit.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryObject } from '../query-object.ts'
import type { RewrittenQuery } from '../rewrite.ts'
import { executePlan, type Timing } from './execute.ts'
import { normaliseFrame } from './normalise.ts'

/** One query on its way to rows. */
export interface Pipeline {
  readonly deps: QueryDependencies
  readonly ask: QueryAsk
  readonly rewritten: RewrittenQuery
  readonly sql: PreparedSql
  /** Epoch ms. */
  readonly now: number
  readonly timing: Timing
}

/** How a run of the same query differs: other bounds (time comparison) or another query object. */
export interface Variation {
  readonly query: QueryObject
  readonly range: TimeRange
  readonly innerRange: TimeRange | null
  readonly shifted: PlanContext['shifted']
  readonly filterRanges: ReadonlyMap<string, TimeRange>
  readonly rowLimit: number | null
}

export const planContext = (pipeline: Pipeline, variation: Variation): PlanContext => ({
  dataset: pipeline.ask.dataset,
  dialect: pipeline.ask.dataset.database.engine.dialect,
  sql: pipeline.sql,
  query: variation.query,
  range: variation.range,
  innerRange: variation.innerRange,
  shifted: variation.shifted,
  rowLimit: variation.rowLimit,
  topSeries: null,
  filterRanges: variation.filterRanges,
})

export const plainVariation = (rewritten: RewrittenQuery): Variation => ({ ...rewritten, innerRange: null, shifted: null })

const largest = (pipeline: Pipeline): number => Math.max(pipeline.deps.limits.sqlMaxRow, pipeline.deps.limits.tableVizMaxRowServer)

/** Most rows that may come: the query's own limit where it stands in the SQL; `Others` go without one. */
const mostRows = (pipeline: Pipeline, { query, rowLimit }: Variation): number =>
  rowLimit === null || (query.groupOthers && query.seriesLimit > 0) ? largest(pipeline) : Math.min(largest(pipeline), rowLimit)

/** The top series, by a query of their own: for engines that neither join nor nest. */
const askTopSeries = async (
  pipeline: Pipeline,
  context: PlanContext,
  signal: AbortSignal | undefined,
): Promise<{ readonly rows: readonly (readonly Cell[])[]; readonly sql: string }> => {
  const { seriesLimit } = context.query
  const range = context.innerRange ?? context.range
  const plan = planQuery({ ...context, query: topSeriesQuery(context.query), range, innerRange: null, rowLimit: seriesLimit })
  const frame = await executePlan(pipeline.deps, pipeline.ask, plan, signal, seriesLimit, pipeline.timing)
  return { rows: Array.from({ length: frame.rowCount }, (_, row) => frame.columns.map((series) => series.cells[row] ?? null)), sql: plan.sql }
}

/** Plans, runs and normalises. The SQL comes without a final semicolon. */
export const runVariation = async (pipeline: Pipeline, variation: Variation, signal: AbortSignal | undefined): Promise<{ frame: Frame; sql: string }> => {
  const { deps, ask, rewritten, now } = pipeline
  const context = planContext(pipeline, variation)
  const top = asksTopSeries(context) ? await askTopSeries(pipeline, context, signal) : null
  const plan = planQuery({ ...context, topSeries: top?.rows ?? null })
  const raw = await executePlan(deps, ask, plan, signal, mostRows(pipeline, variation), pipeline.timing)
  const frame = normaliseFrame(raw, variation.query, ask.dataset, rewritten.shiftMs, now)
  return { frame, sql: top === null ? plan.sql : `${top.sql};\n\n${plan.sql}` }
}
