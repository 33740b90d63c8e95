import { BadRequest, type Cell } from '@coset/core'
import { isMissing } from '@coset/frame'
import { planColumnValues } from '../plan/values-for-column.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import { rewriteQuery } from '../rewrite.ts'
import { validateQueryContext } from '../validate/context.ts'
import { executePlan, noTime } from './execute.ts'
import { planContext } from './pipeline.ts'
import { prepareSql } from './prepare.ts'

const MAX_VALUES = 10_000

/**
 * The distinct values of a column, at most 10,000, unsorted, cut down by row-level rules and the dataset's own predicate; NaN is null.
 * Throws NotFound for a column that the dataset does not have.
 */
export const columnValues = async (deps: QueryDependencies, ask: QueryAsk, column: string): Promise<readonly Cell[]> => {
  if (!ask.dataset.columns.some((one) => one.name === column)) throw new BadRequest(`The column "${column}" does not exist in the dataset`)
  const context = validateQueryContext({ datasource: { id: ask.dataset.id, type: 'table' }, queries: [{ columns: [column] }] })
  const [query] = context.queries
  if (query === undefined) return []
  const now = deps.clock.now()
  const rewritten = rewriteQuery(query, { dataset: ask.dataset, formData: {}, limits: deps.limits, resultType: 'full', now })
  const sql = await prepareSql(deps, ask, rewritten, { first: null, now })
  const rowLimit = Math.min(MAX_VALUES, deps.limits.sqlMaxRow)
  const plan = planContext({ deps, ask, rewritten, sql, now, timing: noTime() }, { ...rewritten, innerRange: null, shifted: null, rowLimit })
  const frame = await executePlan(deps, ask, { sql: planColumnValues(plan, column), labels: [column] }, ask.signal, rowLimit)
  return (frame.columns[0]?.cells ?? []).map((cell) => (isMissing(cell) ? null : cell))
}
