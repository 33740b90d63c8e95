import { ActionIcon } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCopy } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import type { Row, ShownColumn } from './cells.ts'
import classes from './drill.module.css'

/** Longer texts are cut, and can be copied whole. */
const LONG = 40

const copy = async (text: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    notifications.show({ message: t('Copied') })
  } catch (error) {
    notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
  }
}

const Cell = ({ text, heading }: { readonly text: string; readonly heading: string }) =>
  text.length <= LONG ? (
    text
  ) : (
    <span className={classes['long']}>
      <span className={classes['cut']} title={text}>
        {text}
      </span>
      <ActionIcon
        className={classes['copy'] ?? ''}
        size={24}
        variant="subtle"
        color="gray"
        aria-label={t('Copy {{what}}', { what: heading })}
        onClick={() => void copy(text)}
      >
        <IconCopy size={14} stroke={1.5} />
      </ActionIcon>
    </span>
  )

interface Props {
  readonly label: string
  readonly columns: readonly ShownColumn[]
  readonly rows: readonly Row[]
  /** Number of the first row, from 0. */
  readonly from: number
  readonly total: number | null
  readonly stale: boolean
}

/** One page of rows under a heading that stays. */
export const RowsTable = ({ label, columns, rows, from, total, stale }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
  <section className={classes['scroll']} tabIndex={0} aria-label={label} data-stale={stale || undefined}>
    <table className={classes['table']} aria-rowcount={total === null ? -1 : total + 1}>
      <thead>
        <tr>
          {columns.map(({ key, heading, isNumber }) => (
            <th key={key} scope="col" data-number={isNumber || undefined}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={from + index} aria-rowindex={from + index + 2}>
            {columns.map(({ key, heading, isNumber, text }) => {
              const shown = text(row[key])
              return (
                <td key={key} data-number={isNumber || undefined} data-null={shown === null || undefined}>
                  {shown === null ? t('N/A') : <Cell text={shown} heading={heading} />}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)
