import { EmptyState, ErrorState } from '@coset/ui'
import { Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconClock, IconLoader2, IconPlayerStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { Mark } from '../../../shared/mark/index.tsx'
import type { QueryFacts } from '../model/types.ts'
import classes from '../sql-lab.module.css'

const LOOKS = {
  success: { tone: 'good', icon: IconCheck },
  failed: { tone: 'bad', icon: IconAlertTriangle },
  timed_out: { tone: 'bad', icon: IconAlertTriangle },
  stopped: { tone: 'warning', icon: IconPlayerStop },
  running: { tone: 'busy', icon: IconLoader2 },
} as const
const WAITS = { tone: 'quiet', icon: IconClock } as const
const isKnown = (state: string): state is keyof typeof LOOKS => Object.hasOwn(LOOKS, state)

const State = ({ state }: { readonly state: string }) => {
  const { tone, icon: Icon } = isKnown(state) ? LOOKS[state] : WAITS
  return (
    <Mark tone={tone} icon={<Icon size={14} stroke={1.5} />}>
      {t(state)}
    </Mark>
  )
}
const DAY_MS = 86_400_000

const when = (moment: number | null): string => (moment === null ? '' : new Date(moment).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' }))
const took = ({ startDttm, endDttm }: QueryFacts): string => (startDttm === null || endDttm === null ? '' : `${((endDttm - startDttm) / 1000).toFixed(1)} s`)

/** One's own runs of the last week, the newest first. */
export const History = ({ onUse }: { readonly onUse: (sql: string) => void }) => {
  const query = useQuery({
    queryKey: ['sql-lab', 'history'],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly QueryFacts[] }>('/api/v1/query/updated_since', { q: { last_updated_ms: Date.now() - 7 * DAY_MS }, signal }),
    retry: false,
  })
  if (query.error !== null)
    return <ErrorState compact message={query.error.message} onRetry={() => void query.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  if (query.data === undefined) return <Skeleton height={120} m="md" />
  const runs = [...query.data.result].sort((a, b) => (b.startDttm ?? 0) - (a.startDttm ?? 0))
  if (runs.length === 0) return <EmptyState compact title={t('What you run stands here afterwards.')} />
  return (
    <>
      <Link className={classes['whole'] ?? ''} to="/sqllab/history/">
        {t('Whole history')}
      </Link>
      <ul className={classes['history']}>
        {runs.map((run) => (
          <li key={run.id}>
            <div className={classes['facts']}>
              <State state={run.state} />
              <span>{when(run.startDttm)}</span>
              <span>{took(run)}</span>
              <span>{run.rows === null || run.state !== 'success' ? '' : t('{{rows}} rows', { rows: run.rows.toLocaleString('en') })}</span>
              <span>
                {run.db}
                {run.schema === null ? '' : ` · ${run.schema}`}
              </span>
              <span className={classes['spring']} />
              <Button size="compact-xs" variant="subtle" onClick={() => onUse(run.sql)}>
                {t('Put into the editor')}
              </Button>
            </div>
            <pre className={classes['code']}>{run.sql}</pre>
            {run.errorMessage !== null && <p className={classes['fault']}>{run.errorMessage}</p>}
          </li>
        ))}
      </ul>
    </>
  )
}
