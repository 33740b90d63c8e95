export interface Origin {
  readonly kind: 'chart' | 'dashboard' | 'request' | 'dataset' | 'row-level rule' | 'default'
  readonly name: string | null
}

export interface Part {
  readonly what: 'dimension' | 'metric' | 'time range' | 'filter' | 'sql filter' | 'row rule' | 'order' | 'limit'
  readonly label: string | null
  readonly sql: string
  readonly from: Origin
}

export interface Explained {
  readonly sql: string
  readonly parts: readonly Part[]
  readonly ignored: readonly { readonly column: string; readonly op: string }[]
  readonly cache: { readonly timeout: number; readonly timeout_from: string; readonly stale_seconds: number; readonly age_seconds: number | null }
  readonly last_run: { readonly at: string; readonly engine_ms: number; readonly queued_ms: number; readonly rows: number; readonly sql_rows: number } | null
  readonly estimate: Readonly<Record<string, string>> | null
}

export interface Lineage {
  readonly dataset: { readonly id: number; readonly name: string }
  readonly uses: readonly {
    readonly name: string
    readonly roles: readonly string[]
    readonly understood: boolean
    readonly sources: readonly { readonly schema: string | null; readonly table: string; readonly column: string; readonly certain: boolean }[]
  }[]
}
