import { EmptyState, ErrorState } from '@coset/ui'
import { Badge, Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import type { QueryFacts } from '../model/types.ts'
import classes from '../sql-lab.module.css'

const COLORS: Readonly<Record<string, string>> = { success: 'green', failed: 'red', stopped: 'yellow', timed_out: 'red', running: 'blue' }
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
              <Badge size="sm" variant="light" color={COLORS[run.state] ?? 'gray'}>
                {t(run.state)}
              </Badge>
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
