import { ErrorState, Page as Frame } from '@coset/ui'
import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './job-list.module.css'
import { Jobs } from './jobs.tsx'
import type { Overview } from './model.ts'
import { Queues } from './queues.tsx'
import { Workers } from './workers.tsx'

const REFRESH_MS = 5000

/** Queues, their jobs and who works on them, anew every five seconds while it is looked at. */
export const Page = () => {
  const overview = useQuery({
    queryKey: ['jobs', 'overview'],
    queryFn: ({ signal }) => api.get<{ result: Overview }>('/api/v1/job/', { signal }),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  })
  const { data, error } = overview
  if (error !== null && data === undefined)
    return (
      <Frame title={t('Jobs')}>
        <ErrorState
          message={error.message}
          details={error instanceof ApiError ? error.details : ''}
          onRetry={() => void overview.refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      </Frame>
    )
  const facts = data?.result
  const alive = facts?.workers.filter((one) => one.alive && one.kind !== 'beat').length
  return (
    <Frame title={t('Jobs')} meta={alive === undefined ? undefined : alive === 1 ? t('1 worker') : t('{{count}} workers', { count: alive })}>
      {error !== null && (
        <Text size="sm" c="var(--coset-negative)" role="status">
          {t('Not up to date: {{reason}}', { reason: error.message })}
        </Text>
      )}
      {facts === undefined ? (
        <div aria-busy="true" className={classes['loading']}>
          <Skeleton height={92} />
          <Skeleton height={240} />
          <Skeleton height={140} />
        </div>
      ) : (
        <>
          <Queues overview={facts} />
          <Jobs overview={facts} />
          <Workers workers={facts.workers} />
        </>
      )}
    </Frame>
  )
}
