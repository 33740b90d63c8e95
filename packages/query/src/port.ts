import type { Cache } from '@coset/cache'
import type { Clock } from '@coset/core'
import type { Connection } from '@coset/engines'
import type { SqlAnalyzer } from '@coset/sql'
import type { DatabaseModel, DatasetModel, SecurityPredicates } from './model.ts'
import type { AnnotationLayer } from './query-object.ts'

/** What running a query needs from outside. */
export interface QueryDependencies {
  readonly clock: Clock
  readonly analyzer: SqlAnalyzer
  readonly cache: Cache
  /** The pool of a database; opened on first use. */
  connection(database: DatabaseModel): Promise<Connection>
  readonly limits: {
    /** ROW_LIMIT, SAMPLES_ROW_LIMIT, SQL_MAX_ROW, TABLE_VIZ_MAX_ROW_SERVER of the field. */
    readonly rowLimit: number
    readonly samplesRowLimit: number
    readonly sqlMaxRow: number
    readonly tableVizMaxRowServer: number
    readonly queryTimeoutMs: number
    readonly defaultCacheTimeoutSeconds: number
  }
  /** A virtual dataset's SQL with each ruled table cut down to the rows that its clauses allow. Absent: such datasets are refused. */
  readonly restrictTables?: (sql: string, grammar: string, rules: NonNullable<SecurityPredicates['inner']>) => Promise<string>
  /** Data of annotation layers by layer name; absent: none. */
  readonly annotations?: (layers: readonly AnnotationLayer[]) => Promise<Readonly<Record<string, unknown>>>
  /** Renders Jinja in SQL from people; identity when templates are switched off. */
  readonly render?: (text: string, context: TemplateContext) => Promise<string>
}

export interface TemplateContext {
  readonly dataset: DatasetModel
  readonly values: Readonly<Record<string, unknown>>
}

export interface QueryAsk {
  readonly dataset: DatasetModel
  readonly security: SecurityPredicates
  /** Part of the cache key when an answer depends on who asks (impersonation, per-user caching). */
  readonly userMarker: string | null
  /** Guests get no SQL text. */
  readonly hideSql: boolean
  /** Chart's own cache time-out in seconds; null: next in line. */
  readonly chartCacheTimeout: number | null
  readonly signal?: AbortSignal
}
