import type { Cell } from '@coset/core'
import type { Frame, Series } from '../frame.ts'
import { topLabel } from '../frame.ts'
import { cellText, compareCells, isMissing } from '../values.ts'
import { pivotAggregator, type Share } from './aggregators.ts'

export interface PivotViewOptions {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly metrics: readonly string[]
  readonly aggregate: string
  /** Rows and columns change places. */
  readonly transpose: boolean
  /** Metrics stand below the column values instead of above. */
  readonly combineMetric: boolean
  readonly rowTotals: boolean
  readonly colTotals: boolean
  readonly metricsOnRows: boolean
  /** What people call columns and metrics, by name. */
  readonly names: ReadonlyMap<string, string>
}

/** A table with headers of several levels on both sides, as a pivot table shows it. */
export interface PivotView {
  readonly columns: readonly (readonly string[])[]
  readonly rows: readonly (readonly string[])[]
  /** `cells[c][r]` */
  readonly cells: readonly (readonly Cell[])[]
  /** Numbers are fractions, whole ones among them too. */
  readonly fractional: boolean
}

type Path = readonly string[]

/** A line of the table: a leaf, or a total of the leaves below a path. */
interface Line {
  readonly label: Path
  readonly leaves: readonly number[]
}

const seriesOf = (frame: Frame, name: string): Series | undefined => frame.columns.find((series) => topLabel(series.label) === name)

/** Each row's key and its text, in the order of the values. */
const keysOf = (frame: Frame, names: readonly string[]): { readonly paths: readonly Path[]; readonly of: readonly number[] } => {
  const series = names.map((name) => seriesOf(frame, name)).filter((one) => one !== undefined)
  const first = new Map<string, number>()
  const keyAt = (row: number): string => JSON.stringify(series.map((one) => text(one, row)))
  for (let row = 0; row < frame.rowCount; row++) if (!first.has(keyAt(row))) first.set(keyAt(row), row)
  const order = [...first].sort(([, a], [, b]) => {
    for (const one of series) {
      const by = compareCells(one.cells[a] ?? null, one.cells[b] ?? null, one.type)
      if (by !== 0) return by
    }
    return 0
  })
  const place = new Map(order.map(([key], i) => [key, i]))
  return {
    paths: order.map(([, row]) => series.map((one) => text(one, row))),
    of: Array.from({ length: frame.rowCount }, (_, row) => place.get(keyAt(row)) ?? 0),
  }
}

const text = (series: Series, row: number): string => {
  const cell = series.cells[row] ?? null
  return isMissing(cell) ? 'None' : cellText(cell, series.type)
}

/** Leaves with the totals that follow each group of them: one level of `Subtotal` for each level of the header, and the whole at the end. */
const withTotals = (leaves: readonly Path[], total: string): readonly Line[] => {
  const depth = leaves[0]?.length ?? 0
  const pad = (path: Path): Path => [...path, ...Array.from({ length: Math.max(0, depth - path.length) }, () => '')]
  const lines: Line[] = []
  const close = (from: number, to: number, level: number): void => {
    const group = leaves[from]?.slice(0, level) ?? []
    lines.push({ label: pad([...group, 'Subtotal']), leaves: Array.from({ length: to - from }, (_, i) => from + i) })
  }
  const walk = (from: number, to: number, level: number): void => {
    for (let at = from; at < to; ) {
      let end = at + 1
      if (level < depth) while (end < to && leaves[end]?.[level - 1] === leaves[at]?.[level - 1]) end++
      if (level >= depth) lines.push({ label: pad(leaves[at] ?? []), leaves: [at] })
      else {
        walk(at, end, level + 1)
        close(at, end, level)
      }
      at = end
    }
  }
  walk(0, leaves.length, 1)
  lines.push({ label: pad([total]), leaves: leaves.map((_, i) => i) })
  return lines
}

const plainLines = (leaves: readonly Path[]): readonly Line[] => leaves.map((label, i) => ({ label, leaves: [i] }))

const sumOf = (cells: readonly Cell[]): number => cells.reduce<number>((sum, cell) => sum + (isMissing(cell) ? 0 : Number(cell)), 0)

const shared = (grid: Cell[][], share: Share): Cell[][] => {
  const divide = (cell: Cell, by: number): Cell => (isMissing(cell) || by === 0 ? null : Number(cell) / by)
  if (share === 'columns') return grid.map((column) => column.map((cell) => divide(cell, sumOf(column))))
  const rows = (grid[0] ?? []).map((_, row) => sumOf(grid.map((column) => column[row] ?? null)))
  const whole = rows.reduce((a, b) => a + b, 0)
  return grid.map((column) => column.map((cell, row) => divide(cell, share === 'rows' ? (rows[row] ?? 0) : whole)))
}

/** Values of one metric by row and column place, aggregated. */
const aggregated = (
  frame: Frame,
  metric: string,
  rowOf: readonly number[],
  columnOf: readonly number[],
  size: readonly [number, number],
  of: (values: readonly Cell[]) => Cell,
): Cell[][] => {
  const series = seriesOf(frame, metric)
  const met: Cell[][][] = Array.from({ length: size[1] }, () => Array.from({ length: size[0] }, (): Cell[] => []))
  for (let row = 0; row < frame.rowCount; row++) met[columnOf[row] ?? 0]?.[rowOf[row] ?? 0]?.push(series?.cells[row] ?? null)
  return met.map((column) => column.map((values) => (values.length === 0 ? null : of(values))))
}

interface Grid {
  readonly rows: readonly Path[]
  readonly columns: readonly Path[]
  readonly cells: Cell[][]
}

/** Leaf cells; metrics are the outermost header level of columns (innermost when combined) or of rows. */
const leafGrid = (frame: Frame, options: PivotViewOptions, total: string, of: (values: readonly Cell[]) => Cell): Grid => {
  const [rowNames, columnNames] = options.transpose ? [options.columns, options.rows] : [options.rows, options.columns]
  const rows = keysOf(frame, rowNames)
  const columns = keysOf(frame, columnNames)
  const rowPaths = rowNames.length === 0 ? [[total]] : rows.paths
  const size = [Math.max(1, rowPaths.length), Math.max(1, columns.paths.length)] as const
  const grids = options.metrics.map((metric) => ({
    name: options.names.get(metric) ?? metric,
    cells: aggregated(frame, metric, rows.of, columns.of, size, of),
  }))
  if (options.metricsOnRows) {
    const columnPaths = columnNames.length === 0 ? [[total]] : columns.paths
    return {
      rows: grids.flatMap(({ name }) => (rowNames.length === 0 ? [[name]] : rows.paths.map((path) => [name, ...path]))),
      columns: columnPaths,
      cells: columnPaths.map((_, c) => grids.flatMap((grid) => grid.cells[c] ?? [])),
    }
  }
  const head = (name: string, path: Path): Path => (options.combineMetric ? [...path, name] : [name, ...path])
  const all = grids.flatMap(({ name, cells }) => columns.paths.map((path, c) => ({ path, name, place: c, cells: cells[c] ?? [] })))
  const order = options.combineMetric ? [...all].sort((a, b) => a.place - b.place) : all
  return { rows: rowPaths, columns: order.map(({ name, path }) => head(name, path)), cells: order.map(({ cells }) => cells) }
}

/** The frame as a pivot table shows it. Throws BadRequest for an aggregate that is none. */
export const pivotView = (frame: Frame, options: PivotViewOptions): PivotView => {
  const { of, share, total, fractional } = pivotAggregator(options.aggregate)
  const name = `Total (${options.aggregate})`
  const leaf = leafGrid(frame, options, name, of)
  const cells = share === null ? leaf.cells : shared(leaf.cells, share)
  const columnLines = options.rowTotals ? withTotals(leaf.columns, name) : plainLines(leaf.columns)
  const onlyTotal = leaf.rows.length === 1 && leaf.rows[0]?.[0] === name
  const rowLines = options.colTotals && !onlyTotal ? withTotals(leaf.rows, name) : plainLines(leaf.rows)
  const alone = (line: Line): boolean => line.leaves.length === 1 && !line.label.includes('Subtotal') && line.label[0] !== name
  const across = columnLines.map((line) =>
    alone(line) ? (cells[line.leaves[0] ?? 0] ?? []) : leaf.rows.map((_, row) => total(line.leaves.map((c) => cells[c]?.[row] ?? null))),
  )
  return {
    fractional,
    columns: columnLines.map((line) => line.label),
    rows: rowLines.map((line) => line.label),
    cells: across.map((column) =>
      rowLines.map((line) => (alone(line) ? (column[line.leaves[0] ?? 0] ?? null) : total(line.leaves.map((row) => column[row] ?? null)))),
    ),
  }
}
