import type { GenericType, TimeGrain } from '@coset/core'

/** How one engine writes SQL. Data and pure functions only; no connection. Sources: the engine's manual, asserted and run in tests. */
export interface Dialect {
  /** The parser's name for the grammar: `postgresql`, `mysql`, `sqlite`, `duckdb`, … */
  readonly grammar: string
  /** Longest column label in characters; longer ones are hashed. Null: no limit. */
  readonly maxLabelLength: number | null
  /** Labels as the engine will return them (e.g. Redshift lower-cases); identity for most. */
  readonly mutateLabel: (label: string) => string
  /** Always quoted and escaped. Throws BadRequest on NUL. */
  readonly quoteIdentifier: (name: string) => string
  /** A label of the select list, quoted so that its case stays; differs from `quoteIdentifier` only where unquoted names fold. */
  readonly quoteLabel: (label: string) => string
  /** A text literal that the engine reads back as exactly this text. Throws BadRequest on NUL. */
  readonly stringLiteral: (text: string) => string
  readonly booleanLiteral: (value: boolean) => string
  /** Grain → expression with `{col}`; absent: the engine cannot. */
  readonly timeGrains: Readonly<Partial<Record<TimeGrain, string>>>
  /** Further placeholders of `timeGrains`, by the column's native type: BigQuery's `{func}` and `{type}`. */
  readonly grainWords: ((nativeType: string | null) => Readonly<Record<string, string>>) | null
  /** Expressions with `{col}` that turn an epoch number into a timestamp. */
  readonly epoch: { readonly seconds: string; readonly milliseconds: string }
  /**
   * A moment as a literal that compares with a column of this native type, or null when the type is not temporal for the engine
   * (the caller then falls back to quoted text). `epochMs` is zone-less time read as UTC; microseconds are its fraction × 1000.
   */
  readonly dateTimeLiteral: (nativeType: string, epochMs: number) => string | null
  /** The generic kind of a native type text, or null when unknown (values are then handled as text). */
  readonly genericType: (nativeType: string) => GenericType | null
  /** `a ILIKE p` exists; otherwise both sides are lower-cased. */
  readonly hasIlike: boolean
  /** `expr IS TRUE` in this dialect. */
  readonly isBoolean: (expression: string, value: boolean) => string
  /** `CAST(expression AS <text>)`. */
  readonly castToText: (expression: string) => string
  /** The LIMIT/OFFSET clause with a leading blank, empty when neither applies. Integers only. */
  readonly limit: (limit: number | null, offset: number) => string
  /** One of our own SELECTs cut to a page: LIMIT, TOP or FETCH, as the engine has it. */
  readonly paginate: (select: string, page: SqlPage) => string
  /** How SQL of people is capped: its own LIMIT (TOP, FETCH) is set, the statement is wrapped, or only so many rows are read. */
  readonly limitMethod: 'force' | 'wrap' | 'read'
  /** How the top series are joined: SQLite works out a sub-query anew for each row of the other side unless its place is fixed, which CROSS does. */
  readonly seriesJoin: 'JOIN' | 'CROSS JOIN'
  /** Between a sub-query and its name: ` AS `, or a blank where AS is refused (Oracle). */
  readonly tableAlias: ' AS ' | ' '
  /** `expr AS label` exists in the select list; otherwise columns are named by position. */
  readonly aliasInSelect: boolean
  /** An alias of the select list may be used in ORDER BY. */
  readonly orderByAlias: boolean
  /** ORDER BY may hold an aggregate that is not selected; otherwise it is selected too and cut off afterwards (Hive). */
  readonly hiddenOrderByAggregate: boolean
  /** ORDER BY of a selected expression must name its alias (BigQuery). */
  readonly orderByMustUseAlias: boolean
  /** A label may be the name of a column that an aggregate of ORDER BY reads; otherwise it is written as `<label>__` (Presto). */
  readonly aliasToSourceColumn: boolean
  /** GROUP BY repeats a time expression instead of naming its alias (ClickHouse). */
  readonly timeGroupByInline: boolean
  /** The type of an expression is only told with a row: the probe asks for one (Druid, Pinot). */
  readonly probeNeedsRow: boolean
  /** Statements may hold comments. */
  readonly comments: boolean
}

/** Which rows of a SELECT are wanted; `ordered` tells that it ends with ORDER BY. */
export interface SqlPage {
  readonly limit: number | null
  readonly offset: number
  readonly ordered: boolean
}
