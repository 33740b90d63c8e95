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
  /** A text literal that the engine reads back as exactly this text. Throws BadRequest on NUL. */
  readonly stringLiteral: (text: string) => string
  readonly booleanLiteral: (value: boolean) => string
  /** Grain → expression with `{col}`; absent: the engine cannot. */
  readonly timeGrains: Readonly<Partial<Record<TimeGrain, string>>>
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
  /** An alias of the select list may be used in ORDER BY. */
  readonly orderByAlias: boolean
}
