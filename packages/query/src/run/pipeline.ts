import type { TimeRange } from '@coset/core'
import type { Frame } from '@coset/frame'
import type { PlanContext, PreparedSql } from '../plan/plan-context.ts'
import { planQuery } from '../plan/plan-query.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import type { QueryObject } from '../query-object.ts'
import type { RewrittenQuery } from '../rewrite.ts'
import { executePlan } from './execute.ts'
import { normaliseFrame } from './normalise.ts'

/** One query on its way to rows. */
export interface Pipeline {
  readonly deps: QueryDependencies
  readonly ask: QueryAsk
  readonly rewritten: RewrittenQuery
  readonly sql: PreparedSql
  /** Epoch ms. */
  readonly now: number
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
  filterRanges: variation.filterRanges,
})

export const plainVariation = (rewritten: RewrittenQuery): Variation => ({ ...rewritten, innerRange: null, shifted: null })

const largest = (pipeline: Pipeline): number => Math.max(pipeline.deps.limits.sqlMaxRow, pipeline.deps.limits.tableVizMaxRowServer)

/** Plans, runs and normalises. The SQL comes without a final semicolon. */
export const runVariation = async (pipeline: Pipeline, variation: Variation, signal: AbortSignal | undefined): Promise<{ frame: Frame; sql: string }> => {
  const { deps, ask, rewritten, now } = pipeline
  const plan = planQuery(planContext(pipeline, variation))
  const raw = await executePlan(deps, ask, plan, signal, largest(pipeline))
  return { frame: normaliseFrame(raw, variation.query, ask.dataset, rewritten.shiftMs, now), sql: plan.sql }
}
