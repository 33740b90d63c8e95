import { EmptyState, ErrorState } from '@coset/ui'
import { Button, Skeleton, TextInput, UnstyledButton } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './drill.module.css'
import { type GroupColumn, nameOf, type useColumns } from './use-columns.ts'

interface Props {
  readonly columns: ReturnType<typeof useColumns>
  /** Columns that would show nothing new. */
  readonly without: ReadonlySet<string>
  readonly onPick: (column: string) => void
  readonly onCancel: (() => void) | null
}

/** The columns whose names hold the words. */
const matching = (columns: readonly GroupColumn[], words: string): readonly GroupColumn[] => {
  const wanted = words.trim().toLowerCase()
  return columns.filter((column) => column.column_name.toLowerCase().includes(wanted) || nameOf(column).toLowerCase().includes(wanted))
}

/** The choice of a column to group by, with a search. */
export const ColumnPicker = ({ columns, without, onPick, onCancel }: Props) => {
  const [words, setWords] = useState('')
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => search.current?.focus(), [])
  const { data, error } = columns
  const offered = matching(
    (data ?? []).filter(({ column_name: name }) => !without.has(name)),
    words,
  )
  if (error !== null)
    return (
      <ErrorState
        compact
        message={error.message}
        details={error instanceof ApiError ? error.details : ''}
        onRetry={() => void columns.refetch()}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  return (
    <div className={classes['picker']}>
      <div className={classes['tools']}>
        <TextInput
          ref={search}
          data-autofocus
          type="search"
          flex={1}
          aria-label={t('Search columns')}
          placeholder={t('Search columns')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = offered[0]
            if (event.key === 'Enter' && first !== undefined && words.trim() !== '') onPick(first.column_name)
          }}
        />
        {onCancel !== null && (
          <Button variant="subtle" color="gray" onClick={onCancel}>
            {t('Back to the chart')}
          </Button>
        )}
      </div>
      {data === undefined ? (
        <Skeleton h={240} aria-label={t('Loading')} />
      ) : offered.length === 0 ? (
        <EmptyState compact title={words === '' ? t('There is no other column to group by') : t('No column has such a name')} />
      ) : (
        <ul className={classes['choices']} aria-label={t('Columns')}>
          {offered.map((column) => (
            <li key={column.column_name}>
              <UnstyledButton className={classes['choice'] ?? ''} onClick={() => onPick(column.column_name)}>
                {nameOf(column)}
                {nameOf(column) !== column.column_name && <small>{column.column_name}</small>}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
