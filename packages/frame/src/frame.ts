import type { Cell, CellType } from '@coset/core'

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

/** A frame from columns of equal length. Throws InternalError otherwise. */
export type MakeFrame = (columns: readonly Series[], rowCount?: number) => Frame
