/** A table as a statement names it; parts that the text leaves out are null. Quotes removed, case as written. */
export interface TableRef {
  readonly catalog: string | null
  readonly schema: string | null
  readonly table: string
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
  /** The SQL of a virtual dataset: one read-only SELECT; the text is unchanged but for trailing `;` and blanks. Throws BadRequest. */
  virtualTable(sql: string, grammar: string): Promise<{ readonly sql: string; readonly tables: readonly TableRef[] }>
  /** The same statement with its top-level LIMIT lowered to, or set to, `limit`; edited at the tree's own span. */
  withLimit(sql: string, grammar: string, limit: number): Promise<string>
  /** Pretty text, comments kept. */
  format(sql: string, grammar: string): Promise<string>
  close(): Promise<void>
}
