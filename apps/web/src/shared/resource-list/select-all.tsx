import { Checkbox } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import type { ListRow } from './types.ts'

interface Props {
  readonly rows: readonly ListRow[]
  readonly chosen: ReadonlySet<number>
  readonly onChoose: (ids: ReadonlySet<number>) => void
  readonly label?: string
}

/** Chooses all rows of the page, or none. */
export const SelectAll = ({ rows, chosen, onChoose, label }: Props) => {
  const count = rows.filter((row) => chosen.has(row.id)).length
  return (
    <Checkbox
      {...(label === undefined ? { 'aria-label': t('Select all') } : { label })}
      checked={count > 0 && count === rows.length}
      indeterminate={count > 0 && count < rows.length}
      onChange={() => onChoose(count === rows.length ? new Set() : new Set(rows.map((row) => row.id)))}
    />
  )
}
