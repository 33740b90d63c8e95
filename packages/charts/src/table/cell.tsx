import type { ChartTheme } from '@coset/chart-kit'
import type { CSSProperties } from 'react'
import { numeric, type Row } from '../cells.ts'
import type { TableColumn } from './columns.ts'
import type { CellPaint } from './conditional.ts'
import styles from './table.module.css'

/** The bar behind a number as a background; lengths are shares of the column's largest. */
export function barStyle(bar: NonNullable<TableColumn['bar']>, value: number | null, theme: ChartTheme): CSSProperties {
  const { most, least, centred, signed } = bar
  const reach = Math.max(Math.abs(most), Math.abs(least))
  if (value === null || value === 0 || reach === 0) return {}
  const span = centred ? 2 * reach : most - least
  const length = (Math.abs(value) / span) * 100
  const zero = centred ? 50 : (-least / span) * 100
  const from = value < 0 ? zero - length : zero
  const color = signed ? (value < 0 ? theme.negative : theme.positive) : theme.accent
  return {
    backgroundImage: `linear-gradient(color-mix(in srgb, ${color} 22%, transparent) 0 0)`,
    backgroundSize: `${length}% 70%`,
    backgroundPosition: `${length >= 100 ? 0 : (from / (100 - length)) * 100}% 50%`,
    backgroundRepeat: 'no-repeat',
  }
}

export interface CellProps {
  readonly column: TableColumn
  readonly row: Row
  readonly theme: ChartTheme
  readonly paint: CellPaint | undefined
  readonly pressed: boolean
  readonly links: boolean
  readonly onPick: ((column: TableColumn, row: Row) => void) | undefined
}

const LINK = /^https?:\/\/[^\s<>"']+$/

export function Cell({ column, row, theme, paint, pressed, links, onPick }: CellProps): React.ReactNode {
  const value = row[column.key]
  const text = column.format(value)
  const style: CSSProperties = {
    textAlign: column.align,
    ...(column.bar && barStyle(column.bar, numeric(value), theme)),
    ...(paint?.background !== undefined && { backgroundColor: paint.background }),
    ...(paint?.color !== undefined && { color: paint.color }),
  }
  const missing = value === null || value === undefined
  let content: React.ReactNode = text
  if (column.dimension && onPick) {
    content = (
      <button type="button" className={styles['pick']} aria-pressed={pressed} onClick={() => onPick(column, row)}>
        {text}
      </button>
    )
  } else if (links && LINK.test(text)) {
    content = (
      <a href={text} target="_blank" rel="noopener noreferrer nofollow">
        {text}
      </a>
    )
  }
  return (
    <td style={style} data-missing={missing} title={text.length > 24 ? text : undefined}>
      {content}
    </td>
  )
}
