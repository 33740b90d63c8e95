import { EmptyState, ErrorState } from '@coset/ui'
import { Button, Progress, Skeleton, Stack } from '@mantine/core'
import { useRef } from 'react'
import { t } from '../../../session/i18n.ts'
import type { RunState } from '../model/types.ts'
import classes from '../sql-lab.module.css'
import { atStart, type Place } from './grid.tsx'
import { Partial } from './partial.tsx'
import { Results } from './results.tsx'

interface Props {
  readonly state: RunState
  readonly onAgain: () => void
  readonly onChart: (queryId: number) => void
}

/** What the last run of a tab gave, or gives so far. */
export const Outcome = ({ state, onAgain, onChart }: Props) => {
  const place = useRef<Place>(atStart())
  const partial = 'partial' in state ? state.partial : null
  if (partial === null) place.current = atStart()
  if (state.kind === 'none') return <EmptyState compact title={t('Run a query to see its rows here.')} />
  if (state.kind === 'stopped') return <EmptyState compact title={t('Stopped.')} action={<Button onClick={onAgain}>{t('Run again')}</Button>} />
  if (state.kind === 'done')
    return (
      <Results answer={state.answer} tookMs={state.tookMs} partial={partial} place={place} onAgain={onAgain} onChart={() => onChart(state.answer.query_id)} />
    )
  if (state.kind === 'failed') {
    const error = <ErrorState message={state.message} details={state.details} onRetry={onAgain} retryLabel={t('Run again')} detailsLabel={t('Details')} />
    if (partial === null) return error
    return (
      <>
        <div className={classes['failed']}>{error}</div>
        <Partial rows={partial} isOver place={place} />
      </>
    )
  }
  if (partial !== null && partial.rows.length > 0) return <Partial rows={partial} isOver={false} place={place} />
  return (
    <Stack flex={1} m="md" gap="xs">
      {state.percent !== null && <Progress value={Math.max(5, state.percent)} animated aria-label={t('Progress of the query')} />}
      <Skeleton flex={1} aria-label={t('The query is running')} />
    </Stack>
  )
}
