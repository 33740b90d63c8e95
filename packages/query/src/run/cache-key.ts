import { createHash } from 'node:crypto'
import { DAY, type TimeRange, truncateTime } from '@coset/core'
import type { PreparedSql } from '../plan/plan-context.ts'
import type { QueryAsk } from '../port.ts'
import type { ResultFormat, ResultType } from '../query-object.ts'
import type { RewrittenQuery } from '../rewrite.ts'

/** JSON with sorted keys, maps and sets included; equal values give equal text. */
const canonical = (value: unknown): string => {
  if (value === undefined || value === null) return 'null'
  if (typeof value !== 'object') return JSON.stringify(value)
  if (value instanceof Map) return canonical(Object.fromEntries(value))
  if (value instanceof Set) return canonical(Array.from(value, canonical).sort((a, b) => (a < b ? -1 : 1)))
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

const days = (range: TimeRange): readonly (number | null)[] => [range.since, range.until].map((at) => (at === null ? null : truncateTime(at, 'day') / DAY))

export interface CacheKeyParts {
  readonly ask: QueryAsk
  readonly rewritten: RewrittenQuery
  readonly sql: PreparedSql
  readonly resultType: ResultType
  readonly resultFormat: ResultFormat
  readonly formData: Readonly<Record<string, unknown>>
  readonly totals: Readonly<Record<string, number>> | null
}

/**
 * What decides an answer, as a hash: the query, the rendered SQL texts and row-level predicates, the dataset's version and who asks where
 * that matters. Relative ranges count as their text and the days they reach, so that `today` is not yesterday's.
 */
export const cacheKey = (parts: CacheKeyParts): string => {
  const { ask, rewritten, sql } = parts
  const { dataset } = ask
  const text = canonical({
    version: 1,
    dataset: [dataset.uid, dataset.changedOn, dataset.database.id],
    query: rewritten.query,
    rowLimit: rewritten.rowLimit,
    days: [days(rewritten.range), [...rewritten.filterRanges.values()].map(days)],
    sql,
    inner: ask.security.inner ?? [],
    user: ask.userMarker,
    // Layers show other charts, each as its asker may see it
    annotations: rewritten.query.annotationLayers.length > 0 ? ask.ticket.who : null,
    type: parts.resultType,
    format: parts.resultFormat,
    currency: [parts.formData['currency_format'], parts.formData['column_config']],
    drawn: parts.resultType === 'post_processed' ? parts.formData : null,
    totals: parts.totals,
  })
  return createHash('sha256').update(text).digest('hex')
}
