import { absoluteText, momentOf } from '../../shared/moment/index.tsx'

export interface Annotation {
  readonly id: number
  readonly short_descr: string
  readonly long_descr: string | null
  /** UTC, without a zone. */
  readonly start_dttm: string
  readonly end_dttm: string
  readonly changed_on_delta_humanized: string
}

/** What the list leaves out. */
export interface FullAnnotation extends Annotation {
  readonly json_metadata: string | null
  readonly changed_on_ms: number
}

export interface Values {
  readonly short_descr: string
  readonly long_descr: string
  readonly start: string
  readonly end: string
  readonly json_metadata: string
}

/** `2026-06-01T12:00:00.000` → what a field of date and time takes. */
const fieldText = (moment: string): string => moment.slice(0, 19)

export const valuesOf = (annotation: FullAnnotation | null): Values => ({
  short_descr: annotation?.short_descr ?? '',
  long_descr: annotation?.long_descr ?? '',
  start: fieldText(annotation?.start_dttm ?? ''),
  end: annotation === null || annotation.end_dttm === annotation.start_dttm ? '' : fieldText(annotation.end_dttm),
  json_metadata: annotation?.json_metadata ?? '',
})

/** What the server keeps of an annotation, as {@link bodyOf} writes it. */
export const keptFields = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const momentIn = (key: string): string => new Date(Number(row[key])).toISOString().slice(0, 19)
  return { ...row, start_dttm: momentIn('start_dttm'), end_dttm: momentIn('end_dttm') }
}

/** What the server is sent: without an end it is one moment, without metadata there are none. */
export const bodyOf = ({ start, end, json_metadata, ...texts }: Values): Readonly<Record<string, string | null>> => ({
  ...texts,
  start_dttm: start,
  end_dttm: end === '' ? start : end,
  json_metadata: json_metadata.trim() === '' ? null : json_metadata,
})

/** A moment of the server, in UTC; broken ones as they are. */
export const utcText = (moment: string): string => {
  const at = momentOf(moment)
  return at === null ? moment : absoluteText(at, 'UTC')
}

/** The same moment in the reader's own zone; nothing where that is UTC. */
export const ownZoneText = (moment: string): string => {
  const at = momentOf(moment)
  if (at === null || new Date(at).getTimezoneOffset() === 0) return ''
  return absoluteText(at)
}
