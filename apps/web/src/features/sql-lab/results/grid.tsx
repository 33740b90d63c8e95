import { shownZone, writeExact } from '@coset/core'
import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type RefObject, type UIEvent, useLayoutEffect, useRef } from 'react'
import { t } from '../../../session/i18n.ts'
import type { SqlColumn } from '../model/types.ts'
import classes from '../sql-lab.module.css'
import { shownMoment } from './moments.ts'
import type { Order, Pages } from './use-pages.ts'

const ROW = 28
const SPARE = 12

/** Where one looks in the rows of a run; kept while its first rows give way to all of them. */
export interface Place {
  top: number
  left: number
  isFocused: boolean
}

export const atStart = (): Place => ({ top: 0, left: 0, isFocused: false })

/** The rows that are drawn first at a place, before the height of the grid is known. */
export const windowAt = ({ top }: Place): { readonly from: number; readonly to: number } => {
  const from = Math.max(0, Math.floor(top / ROW) - SPARE)
  return { from, to: from + 60 }
}

/** A grid that begins where the one before it was left. */
const usePlace = (place: RefObject<Place>): RefObject<HTMLElement | null> => {
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const { current } = box
    const { current: seen } = place
    if (current === null) return
    current.scrollTo({ top: seen.top, left: seen.left })
    if (seen.isFocused) current.focus({ preventScroll: true })
    return () => {
      seen.isFocused = current.contains(document.activeElement)
    }
  }, [place])
  return box
}

interface Props {
  readonly columns: readonly SqlColumn[]
  readonly count: number
  readonly pages: Pick<Pages, 'row'>
  readonly order: readonly Order[]
  readonly window: { readonly from: number; readonly to: number }
  readonly onWindow: (window: { readonly from: number; readonly to: number }) => void
  /** Null: the rows cannot be sorted. */
  readonly onOrder: ((column: string) => void) | null
  readonly place: RefObject<Place>
}

export const cellOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? writeExact(value) : String(value)
}

/** Rows of the server's result, fetched and drawn only where one looks. */
export const Grid = ({ columns, count, pages, order, window, onWindow, onOrder, place }: Props) => {
  const box = usePlace(place)
  const onScroll = (event: UIEvent<HTMLElement>): void => {
    const { scrollTop, scrollLeft, clientHeight } = event.currentTarget
    Object.assign(place.current, { top: scrollTop, left: scrollLeft })
    const from = Math.max(0, Math.floor(scrollTop / ROW) - SPARE)
    const to = Math.min(count, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE)
    if (from !== window.from || to !== window.to) onWindow({ from, to })
  }
  const zone = shownZone()
  const isTimed = (column: SqlColumn): boolean => zone !== null && column.type_generic === 2 && !/^(?:date|time)$/i.test(column.type ?? '')
  const from = Math.min(window.from, count)
  const to = Math.min(window.to, count)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
    <section ref={box} className={classes['scroll']} tabIndex={0} aria-label={t('Rows')} onScroll={onScroll}>
      <table className={classes['grid']} aria-rowcount={count + 1}>
        <thead>
          <tr>
            {columns.map((column) => {
              const own = order.find((one) => one.column === column.name)
              return (
                <th
                  key={column.name}
                  scope="col"
                  data-number={column.type_generic === 0 || undefined}
                  aria-sort={own === undefined ? undefined : own.desc ? 'descending' : 'ascending'}
                >
                  {onOrder === null ? (
                    <span className={classes['sort']} title={column.type}>
                      {isTimed(column) ? `${column.name} (${zone})` : column.name}
                    </span>
                  ) : (
                    <UnstyledButton className={classes['sort'] ?? ''} title={column.type} onClick={() => onOrder(column.name)}>
                      {isTimed(column) ? `${column.name} (${zone})` : column.name}
                      {own !== undefined && (own.desc ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
                    </UnstyledButton>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden style={{ blockSize: from * ROW }} />}
          {Array.from({ length: Math.max(0, to - from) }, (_, i) => {
            const row = pages.row(from + i)
            return (
              <tr key={from + i} aria-rowindex={from + i + 2}>
                {columns.map((column, c) => {
                  const text = row === undefined ? '' : ((isTimed(column) ? shownMoment(row[c]) : null) ?? cellOf(row[c]))
                  return (
                    <td key={column.name} data-number={column.type_generic === 0 || undefined} data-null={text === null || undefined} title={text ?? ''}>
                      {text ?? 'NULL'}
                    </td>
                  )
                })}
              </tr>
            )
          })}
          {to < count && <tr aria-hidden style={{ blockSize: (count - to) * ROW }} />}
        </tbody>
      </table>
    </section>
  )
}
