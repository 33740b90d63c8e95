import type { Branch, Path } from './engine.ts'

/** One line of a side: a row, or a column. */
export interface Entry {
  readonly path: Path
  /** Undefined where the metrics stand on the other side. */
  readonly metric: string | undefined
  readonly kind: 'leaf' | 'subtotal' | 'total'
  /** Folded: stands for everything below it. */
  readonly folded: boolean
  readonly key: string
}

export interface SideOptions {
  readonly subtotals: boolean
  /** Subtotals stand before what they sum. */
  readonly subtotalsFirst: boolean
  readonly total: boolean
  /** The metrics on this side; empty when they are on the other. */
  readonly metrics: readonly string[]
  /** Metrics next to each other under each label, instead of one block for each metric. */
  readonly metricsLast: boolean
  readonly folded: ReadonlySet<string>
}

export function pathKey(path: Path): string {
  return path.join('\u0001')
}

type Line = Pick<Entry, 'path' | 'kind' | 'folded'>

function lines(branches: readonly Branch[], options: SideOptions): readonly Line[] {
  return branches.flatMap((branch): readonly Line[] => {
    if (branch.children.length === 0) return [{ path: branch.path, kind: 'leaf', folded: false }]
    if (options.folded.has(pathKey(branch.path))) return [{ path: branch.path, kind: 'subtotal', folded: true }]
    const below = lines(branch.children, options)
    if (!options.subtotals) return below
    const own: Line = { path: branch.path, kind: 'subtotal', folded: false }
    return options.subtotalsFirst ? [own, ...below] : [...below, own]
  })
}

/** The lines of a side in order. A side without dimensions is one line for each metric, or a single one. */
export function sideEntries(branches: readonly Branch[], options: SideOptions): readonly Entry[] {
  const { metrics, metricsLast, total } = options
  const bare: readonly Line[] = branches.length === 0 ? [{ path: [], kind: 'leaf', folded: false }] : lines(branches, options)
  const totals: readonly Line[] = total && branches.length > 0 ? [{ path: [], kind: 'total', folded: false }] : []
  const entry = (line: Line, metric: string | undefined): Entry => ({ ...line, metric, key: `${line.kind} ${metric ?? ''} ${pathKey(line.path)}` })
  const all = [...bare, ...totals]
  if (metrics.length === 0) return all.map((line) => entry(line, undefined))
  if (metricsLast) return all.flatMap((line) => metrics.map((metric) => entry(line, metric)))
  return metrics.flatMap((metric) => all.map((line) => entry(line, metric)))
}

/** The headings of an entry, one for each level of its side. */
export function headings(entry: Entry, depth: number, metricLabel: ((metric: string) => string) | undefined, metricsLast: boolean): readonly string[] {
  const labels = Array.from({ length: depth }, (_, level) => {
    if (level < entry.path.length) return entry.path[level] ?? ''
    if (entry.kind === 'total') return level === 0 ? 'Total' : ''
    return entry.kind === 'subtotal' && level === entry.path.length ? (entry.folded ? '' : 'Subtotal') : ''
  })
  if (!metricLabel || entry.metric === undefined) return labels
  const metric = metricLabel(entry.metric)
  return metricsLast ? [...labels, metric] : [metric, ...labels]
}
