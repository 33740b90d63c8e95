import { type Cell, type CellType, InternalError } from '@coset/core'

/** A column label: plain text, or the levels of a multi-level header (after `pivot`). A null level is an absent name. */
export type Label = string | readonly (string | null)[]

/** One column. All cells of a frame's columns have the same count. */
export interface Series {
  readonly label: Label
  readonly type: CellType
  readonly cells: readonly Cell[]
}

/** A table of columns, immutable. `index` holds row labels (one entry per level) once an operation set them; null: 0..n−1. */
export interface Frame {
  readonly columns: readonly Series[]
  readonly rowCount: number
  readonly index: readonly Series[] | null
  /** Row labels of a plain index after rows were moved or cut; null: 0..n−1. */
  readonly positions: readonly number[] | null
}

/** A frame from columns of equal length; `rowCount` is needed only when there is no column. Throws InternalError otherwise. */
export const makeFrame = (columns: readonly Series[], rowCount?: number): Frame => {
  const count = rowCount ?? columns[0]?.cells.length ?? 0
  for (const column of columns) {
    if (column.cells.length !== count) throw new InternalError(`column ${labelText(column.label)} has ${column.cells.length} cells, not ${count}`)
  }
  return { columns, rowCount: count, index: null, positions: null }
}

/** The same rows under other columns. */
export const withColumns = (frame: Frame, columns: readonly Series[]): Frame => ({ ...frame, columns })

/** The rows at these places, in this order; row labels go with their rows. */
export const takeRows = (frame: Frame, rows: readonly number[]): Frame => {
  const take = (series: Series): Series => ({ ...series, cells: rows.map((row) => series.cells[row] ?? null) })
  return {
    columns: frame.columns.map(take),
    rowCount: rows.length,
    index: frame.index?.map(take) ?? null,
    positions: frame.index === null ? rows.map((row) => frame.positions?.[row] ?? row) : null,
  }
}

/** First level of a label: the column's own name, or the metric of a pivoted one. */
export const topLabel = (label: Label): string | null => (typeof label === 'string' ? label : (label[0] ?? null))

/** The label with another first level. */
export const withTopLabel = (label: Label, top: string | null): Label => (typeof label === 'string' ? (top ?? '') : [top, ...label.slice(1)])

/** All levels as one text, for messages and comparisons. */
export const labelText = (label: Label): string => (typeof label === 'string' ? label : label.filter((level) => level !== null).join(', '))
