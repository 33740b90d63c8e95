import type { ExecuteAnswer, PartialRows, QueryFacts, ResultsPage, SqlColumn } from '@coset/contract'

export type { ExecuteAnswer, PartialRows, QueryFacts, ResultsPage, SqlColumn }

export interface Database {
  readonly id: number
  readonly database_name: string
  readonly backend: string
  readonly allow_dml?: boolean
  readonly allows_cost_estimate?: boolean
  /** Runs go to the workers: they last longer than a request, and go on when the page is left. */
  readonly allow_run_async?: boolean
}

/** A kept query that a tab was opened from, or was saved as. */
export interface SavedFrom {
  readonly id: number
  readonly label: string
  readonly description: string
  /** Its `changed_on_ms` when it was read; null: nobody knows. */
  readonly readOn: number | null
}

/** One tab of the editor, as the server keeps it. */
export interface Tab {
  readonly id: number
  readonly label: string
  readonly databaseId: number | null
  readonly schema: string | null
  readonly sql: string
  readonly limit: number
  /** A JSON object as text. */
  readonly parameters: string
  readonly latest: QueryFacts | null
  /** null: a query of its own. */
  readonly saved: SavedFrom | null
}

export type TabPatch = Partial<Omit<Tab, 'id'>>

/** What happened to the last run of a tab; `partial`: the rows that were there before its end. */
export type RunState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly clientId: string; readonly since: number; readonly percent: number | null; readonly partial: PartialRows | null }
  | { readonly kind: 'done'; readonly answer: ExecuteAnswer; readonly tookMs: number; readonly partial: PartialRows | null }
  | { readonly kind: 'failed'; readonly message: string; readonly details: string; readonly partial: PartialRows | null }
  | { readonly kind: 'stopped' }
