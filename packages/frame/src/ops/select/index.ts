import { type Label, type Series, topLabel, withColumns, withTopLabel } from '../../frame.ts'
import type { Operation } from '../operation.ts'
import { mapping, named, onlyOptions, requireColumns, textList } from '../options.ts'

/** Chooses and orders columns, drops some, renames some, in this order. */
export const select: Operation = (frame, options) => {
  onlyOptions(options, ['columns', 'exclude', 'rename'])
  let columns: readonly Series[] = frame.columns
  const wanted = textList(options, 'columns')
  requireColumns(frame, wanted)
  if (wanted.length > 0) columns = wanted.flatMap((name) => named(frame, name))
  const dropped = new Set(textList(options, 'exclude'))
  requireColumns(withColumns(frame, columns), dropped)
  columns = columns.filter((column) => !dropped.has(topLabel(column.label) ?? ''))
  const names = mapping(options, 'rename')
  requireColumns(withColumns(frame, columns), names.keys())
  const renamed = (label: Label): Label => {
    const top = topLabel(label)
    return top !== null && names.has(top) ? withTopLabel(label, names.get(top) ?? null) : label
  }
  return withColumns(
    frame,
    columns.map((column) => ({ ...column, label: renamed(column.label) })),
  )
}
