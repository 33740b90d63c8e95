import { type QueryFilter, readFlag } from '@coset/chart-kit'
import type { RendererProps } from '@coset/chart-kit/view'
import { useMemo, useState } from 'react'
import { type Row, sameValue } from '../cells.ts'
import { useRowWindow } from '../row-window.ts'
import { themeStyle } from '../theme-style.ts'
import { Cell } from './cell.tsx'
import type { TableColumn } from './columns.ts'
import { Headings } from './headings.tsx'
import type { TableData } from './model.ts'
import { Pages } from './pages.tsx'
import { tableMode } from './query.ts'
import styles from './table.module.css'
import { nextSorting, type Sorting, searchRows, sortRows } from './view-state.ts'
import { columnWidths } from './widths.ts'

const ROW_HEIGHT = 30

/** The filter of a cell: its value, or for a moment cut to a grain exactly that moment. */
function cellFilter(column: TableColumn, row: Row, grain: string | undefined): QueryFilter {
  const value = row[column.key]
  if (column.kind !== 'temporal' || value === null || value === undefined) return sameValue(column.key, value)
  return { col: column.key, op: '==', val: value, ...(grain !== undefined && { grain }) }
}

function usePage(data: TableData, rows: readonly Row[], onOwnState: RendererProps['onOwnState']) {
  const [page, setPage] = useState(0)
  const server = data.serverPages
  if (server) {
    const goTo = (next: number): void => onOwnState?.({ currentPage: next, pageSize: server.pageSize })
    return { shown: rows, page: server.page, pageSize: server.pageSize, total: server.total, goTo }
  }
  const { pageSize } = data
  const current = pageSize === 0 ? 0 : Math.min(page, Math.max(0, Math.ceil(rows.length / pageSize) - 1))
  const shown = pageSize === 0 ? rows : rows.slice(current * pageSize, (current + 1) * pageSize)
  return { shown, page: current, pageSize, total: rows.length, goTo: setPage }
}

interface BodyProps {
  readonly data: TableData
  readonly rows: readonly Row[]
  readonly box: HTMLElement | null
  readonly props: RendererProps<TableData>
}

function Body({ data, rows, box, props }: BodyProps): React.ReactNode {
  const { theme, selected, onSelect, onMenu, formData } = props
  const { from, to, before, after } = useRowWindow(box, rows.length, ROW_HEIGHT, props.height)
  const links = readFlag(formData, 'allow_render_html', true)
  const dimensions = data.columns.filter((column) => column.dimension)
  const pick = onSelect
    ? (column: TableColumn, row: Row): void => {
        const label = column.format(row[column.key])
        onSelect(selected.includes(label) ? null : [cellFilter(column, row, data.grain)], label)
      }
    : undefined
  // A raw row stands for itself: what is behind it is what is shown
  const stands = tableMode(formData) === 'aggregate' && dimensions.length > 0
  const openMenu = (event: React.MouseEvent, row: Row): void => {
    if (!onMenu) return
    event.preventDefault()
    event.stopPropagation()
    const filters = dimensions.map((column) => cellFilter(column, row, data.grain))
    const label = dimensions.map((column) => column.format(row[column.key])).join(', ')
    onMenu({ clientX: event.clientX, clientY: event.clientY, ...(stands && { filters, label }) })
  }
  return (
    <tbody>
      {before > 0 && (
        <tr className={styles['spacer']}>
          <td colSpan={data.columns.length} style={{ height: before }} />
        </tr>
      )}
      {rows.slice(from, to).map((row, index) => (
        <tr key={from + index} aria-rowindex={from + index + 2} onContextMenu={(event) => openMenu(event, row)}>
          {data.columns.map((column) => (
            <Cell
              key={column.key}
              {...{ column, row, theme, links, onPick: pick }}
              paint={data.paint?.(row, column.key)}
              pressed={column.dimension && selected.includes(column.format(row[column.key]))}
            />
          ))}
        </tr>
      ))}
      {after > 0 && (
        <tr className={styles['spacer']}>
          <td colSpan={data.columns.length} style={{ height: after }} />
        </tr>
      )}
    </tbody>
  )
}

function Totals({ data }: { readonly data: TableData }): React.ReactNode {
  if (!data.totals) return null
  return (
    <tfoot>
      <tr>
        {data.columns.map((column, index) => (
          <td key={column.key} style={{ textAlign: column.align }}>
            {data.totals && column.key in data.totals ? column.format(data.totals[column.key]) : index === 0 ? 'Total' : ''}
          </td>
        ))}
      </tr>
    </tfoot>
  )
}

/** The table on the page: virtual rows under a heading that stays, sorted and searched in place. */
export function TableRenderer(props: RendererProps<TableData>): React.ReactNode {
  const { model, width, height, theme, onOwnState } = props
  const data = model.data
  // State, not a ref: the rows are measured again once their scroll box stands
  const [box, setBox] = useState<HTMLElement | null>(null)
  const [sorting, setSorting] = useState<Sorting>()
  const [text, setText] = useState('')
  const found = useMemo(() => sortRows(searchRows(data.rows, data.columns, text), data.columns, sorting), [data, text, sorting])
  const { shown, page, pageSize, total, goTo } = usePage(data, found, onOwnState)
  const widths = useMemo(() => columnWidths(data.columns, data.totals ? [data.totals, ...data.rows] : data.rows, width - 2), [data, width])
  const onSort = (column: TableColumn): void => {
    const next = nextSorting(sorting, column)
    setSorting(next)
    if (data.serverPages) onOwnState?.({ currentPage: 0, pageSize, sortBy: next ? [{ key: next.key, desc: next.descending }] : [] })
  }
  return (
    <div className={styles['root']} style={{ width, height, ...themeStyle(theme) }}>
      {data.search && (
        <input
          className={styles['search']}
          type="search"
          placeholder="Search rows"
          aria-label="Search rows"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard. */}
      <section ref={setBox} className={styles['box']} tabIndex={0} aria-label={model.summary}>
        <table className={styles['table']} aria-rowcount={shown.length + 1} style={{ width: widths.reduce((sum, one) => sum + one, 0) }}>
          <colgroup>
            {widths.map((one, index) => (
              <col key={data.columns[index]?.key ?? index} style={{ width: one }} />
            ))}
          </colgroup>
          <Headings columns={data.columns} sorting={sorting} onSort={onSort} />
          <Body data={data} rows={shown} box={box} props={props} />
          <Totals data={data} />
        </table>
      </section>
      {pageSize > 0 && total > pageSize && <Pages {...{ page, pageSize, total }} onPage={goTo} />}
    </div>
  )
}

export const Renderer = TableRenderer as React.ComponentType<RendererProps>
