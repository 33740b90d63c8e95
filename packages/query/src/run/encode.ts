import { type Frame, joinBytes, labelText, recordsJson, toCsv, withColumns } from '@coset/frame'
import { arrowBytes } from '../files/arrow.ts'
import { tableOf } from '../files/table.ts'
import { xlsxBytes } from '../files/xlsx.ts'
import type { QueryAsk } from '../port.ts'
import type { QueryObject, ResultFormat, ResultType } from '../query-object.ts'
import type { RewrittenQuery } from '../rewrite.ts'
import { asDrawn } from './as-drawn.ts'
import { columnKinds, detectedCurrency, filterStatus, labelMap, unescaped, verboseNames } from './describe-result.ts'
import type { Timing } from './execute.ts'
import { plainPayload } from './payload.ts'
import type { StoredItem } from './stored-item.ts'

export interface Computed {
  readonly frame: Frame
  readonly sql: string
  readonly sqlRowCount: number
  readonly annotations: Readonly<Record<string, unknown>>
  readonly queriedAt: number
  readonly timing: Timing
}

export interface EncodeContext {
  readonly ask: QueryAsk
  readonly rewritten: RewrittenQuery
  readonly resultType: ResultType
  readonly resultFormat: ResultFormat
  readonly formData: Readonly<Record<string, unknown>>
  /** Columns whose filters a template read. */
  readonly templateFilters: ReadonlySet<string>
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

const reordered = (frame: Frame, query: QueryObject): Frame => {
  const order = query.extras.columnOrder
  if (order.length === 0) return frame
  const first = order.flatMap((label) => frame.columns.filter((series) => labelText(series.label) === label))
  return withColumns(frame, [...first, ...frame.columns.filter((series) => !first.includes(series))])
}

const whole = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return joinBytes(chunks)
}

const fileOf = async (format: ResultFormat, frame: Frame, names: ReadonlyMap<string, string>): Promise<Uint8Array | null> => {
  if (format === 'csv') return utf8(toCsv(frame, names))
  if (format === 'xlsx') return whole(xlsxBytes(tableOf(frame, names)))
  return format === 'arrow' ? whole(arrowBytes(tableOf(frame))) : null
}

/** A computed result as stored bytes. Everything but the cache's own fields is written once, here. */
export const encodeResult = async (computed: Computed, context: EncodeContext): Promise<StoredItem> => {
  const { ask, rewritten } = context
  const { query, range } = rewritten
  const frame = reordered(computed.frame, query)
  const named = withColumns(
    frame,
    frame.columns.map((series) => ({ ...series, label: unescaped(labelText(series.label)) })),
  )
  const columnNames = named.columns.map((series) => String(series.label))
  const kinds = columnKinds(frame, ask.dataset)
  const drawn = context.resultType === 'post_processed' ? asDrawn(named, context.formData, verboseNames(ask)) : null
  const file = await fileOf(context.resultFormat, drawn?.frame ?? named, verboseNames(ask))
  const data = file !== null ? utf8('null') : drawn === null ? recordsJson(named) : utf8(drawn.data)
  const short = {
    colnames: drawn?.colnames ?? columnNames,
    coltypes: drawn?.coltypes ?? kinds,
    rowcount: drawn?.rowcount ?? frame.rowCount,
    sql_rowcount: computed.sqlRowCount,
  }
  const currency = { detected_currency: detectedCurrency(frame, ask.dataset, context.formData) }
  const status = filterStatus(query, ask.dataset, context.templateFilters)
  const full = {
    applied_template_filters: [...context.templateFilters],
    annotation_data: computed.annotations,
    error: null,
    status: 'success',
    stacktrace: null,
    from_dttm: range.since === null ? null : Math.floor(range.since),
    to_dttm: range.until === null ? null : Math.floor(range.until),
    label_map: labelMap(frame, query, ask.dataset),
    ...short,
    indexnames: drawn?.indexnames ?? positions(frame),
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
      engineMs: Math.round(computed.timing.engineMs),
      queuedMs: Math.round(computed.timing.queuedMs),
      rowCount: frame.rowCount,
      sqlRowCount: computed.sqlRowCount,
      columnNames,
      columnKinds: kinds,
    },
    members: plainPayload(joinBytes([utf8(`${head},"data":`), data])),
    file: file === null ? null : plainPayload(file),
  }
}
