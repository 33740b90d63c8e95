import { BadRequest } from '@coset/core'
import { type Label, withColumns } from '../../frame.ts'
import type { Operation } from '../operation.ts'
import { mapping, onlyOptions, requireColumns } from '../options.ts'

/** Renames labels at a level (all levels when null). A null name takes the level's text away, which `flatten` then leaves out. */
export const rename: Operation = (frame, options) => {
  onlyOptions(options, ['columns', 'inplace', 'level'])
  const names = mapping(options, 'columns')
  if (names.size === 0) return frame
  const level = options['level']
  if (level !== undefined && level !== null && (typeof level !== 'number' || !Number.isInteger(level) || level < 0)) {
    throw new BadRequest('Post-processing option level must be a level number')
  }
  const at = typeof level === 'number' ? level : null
  const levels = (label: Label): readonly (string | null)[] => (typeof label === 'string' ? [label] : label)
  if (at !== null && frame.columns.some((column) => levels(column.label).length <= at)) throw new BadRequest(`Too many levels: Index has no level ${at}`)
  if (at === null || at === 0) requireColumns(frame, names.keys())
  const known = new Set(frame.columns.flatMap((column) => (at === null ? levels(column.label) : [levels(column.label)[at] ?? null])))
  if ([...names.values()].every((name) => known.has(name))) throw new BadRequest('Label already exists')
  const renamed = (text: string | null, i: number): string | null =>
    text !== null && names.has(text) && (at === null || at === i) ? (names.get(text) ?? null) : text
  const relabel = (label: Label): Label => (typeof label === 'string' ? (renamed(label, 0) ?? '') : label.map(renamed))
  return withColumns(
    frame,
    frame.columns.map((column) => ({ ...column, label: relabel(column.label) })),
  )
}
