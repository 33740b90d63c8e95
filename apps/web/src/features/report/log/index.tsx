import { EmptyState, ErrorState, Page as Frame } from '@coset/ui'
import { Button, Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams } from 'react-router'
import { ApiError, api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { API, editPath, kindOfPath, listPath } from '../model/kind.ts'
import { runNow } from '../model/run.ts'
import type { LogRow, StoredReport } from '../model/types.ts'
import { executionsOf } from './group.ts'
import classes from './log.module.css'
import { Runs } from './runs.tsx'

const PAGE_SIZE = 50
const REFRESH_MS = 5000

interface LogPage {
  readonly count: number
  readonly result: readonly LogRow[]
}

/** What became of the runs of one alert or report. */
export const Page = () => {
  const { id = '' } = useParams()
  const writes = useSession().allows('can_write', 'ReportSchedule')
  const path = kindOfPath(useLocation().pathname)
  const report = useQuery({
    queryKey: ['report', id],
    queryFn: ({ signal }) => api.get<{ result: StoredReport }>(`${API}/${id}`, { signal }),
  })
  const log = useInfiniteQuery({
    queryKey: ['report-log', id],
    queryFn: ({ pageParam, signal }) =>
      api.get<LogPage>(`${API}/${id}/log/`, { q: { order_column: 'id', order_direction: 'desc', page: pageParam, page_size: PAGE_SIZE }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => (all.length * PAGE_SIZE < last.count ? all.length : undefined),
    refetchInterval: REFRESH_MS,
  })
  const facts = report.data?.result
  const kind = facts?.type ?? path
  const failed = report.error ?? (log.data === undefined ? log.error : null)
  const runs = executionsOf(log.data?.pages.flatMap((page) => page.result) ?? [])
  const number = Number(id)
  return (
    <Frame
      title={facts === undefined ? t('Log') : t('Log of {{name}}', { name: facts.name })}
      actions={
        facts !== undefined &&
        writes && (
          <>
            <Button variant="default" component={Link} to={editPath(kind, number)}>
              {t('Edit')}
            </Button>
            <Button onClick={() => void runNow(number, facts.name).then(() => log.refetch())}>{t('Run now')}</Button>
          </>
        )
      }
    >
      <Link to={listPath(kind)} className={classes['back'] ?? ''}>
        <IconArrowLeft size={16} aria-hidden /> {kind === 'Alert' ? t('All alerts') : t('All reports')}
      </Link>
      {failed !== null ? (
        <ErrorState
          message={failed.message}
          details={failed instanceof ApiError ? failed.details : ''}
          onRetry={() => void Promise.all([report.refetch(), log.refetch()])}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : log.data === undefined ? (
        <div aria-busy="true">
          <Skeleton height={320} />
        </div>
      ) : runs.length === 0 ? (
        <EmptyState title={t('It has not run yet')}>
          <p>{facts?.active === false ? t('It is switched off.') : t('Its first run will stand here.')}</p>
        </EmptyState>
      ) : (
        <>
          <Runs runs={runs} isAlert={kind === 'Alert'} />
          {log.hasNextPage && (
            <div className={classes['more']}>
              <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t('Show older runs')}
              </Button>
            </div>
          )}
        </>
      )}
    </Frame>
  )
}
