import { type Frame, joinBytes, labelText, recordsJson, toCsv, withColumns } from '@coset/frame'
import type { QueryAsk } from '../port.ts'
import type { QueryObject, ResultFormat, ResultType } from '../query-object.ts'
import type { RewrittenQuery } from '../rewrite.ts'
import { columnKinds, detectedCurrency, filterStatus, labelMap, unescaped } from './describe-result.ts'
import type { StoredItem } from './stored-item.ts'

export interface Computed {
  readonly frame: Frame
  readonly sql: string
  readonly sqlRowCount: number
  readonly annotations: Readonly<Record<string, unknown>>
  readonly queriedAt: number
}

export interface EncodeContext {
  readonly ask: QueryAsk
  readonly rewritten: RewrittenQuery
  readonly resultType: ResultType
  readonly resultFormat: ResultFormat
  readonly formData: Readonly<Record<string, unknown>>
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** `"a":1,"b":2` of an object. */
const members = (object: Readonly<Record<string, unknown>>): string => JSON.stringify(object).slice(1, -1)

const positions = (frame: Frame): readonly unknown[] => {
  if (frame.index !== null)
    return Array.from({ length: frame.rowCount }, (_, row) => frame.index?.[0]?.cells[row] ?? null).map((cell) =>
      typeof cell === 'bigint' ? Number(cell) : cell,
    )
  return frame.positions ?? Array.from({ length: frame.rowCount }, (_, i) => i)
}

const verboseNames = (ask: QueryAsk): ReadonlyMap<string, string> =>
  new Map([...ask.dataset.columns, ...ask.dataset.metrics].flatMap((one) => (one.verboseName ? [[one.name, one.verboseName] as const] : [])))

const reordered = (frame: Frame, query: QueryObject): Frame => {
  const order = query.extras.columnOrder
  if (order.length === 0) return frame
  const first = order.flatMap((label) => frame.columns.filter((series) => labelText(series.label) === label))
  return withColumns(frame, [...first, ...frame.columns.filter((series) => !first.includes(series))])
}

/** A computed result as stored bytes. Everything but the cache's own fields is written once, here. */
export const encodeResult = (computed: Computed, context: EncodeContext): StoredItem => {
  const { ask, rewritten } = context
  const { query, range } = rewritten
  const frame = reordered(computed.frame, query)
  const named = withColumns(
    frame,
    frame.columns.map((series) => ({ ...series, label: unescaped(labelText(series.label)) })),
  )
  const columnNames = named.columns.map((series) => String(series.label))
  const kinds = columnKinds(frame, ask.dataset)
  const csv = context.resultFormat === 'csv' ? utf8(toCsv(named, verboseNames(ask))) : null
  const data = csv === null ? recordsJson(named) : utf8(JSON.stringify(new TextDecoder().decode(csv)))
  const short = { colnames: columnNames, coltypes: kinds, rowcount: frame.rowCount, sql_rowcount: computed.sqlRowCount }
  const currency = { detected_currency: detectedCurrency(frame, ask.dataset, context.formData) }
  const status = filterStatus(query, ask.dataset)
  const full = {
    applied_template_filters: [],
    annotation_data: computed.annotations,
    error: null,
    status: 'success',
    stacktrace: null,
    from_dttm: range.since === null ? null : Math.floor(range.since),
    to_dttm: range.until === null ? null : Math.floor(range.until),
    label_map: labelMap(frame, query, ask.dataset),
    ...short,
    indexnames: positions(frame),
    result_format: context.resultFormat,
    ...currency,
    applied_filters: status.applied,
    rejected_filters: status.rejected,
  }
  const head = members(context.resultType === 'results' ? { ...short, ...currency } : full)
  return {
    facts: {
      queriedAt: computed.queriedAt,
      query: computed.sql,
      rowCount: frame.rowCount,
      sqlRowCount: computed.sqlRowCount,
      columnNames,
      columnKinds: kinds,
    },
    members: joinBytes([utf8(`${head},"data":`), data]),
    csv,
  }
}
