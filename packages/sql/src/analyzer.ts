/** A table as a statement names it; parts that the text leaves out are null. Quotes removed, case as written. */
export interface TableRef {
  readonly catalog: string | null
  readonly schema: string | null
  readonly table: string
}

/** A column of a real table that a text reads; `*`: all of them. */
export interface ColumnSource {
  readonly table: TableRef
  readonly column: string
  /** False when the name stands without its table and more than one could have it. */
  readonly certain: boolean
}

export interface OutputColumn {
  /** `*` where the text does not name them. */
  readonly name: string
  readonly sources: readonly ColumnSource[]
}

export interface QueryReads {
  readonly reads: readonly ColumnSource[]
  /** The query's own columns, in order. */
  readonly outputs: readonly OutputColumn[]
}

/** Row-level clauses of one table; null schema or catalog: the default one. */
export interface TableRule {
  readonly catalog: string | null
  readonly schema: string | null
  readonly table: string
  /** Each a whole condition, rendered and checked. */
  readonly clauses: readonly string[]
}

export type StatementKind = 'select' | 'show' | 'explain' | 'write' | 'other'

/** One statement of a script, as far as the parser understood it. `text` is the exact source, without its trailing `;`. */
export interface Statement {
  readonly text: string
  readonly kind: StatementKind
  /** Writes data or structure anywhere in it, CTEs and EXPLAIN ANALYZE included. */
  readonly mutates: boolean
  /** Real tables in every scope; CTE names are left out where they shadow. */
  readonly tables: readonly TableRef[]
  /** Called functions, lower case, without schema. */
  readonly functions: readonly string[]
  /** Integer of the top-level LIMIT, or null. */
  readonly limit: number | null
}

export type ClauseKind = 'column' | 'metric' | 'where' | 'having' | 'orderby'

/** What becomes of a LIMIT that a statement has and that is smaller than the one it is given. */
export type SmallerLimit = 'holds' | 'replaced'

/**
 * Understands SQL written by people. Everything fails closed: text that the parser does not understand throws InvalidSql (422).
 * Asynchronous because the parser may live in a worker thread. Answers are cached by text.
 */
export interface SqlAnalyzer {
  /** Splits and describes a script. Comment-only text gives []. */
  statements(sql: string, grammar: string): Promise<readonly Statement[]>
  /**
   * One expression as a person wrote it for a chart: exactly one expression, no sub-query, no second statement, balanced, comments removed.
   * Resolves to text that is safe to place between parentheses. `where`/`having` that are wrong throw BadRequest (400) `Invalid SQL clause: …`,
   * sub-queries throw BadRequest `Custom SQL fields cannot contain sub-queries.`, the rest InvalidSql.
   */
  expression(sql: string, grammar: string, clause: ClauseKind): Promise<string>
  /**
   * A condition that an administrator wrote (row-level rule, predicate): as `expression`, but sub-queries that only read may stand in it.
   * Throws InvalidSql.
   */
  condition(sql: string, grammar: string): Promise<string>
  /** The SQL of a virtual dataset: one read-only SELECT; the text is unchanged but for trailing `;` and blanks. Throws BadRequest. */
  virtualTable(sql: string, grammar: string): Promise<{ readonly sql: string; readonly tables: readonly TableRef[] }>
  /** The same statement with its top-level LIMIT lowered to, or set to, `limit`, also over a smaller one that is `replaced`; edited at the tree's own span. */
  withLimit(sql: string, grammar: string, limit: number, smaller?: SmallerLimit): Promise<string>
  /**
   * The same query with every table that a rule names cut down to the rows that its clauses allow, in every scope: `t x` becomes
   * `(SELECT * FROM t WHERE (c1) AND (c2)) x`. Edited at the tree's own spans. Throws InvalidSql when one cannot be placed: never runs unruled.
   */
  restrictTables(sql: string, grammar: string, rules: readonly TableRule[]): Promise<string>
  /** What a single query reads, down to the columns. Throws InvalidSql. */
  reads(sql: string, grammar: string): Promise<QueryReads>
  /** Names of the columns that one expression uses. Throws InvalidSql. */
  columns(expression: string, grammar: string): Promise<readonly string[]>
  /** Pretty text, comments kept. */
  format(sql: string, grammar: string): Promise<string>
  close(): Promise<void>
}
