import { type Frame, type Label, type Series, withColumns } from '../../frame.ts'
import type { Operation } from '../operation.ts'
import { flag, onlyOptions } from '../options.ts'

const escaped = (text: string): string => text.replaceAll(',', '\\,')

/** Levels as one text joined by `, `, absent ones left out; commas inside a level are written `\,`. */
const flat = (label: Label, dropped: ReadonlySet<number>): string =>
  typeof label === 'string'
    ? label
    : label
        .filter((level, i): level is string => level !== null && !dropped.has(i))
        .map(escaped)
        .join(', ')

const isRange = (positions: readonly number[] | null): boolean => positions === null || positions.every((p, i) => p === (positions[0] ?? 0) + i)

/** The first level of the row labels becomes the first column; further levels stay labels. Plain 0..n rows are left alone. */
const resetIndex = (frame: Frame): Frame => {
  if (frame.index === null) {
    if (isRange(frame.positions) || frame.positions === null) return frame
    const index: Series = { label: 'index', type: 'integer', cells: frame.positions }
    return { ...frame, columns: [index, ...frame.columns], positions: null }
  }
  const [first, ...rest] = frame.index
  if (first === undefined) return frame
  return { ...frame, columns: [first, ...frame.columns], index: rest.length > 0 ? rest : null, positions: null }
}

/** Turns multi-level headers into plain ones and row labels into a column. */
export const flatten: Operation = (frame, options) => {
  onlyOptions(options, ['reset_index', 'drop_levels'])
  const levels = Array.isArray(options['drop_levels']) ? options['drop_levels'] : []
  const deepest = Math.max(0, ...frame.columns.map((column) => (typeof column.label === 'string' ? 1 : column.label.length)))
  const dropped = new Set(levels.map((level) => (Number(level) < 0 ? deepest + Number(level) : Number(level))))
  const plain = withColumns(
    frame,
    frame.columns.map((column) => ({ ...column, label: flat(column.label, dropped) })),
  )
  return flag(options, 'reset_index', true) ? resetIndex(plain) : plain
}
