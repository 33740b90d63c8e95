import type { Tag } from '../../shared/tags/tags.ts'

export const API = '/api/v1/saved_query'

interface Table {
  readonly schema: string | null
  readonly table: string
}

export interface SavedQuery {
  readonly id: number
  readonly label: string
  readonly description: string | null
  readonly sql: string
  readonly sql_tables: readonly Table[]
  readonly schema: string | null
  readonly database: { readonly id: number; readonly database_name: string } | null
  readonly tags: readonly Tag[]
  readonly changed_on_ms: number
  readonly changed_by: { readonly first_name: string; readonly last_name: string } | null
}

/** Where it opens in a tab of its own. */
export const labPath = (id: number): string => `/sqllab/?savedQueryId=${id}`
