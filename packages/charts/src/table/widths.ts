import { textWidth } from '@coset/chart-kit'
import type { Row } from '../cells.ts'
import type { TableColumn } from './columns.ts'

const LEAST = 64
const MOST = 320
const SAMPLE = 60

/** Width of each column in px: what its text needs, stretched to fill the table where there is room. */
export function columnWidths(columns: readonly TableColumn[], rows: readonly Row[], width: number): readonly number[] {
  const sample = rows.slice(0, SAMPLE)
  const wanted = columns.map((column) => {
    if (column.width !== undefined) return column.width
    const texts = sample.map((row) => textWidth(column.format(row[column.key]), 14.5))
    return Math.min(MOST, Math.max(LEAST, textWidth(column.label, 13) + 40, ...texts.map((text) => text + 24)))
  })
  const sum = wanted.reduce((total, one) => total + one, 0)
  if (sum >= width) return wanted
  const fixed = columns.reduce((total, column) => total + (column.width ?? 0), 0)
  const stretch = sum === fixed ? 1 : (width - fixed) / (sum - fixed)
  return wanted.map((one, index) => (columns[index]?.width === undefined ? one * stretch : one))
}
