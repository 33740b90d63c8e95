import { BadRequest } from '@coset/core'
import { type Series, takeRows } from '../../frame.ts'
import { compareCells, isMissing } from '../../values.ts'
import type { Operation } from '../operation.ts'
import { column, flag, onlyOptions, textList } from '../options.ts'

const directions = (value: unknown, count: number): readonly boolean[] => {
  if (Array.isArray(value)) {
    if (value.length !== count) throw new BadRequest(`Length of ascending (${value.length}) != length of by (${count})`)
    return value.map(Boolean)
  }
  return Array.from({ length: count }, () => value === undefined || value === null || Boolean(value))
}

/** Orders rows by columns or by row label; missing values are last in either direction. Row labels stay with their rows. */
export const sort: Operation = (frame, options) => {
  onlyOptions(options, ['is_sort_index', 'by', 'ascending'])
  const byIndex = flag(options, 'is_sort_index', false)
  const names = textList(options, 'by')
  if (!byIndex && names.length === 0) return frame
  const rows = Array.from({ length: frame.rowCount }, (_, i) => i)
  const plain: Series = { label: 'index', type: 'integer', cells: frame.positions ?? rows }
  const keys = byIndex ? (frame.index ?? [plain]) : names.map((name) => column(frame, name))
  const up = directions(options['ascending'], byIndex && !Array.isArray(options['ascending']) ? keys.length : Math.max(names.length, byIndex ? keys.length : 0))
  rows.sort((a, b) => {
    for (const [level, key] of keys.entries()) {
      const x = key.cells[a] ?? null
      const y = key.cells[b] ?? null
      const order = compareCells(x, y, key.type)
      if (order !== 0) return isMissing(x) || isMissing(y) || up[level] !== false ? order : -order
    }
    return 0
  })
  return takeRows(frame, rows)
}
