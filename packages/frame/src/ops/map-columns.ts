import { type Frame, type Series, topLabel, withColumns, withTopLabel } from '../frame.ts'
import { named, requireColumns } from './options.ts'

/**
 * Computes columns from columns by a `{source: target}` mapping: in place when every name stays, otherwise all results are appended
 * under their new names.
 */
export const mapColumns = (frame: Frame, names: ReadonlyMap<string, string | null>, compute: (source: Series) => Series): Frame => {
  requireColumns(frame, names.keys())
  const inPlace = [...names].every(([from, to]) => from === to)
  if (inPlace)
    return withColumns(
      frame,
      frame.columns.map((column) => (names.has(topLabel(column.label) ?? '') ? compute(column) : column)),
    )
  const added = [...names].flatMap(([from, to]) => named(frame, from).map((source) => ({ ...compute(source), label: withTopLabel(source.label, to) })))
  return withColumns(frame, [...frame.columns, ...added])
}
