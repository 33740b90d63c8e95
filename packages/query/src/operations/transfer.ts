import type { Cell, CellType } from '@coset/core'
import type { Frame, Label, Series } from '@coset/frame'

/** A column in a form that crosses threads without being copied cell by cell. */
type Body =
  | { readonly kind: 'numbers'; readonly values: Float64Array<ArrayBuffer>; readonly missing: Uint8Array<ArrayBuffer> | null }
  | { readonly kind: 'texts'; readonly codes: Int32Array<ArrayBuffer>; readonly words: readonly string[] }
  | { readonly kind: 'cells'; readonly cells: readonly Cell[] }

export interface PackedSeries {
  readonly label: Label
  readonly type: CellType
  readonly body: Body
}

export interface PackedFrame {
  readonly columns: readonly PackedSeries[]
  readonly rowCount: number
  readonly index: readonly PackedSeries[] | null
  readonly positions: readonly number[] | null
}

/** Numbers with marks for nulls (NaN stays NaN); null when a cell is neither. */
const packNumbers = (cells: readonly Cell[]): Body | null => {
  const values = new Float64Array(cells.length)
  let missing: Uint8Array<ArrayBuffer> | null = null
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (typeof cell === 'number') values[i] = cell
    else if (cell === null) {
      missing ??= new Uint8Array(cells.length)
      missing[i] = 1
    } else return null
  }
  return { kind: 'numbers', values, missing }
}

const packTexts = (cells: readonly Cell[]): Body | null => {
  const codes = new Int32Array(cells.length)
  const known = new Map<string, number>()
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (cell === null) codes[i] = -1
    else if (typeof cell === 'string') {
      let code = known.get(cell)
      if (code === undefined) {
        code = known.size
        known.set(cell, code)
      }
      codes[i] = code
    } else return null
  }
  return { kind: 'texts', codes, words: [...known.keys()] }
}

const packSeries = (series: Series): PackedSeries => {
  const { cells } = series
  const first = cells.find((cell) => cell !== null)
  const body = (typeof first === 'string' ? packTexts(cells) : packNumbers(cells)) ?? { kind: 'cells', cells }
  return { label: series.label, type: series.type, body }
}

const cellsOf = (body: Body): readonly Cell[] => {
  if (body.kind === 'cells') return body.cells
  if (body.kind === 'texts') return Array.from(body.codes, (code) => (code < 0 ? null : (body.words[code] ?? null)))
  const { values, missing } = body
  return missing === null ? Array.from(values) : Array.from(values, (value, i) => (missing[i] === 1 ? null : value))
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Packs column by column and lets others run in between. */
export const packFrame = async (frame: Frame): Promise<PackedFrame> => {
  const columns: PackedSeries[] = []
  for (const series of frame.columns) {
    columns.push(packSeries(series))
    await turn()
  }
  return { columns, rowCount: frame.rowCount, index: frame.index?.map(packSeries) ?? null, positions: frame.positions }
}

const unpackSeries = ({ label, type, body }: PackedSeries): Series => ({ label, type, cells: cellsOf(body) })

export const unpackFrame = (packed: PackedFrame): Frame => ({
  columns: packed.columns.map(unpackSeries),
  rowCount: packed.rowCount,
  index: packed.index?.map(unpackSeries) ?? null,
  positions: packed.positions,
})

/** The buffers that move instead of being copied. */
export const buffersOf = (packed: PackedFrame): ArrayBuffer[] =>
  [...packed.columns, ...(packed.index ?? [])].flatMap(({ body }) => {
    if (body.kind === 'numbers') return body.missing === null ? [body.values.buffer] : [body.values.buffer, body.missing.buffer]
    return body.kind === 'texts' ? [body.codes.buffer] : []
  })
