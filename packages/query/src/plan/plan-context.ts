import { createHash } from 'node:crypto'
import { BadRequest, InternalError, type TimeRange } from '@coset/core'
import type { ClauseKind, Dialect } from '@coset/sql'
import type { DatasetColumn, DatasetMetric, DatasetModel } from '../model.ts'
import type { QueryObject } from '../query-object.ts'

/** Everything that turns into SQL, already rendered and checked: the planner only puts texts together. */
export interface PreparedSql {
  /** The FROM item, quoted: a table, or `(…) AS virtual_table`. */
  readonly source: string
  /** A person's expression → text that is safe between parentheses; key from {@link expressionKey}. */
  readonly expressions: ReadonlyMap<string, string>
  /** Expressions of the request whose type is a moment. */
  readonly temporal: ReadonlySet<string>
  /** Rendered SQL of calculated columns and saved metrics, by name. */
  readonly columnSql: ReadonlyMap<string, string>
  readonly metricSql: ReadonlyMap<string, string>
  readonly fetchValuesPredicate: string | null
  /** Row-level predicates, each a whole condition. */
  readonly rowPredicates: readonly string[]
}

export interface PlanContext {
  readonly dataset: DatasetModel
  readonly dialect: Dialect
  readonly query: QueryObject
  readonly sql: PreparedSql
  /** Bounds for the time column of the legacy style and for the answer. */
  readonly range: TimeRange
  /** Bounds of the series-limit sub-query when they differ (time comparison). */
  readonly innerRange: TimeRange | null
  /** Bounds that replace those of TEMPORAL_RANGE filters on this column (time comparison). */
  readonly shifted: { readonly column: string; readonly range: TimeRange } | null
  /** null: no LIMIT. */
  readonly rowLimit: number | null
  /** Bounds of every TEMPORAL_RANGE filter text, already parsed. */
  readonly filterRanges: ReadonlyMap<string, TimeRange>
}

/** A SQL text as one operand: in parentheses, with a line end where a trailing comment would swallow the rest. */
export const operand = (sql: string): string => (sql.includes('--') || sql.includes('#') ? `(${sql}\n)` : `(${sql})`)

export const expressionKey = (clause: ClauseKind, sql: string): string => `${clause}\0${sql}`

/** The checked text of a person's expression. Throws InternalError when it was not prepared. */
export const checked = (plan: PlanContext, clause: ClauseKind, sql: string): string => {
  const text = plan.sql.expressions.get(expressionKey(clause, sql))
  if (text === undefined) throw new InternalError(`expression was not prepared: ${clause}`)
  return text
}

export const findColumn = (dataset: DatasetModel, name: string): DatasetColumn | undefined => dataset.columns.find((column) => column.name === name)
export const findMetric = (dataset: DatasetModel, name: string): DatasetMetric | undefined => dataset.metrics.find((metric) => metric.name === name)

/** A label as the engine will return it: over-long ones become the hex SHA-256 of the original, cut to size. */
export const sqlLabel = (dialect: Dialect, label: string): string => {
  const mutated = dialect.mutateLabel(label)
  const most = dialect.maxLabelLength
  return most !== null && Array.from(mutated).length > most ? createHash('sha256').update(label).digest('hex').slice(0, most) : mutated
}

export const alias = (dialect: Dialect, label: string): string => dialect.quoteIdentifier(sqlLabel(dialect, label))

/** An error of the query itself, as clients know it: 400 `Error: …`. */
export const queryError = (text: string): BadRequest => new BadRequest(`Error: ${text}`)
