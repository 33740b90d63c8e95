import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCopy } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { Grid } from './grid.tsx'
import classes from './results.module.css'
import { copyText, matchingRows, type Row } from './rows.ts'

interface Props {
  readonly label: string
  readonly columns: readonly string[]
  readonly types: readonly number[]
  readonly rows: readonly Row[]
}

/** Rows with a search and a way to the clipboard. */
export const TablePanel = ({ label, columns, types, rows }: Props) => {
  const [search, setSearch] = useState('')
  const shown = useMemo(() => matchingRows(rows, columns, types, search), [rows, columns, types, search])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(copyText(shown, columns, types))
      notifications.show({ message: t('{{count}} rows copied', { count: shown.length }) })
    } catch (error) {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    }
  }
  return (
    <div className={classes['body']}>
      <div className={classes['tools']}>
        <TextInput
          size="xs"
          type="search"
          aria-label={t('Search rows')}
          placeholder={t('Search rows')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span aria-live="polite">
          {shown.length === rows.length
            ? rows.length === 1
              ? t('1 row')
              : t('{{rows}} rows', { rows: rows.length.toLocaleString('en') })
            : t('{{shown}} of {{all}} rows', { shown: shown.length.toLocaleString('en'), all: rows.length.toLocaleString('en') })}
        </span>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconCopy size={14} stroke={1.5} />} onClick={() => void copy()}>
          {t('Copy')}
        </Button>
      </div>
      <Grid label={label} columns={columns} types={types} rows={shown} />
    </div>
  )
}
