import type { Cache } from '@coset/cache'
import type { Clock } from '@coset/core'
import { createFairQueue, createOperations, type QueryDependencies } from '@coset/query'
import type { Connections } from '@coset/resources'
import type { SqlAnalyzer } from '@coset/sql'
import type { Config } from '../config/settings.ts'
import type { Log } from './log.ts'

export interface QueryPartsOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly cache: Cache
  readonly analyzer: SqlAnalyzer
  readonly connections: Connections
}

/** Frames of more cells than this are post-processed in a thread. */
const INLINE_CELLS = 200_000
const THREADS = 2

/** What running chart queries needs, from the configuration; close `operations` at the end. */
export const createQueryParts = ({ config, clock, log, cache, analyzer, connections }: QueryPartsOptions): QueryDependencies => ({
  clock,
  analyzer,
  cache,
  operations: createOperations({ inlineCells: INLINE_CELLS, timeoutMs: config.queryTimeout * 1000, threads: THREADS }),
  queue: createFairQueue(() => performance.now()),
  notice: (what, error) => log.warn({ err: error }, what),
  connection: (database) => connections.forDatabase(database.id),
  limits: {
    rowLimit: config.rowLimit,
    samplesRowLimit: config.samplesRowLimit,
    sqlMaxRow: config.sqlMaxRow,
    tableVizMaxRowServer: config.tableVizMaxRowServer,
    queryTimeoutMs: config.queryTimeout * 1000,
    maxResultBytes: config.resultMaxBytes,
    exportTimeoutMs: config.exportTimeout * 1000,
    defaultCacheTimeoutSeconds: config.cacheDefaultTimeout,
    dateRangeOffsets: config.featureFlags['DATE_RANGE_TIMESHIFTS_ENABLED'] === true,
  },
})
