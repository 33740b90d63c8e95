import { UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { UIEvent } from 'react'
import { t } from '../../../session/i18n.ts'
import type { SqlColumn } from '../model/types.ts'
import classes from '../sql-lab.module.css'
import type { Order, Pages } from './use-pages.ts'

const ROW = 28
const SPARE = 12

interface Props {
  readonly columns: readonly SqlColumn[]
  readonly count: number
  readonly pages: Pages
  readonly order: readonly Order[]
  readonly window: { readonly from: number; readonly to: number }
  readonly onWindow: (window: { readonly from: number; readonly to: number }) => void
  readonly onOrder: (column: string) => void
}

export const cellOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Rows of the server's result, fetched and drawn only where one looks. */
export const Grid = ({ columns, count, pages, order, window, onWindow, onOrder }: Props) => {
  const onScroll = (event: UIEvent<HTMLElement>): void => {
    const { scrollTop, clientHeight } = event.currentTarget
    const from = Math.max(0, Math.floor(scrollTop / ROW) - SPARE)
    const to = Math.min(count, Math.ceil((scrollTop + clientHeight) / ROW) + SPARE)
    if (from !== window.from || to !== window.to) onWindow({ from, to })
  }
  const from = Math.min(window.from, count)
  const to = Math.min(window.to, count)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
    <section className={classes['scroll']} tabIndex={0} aria-label={t('Rows')} onScroll={onScroll}>
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
                  <UnstyledButton className={classes['sort'] ?? ''} title={column.type} onClick={() => onOrder(column.name)}>
                    {column.name}
                    {own !== undefined && (own.desc ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
                  </UnstyledButton>
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
                  const text = row === undefined ? '' : cellOf(row[c])
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
