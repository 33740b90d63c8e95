import { textWidth } from '@coset/chart-kit'
import type { RendererProps } from '@coset/chart-kit/view'
import { useMemo, useState } from 'react'
import { useRowWindow } from '../row-window.ts'
import { themeStyle } from '../theme-style.ts'
import { ColumnHeads } from './column-heads.tsx'
import { inSideOrder } from './engine.ts'
import { type Entry, pathKey } from './entries.ts'
import { entriesOf, headingsOf, type PivotData } from './model.ts'
import styles from './pivot.module.css'

const ROW_HEIGHT = 28
const NONE: ReadonlySet<string> = new Set()

interface Sorted {
  readonly key: string
  readonly descending: boolean
}

/** The data with its rows in the order of one column. */
function sortedBy(data: PivotData, sorted: Sorted | undefined, columns: readonly Entry[]): PivotData {
  const column = columns.find((entry) => entry.key === sorted?.key)
  if (!sorted || !column) return data
  const metric = column.metric ?? data.metrics[0] ?? ''
  const rows = inSideOrder(data.pivot.rows, sorted.descending ? 'value_z_to_a' : 'value_a_to_z', (path) => data.pivot.cell(path, column.path, metric))
  return { ...data, pivot: { ...data.pivot, rows } }
}

/** Width of each row heading in px, from the texts it shows. */
function headWidths(names: readonly string[], labels: readonly (readonly string[])[], width: number): readonly number[] {
  const most = Math.max(72, (width * 0.55) / Math.max(1, names.length))
  return names.map((name, level) => {
    const texts = labels.slice(0, 200).map((one) => textWidth(one[level] ?? '', 14) + (level < names.length - 1 ? 48 : 24))
    return Math.min(most, Math.max(64, textWidth(name, 13) + 28, ...texts))
  })
}

interface RowProps {
  readonly data: PivotData
  readonly entry: Entry
  readonly labels: readonly string[]
  readonly before: readonly string[] | undefined
  readonly columns: readonly Entry[]
  readonly lefts: readonly number[]
  readonly widths: readonly number[]
  readonly props: RendererProps<PivotData>
  readonly onFold: (key: string) => void
  readonly metricLead: number
}

function PivotRow({ data, entry, labels, before, columns, lefts, widths, props, onFold, metricLead }: RowProps): React.ReactNode {
  const { selected, onSelect, onMenu } = props
  const isSum = entry.kind !== 'leaf'
  const depth = data.rows.names.length
  const label = entry.path.join(', ')
  const openMenu = (event: React.MouseEvent, column: Entry['path']): void => {
    if (!onMenu) return
    event.preventDefault()
    event.stopPropagation()
    const names = [label, column.join(', ')].filter((name) => name !== '').join(', ')
    onMenu({ clientX: event.clientX, clientY: event.clientY, ...(names !== '' && { label: names, filters: data.filtersOf(entry.path, column) }) })
  }
  return (
    <tr onContextMenu={(event) => openMenu(event, [])}>
      {labels.map((text, level) => {
        const same = before !== undefined && labels.slice(0, level + 1).every((one, at) => one === before[at])
        const dimension = level - metricLead
        const group = entry.path.slice(0, dimension + 1)
        const canFold = dimension >= 0 && dimension < depth - 1 && group.length === dimension + 1 && !same
        if (text === '')
          return <td key={level} className={styles['blank']} style={{ insetInlineStart: lefts[level], minWidth: widths[level], maxWidth: widths[level] }} />
        return (
          <th
            key={level}
            scope={level === labels.length - 1 ? 'row' : 'rowgroup'}
            data-sum={isSum}
            title={text}
            style={{ insetInlineStart: lefts[level], minWidth: widths[level], maxWidth: widths[level] }}
          >
            {canFold && (
              <button
                type="button"
                className={styles['fold']}
                aria-expanded={!entry.folded}
                aria-label={`${entry.folded ? 'Unfold' : 'Fold'} ${text}`}
                onClick={() => onFold(pathKey(group))}
              >
                {entry.folded ? '▸' : '▾'}
              </button>
            )}
            {onSelect && group.length === dimension + 1 && !same && entry.kind === 'leaf' ? (
              <button
                type="button"
                className={styles['plain']}
                aria-pressed={selected.includes(group.join(', '))}
                onClick={() => onSelect(selected.includes(group.join(', ')) ? null : data.filtersOf(group, []), group.join(', '))}
              >
                {text}
              </button>
            ) : (
              <span className={same ? styles['again'] : undefined}>{text}</span>
            )}
          </th>
        )
      })}
      {columns.map((column) => {
        const metric = entry.metric ?? column.metric ?? data.metrics[0] ?? ''
        const value = data.pivot.cell(entry.path, column.path, metric)
        const paint = isSum || column.kind !== 'leaf' ? undefined : data.paint?.(value, metric)
        return (
          <td
            key={column.key}
            data-sum={isSum || column.kind !== 'leaf'}
            style={{ backgroundColor: paint?.background, color: paint?.color }}
            onContextMenu={(event) => openMenu(event, column.path)}
          >
            {data.format(value, metric)}
          </td>
        )
      })}
    </tr>
  )
}

/** A pivot table on the page: headings stay in sight, groups fold, a column heading sorts. */
export function PivotRenderer(props: RendererProps<PivotData>): React.ReactNode {
  const { model, width, height, theme } = props
  const [box, setBox] = useState<HTMLElement | null>(null)
  const [folded, setFolded] = useState<ReadonlySet<string>>(NONE)
  const [sorted, setSorted] = useState<Sorted>()
  const columns = useMemo(() => entriesOf(model.data, 'columns', NONE), [model.data])
  const data = useMemo(() => sortedBy(model.data, sorted, columns), [model.data, sorted, columns])
  const rows = useMemo(() => entriesOf(data, 'rows', folded), [data, folded])
  const rowLabels = useMemo(() => rows.map(headingsOf(data, 'rows')), [rows, data])
  const columnLabels = useMemo(() => columns.map(headingsOf(data, 'columns')), [columns, data])
  const metricOnRow = data.metricsOnRows && data.namesMetrics
  const names = [...(metricOnRow && !data.metricsLast ? ['Metric'] : []), ...data.rows.names, ...(metricOnRow && data.metricsLast ? ['Metric'] : [])]
  const corners = names.length === 0 ? [''] : names
  const labels = names.length === 0 ? rowLabels.map(() => ['']) : rowLabels
  const widths = headWidths(corners, labels, width)
  const lefts = widths.map((_, index) => widths.slice(0, index).reduce((sum, one) => sum + one, 0))
  const metricOnColumn = !data.metricsOnRows && data.namesMetrics
  const levelNames = [...(metricOnColumn && !data.metricsLast ? [''] : []), ...data.columns.names]
  const { from, to, before, after } = useRowWindow(box, rows.length, ROW_HEIGHT, height)
  const onFold = (key: string): void => setFolded((before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]))
  const onSort = (entry: Entry): void =>
    setSorted((before) =>
      before?.key !== entry.key ? { key: entry.key, descending: true } : before.descending ? { key: entry.key, descending: false } : undefined,
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard.
    <section ref={setBox} className={styles['box']} style={{ width, height, ...themeStyle(theme) }} tabIndex={0} aria-label={model.summary}>
      <table className={styles['table']}>
        <ColumnHeads entries={columns} labels={columnLabels} {...{ corners, levelNames, sorted, onSort }} cornerLefts={lefts} cornerWidths={widths} />
        <tbody>
          {before > 0 && (
            <tr>
              <td colSpan={corners.length + columns.length} style={{ height: before, padding: 0, border: 0 }} />
            </tr>
          )}
          {rows.slice(from, to).map((entry, index) => {
            const at = from + index
            return (
              <PivotRow
                key={entry.key}
                {...{ data, entry, columns, lefts, widths, props, onFold }}
                labels={labels[at] ?? []}
                before={index === 0 ? undefined : labels[at - 1]}
                metricLead={metricOnRow && !data.metricsLast ? 1 : 0}
              />
            )
          })}
          {after > 0 && (
            <tr>
              <td colSpan={corners.length + columns.length} style={{ height: after, padding: 0, border: 0 }} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

export const Renderer = PivotRenderer as React.ComponentType<RendererProps>
