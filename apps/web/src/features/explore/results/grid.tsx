import { type UIEvent, useMemo, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { shownColumn } from './moments.ts'
import classes from './results.module.css'

const ROW = 28
const SPARE = 12

interface Props {
  readonly label: string
  readonly columns: readonly string[]
  /** 0 number, 1 text, 2 time, 3 boolean; as the columns. */
  readonly types: readonly number[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** Rows as they came, drawn only where one looks. */
export const Grid = ({ label, columns, types, rows }: Props) => {
  const [view, setView] = useState({ top: 0, height: 400 })
  const onScroll = (event: UIEvent<HTMLElement>): void => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
  const shown = useMemo(() => columns.map((column, index) => shownColumn(column, types[index], rows)), [columns, types, rows])
  const from = Math.max(0, Math.floor(view.top / ROW) - SPARE)
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / ROW) + SPARE)
  if (columns.length === 0 || rows.length === 0) return <p className={classes['none']}>{t('No rows.')}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
    <section className={classes['scroll']} tabIndex={0} aria-label={label} onScroll={onScroll}>
      <table className={classes['table']} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" data-number={types[index] === 0 || undefined}>
                {shown[index]?.heading ?? column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden style={{ blockSize: from * ROW }} />}
          {rows.slice(from, to).map((row, index) => (
            <tr key={from + index} aria-rowindex={from + index + 2}>
              {columns.map((column, at) => {
                const text = shown[at]?.text(row[column]) ?? null
                return (
                  <td key={column} data-number={types[at] === 0 || undefined} data-null={text === null || undefined} title={text ?? ''}>
                    {text ?? 'N/A'}
                  </td>
                )
              })}
            </tr>
          ))}
          {to < rows.length && <tr aria-hidden style={{ blockSize: (rows.length - to) * ROW }} />}
        </tbody>
      </table>
    </section>
  )
}
