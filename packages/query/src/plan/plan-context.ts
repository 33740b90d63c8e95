import { createHash } from 'node:crypto'
import { BadRequest, type Cell, InternalError, type TimeRange } from '@coset/core'
import { type ClauseKind, type Dialect, isTemplate } from '@coset/sql'
import type { DatasetColumn, DatasetMetric, DatasetModel } from '../model.ts'
import type { QueryObject } from '../query-object.ts'
import type { TemplateEffects } from '../template/effects.ts'

/** Everything that turns into SQL, already rendered and checked: the planner only puts texts together. */
export interface PreparedSql {
  /** The FROM item, quoted: a table, or `(…) AS virtual_table`. */
  readonly source: string
  /** Stands before the whole statement, ending with a line break: CTEs of a virtual dataset for engines that take them nowhere else. Mostly empty. */
  readonly prelude: string
  /** A person's expression → text that is safe between parentheses; key from {@link expressionKey}. */
  readonly expressions: ReadonlyMap<string, string>
  /** Expressions of the request whose type is a moment. */
  readonly temporal: ReadonlySet<string>
  /** Templates are switched on: a saved text that is one may only be used as it was rendered. */
  readonly templates: boolean
  /** Rendered SQL of those calculated columns and saved metrics that are templates and used, by name. */
  readonly columnSql: ReadonlyMap<string, string>
  readonly metricSql: ReadonlyMap<string, string>
  readonly fetchValuesPredicate: string | null
  /** Row-level predicates, each a whole condition. */
  readonly rowPredicates: readonly string[]
  readonly effects: TemplateEffects
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
  /** Rows of the top series, asked beforehand where the engine cannot join; null: not asked, or joined. */
  readonly topSeries: readonly (readonly Cell[])[] | null
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

/** The SQL of a calculated column or saved metric. Throws InternalError for a template that was not rendered. */
export const savedSql = (plan: PlanContext, rendered: ReadonlyMap<string, string>, name: string, text: string): string => {
  const found = rendered.get(name)
  if (found !== undefined) return found
  if (plan.sql.templates && isTemplate(text)) throw new InternalError(`template was not rendered: ${name}`)
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

export const alias = (dialect: Dialect, label: string): string => dialect.quoteLabel(sqlLabel(dialect, label))

/** `expr AS label`, or the expression alone where the engine names result columns itself. */
export const labelled = (dialect: Dialect, sql: string, label: string): string => (dialect.aliasInSelect ? `${sql} AS ${alias(dialect, label)}` : sql)

/** `(query) AS name` as a table of FROM. */
export const derived = (dialect: Dialect, query: string, name: string): string => `(${query})${dialect.tableAlias}${name}`

/** An error of the query itself, as clients know it: 400 `Error: …`. */
export const queryError = (text: string): BadRequest => new BadRequest(`Error: ${text}`)
