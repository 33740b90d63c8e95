import type { Cache } from '@coset/cache'
import type { Clock } from '@coset/core'
import type { Connection } from '@coset/engines'
import type { SqlAnalyzer } from '@coset/sql'
import type { DatabaseModel, DatasetModel, SecurityPredicates } from './model.ts'
import type { Operations } from './operations/index.ts'
import type { AnnotationLayer } from './query-object.ts'
import type { FairQueue, Ticket } from './run/fair-queue.ts'
import type { TemplateAsk } from './template/ask.ts'

/** What running a query needs from outside. */
export interface QueryDependencies {
  readonly clock: Clock
  readonly analyzer: SqlAnalyzer
  readonly cache: Cache
  /** The pool of a database; opened on first use. */
  connection(database: DatabaseModel): Promise<Connection>
  readonly operations: Operations
  /** Statements wait here for their turn at a database. */
  readonly queue: FairQueue
  /** Told of faults that no answer can carry, such as a refresh in the background that failed. */
  notice(what: string, error: unknown): void
  readonly limits: {
    /** ROW_LIMIT, SAMPLES_ROW_LIMIT, SQL_MAX_ROW, TABLE_VIZ_MAX_ROW_SERVER of the field. */
    readonly rowLimit: number
    readonly samplesRowLimit: number
    readonly sqlMaxRow: number
    readonly tableVizMaxRowServer: number
    readonly queryTimeoutMs: number
    /** For downloads whose rows are sent as they come. */
    readonly exportTimeoutMs: number
    /** About how many bytes of cells one result may hold in memory. */
    readonly maxResultBytes: number
    readonly defaultCacheTimeoutSeconds: number
    /** Time comparison with a period of its own dates (DATE_RANGE_TIMESHIFTS_ENABLED). */
    readonly dateRangeOffsets: boolean
  }
}

export interface QueryAsk {
  readonly dataset: DatasetModel
  readonly security: SecurityPredicates
  /** What templates in SQL may know of the asker; null or absent: templates are switched off and texts pass as they are. */
  readonly template?: TemplateAsk | null
  /** Part of the cache key when an answer depends on who asks (impersonation, per-user caching). */
  readonly userMarker: string | null
  /** Guests get no SQL text. */
  readonly hideSql: boolean
  /** Chart's own cache time-out in seconds; null: next in line. */
  readonly chartCacheTimeout: number | null
  readonly ticket: Ticket
  /** Data of annotation layers by layer name, as the asker may see them; absent: none. */
  readonly annotations?: (layers: readonly AnnotationLayer[]) => Promise<Readonly<Record<string, unknown>>>
  readonly signal?: AbortSignal
  /** Only what the cache holds: anything else rejects with NotKept and asks no database. */
  readonly onlyKept?: boolean
}
