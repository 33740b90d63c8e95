import type { JobFacts } from '@coset/contract'
import { EmptyState, ErrorState } from '@coset/ui'
import { Button, Skeleton, Tabs, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './job-list.module.css'
import { JobTable } from './job-table.tsx'
import { countOf, type JobState, type Overview, type QueueName, queueName, STATES, stateName } from './model.ts'

const REFRESH_MS = 5000
const STEP = 50
/** The server names no more at once. */
const MOST = 200

const NOTHING: Readonly<Record<JobState, string>> = {
  dead: 'No failed jobs',
  running: 'Nothing is running',
  waiting: 'Nothing is waiting',
  delayed: 'Nothing is put off',
}

const jobsOf = async (queues: readonly QueueName[], state: JobState, limit: number, signal: AbortSignal): Promise<readonly JobFacts[]> => {
  const answers = await Promise.all(
    queues.map((queue) => api.get<{ result: readonly JobFacts[] }>(`/api/v1/job/${queue}`, { query: { state, limit }, signal })),
  )
  return answers.flatMap((answer) => answer.result).toSorted((a, b) => b.enqueued_at - a.enqueued_at)
}

/** The jobs of a state, of all queues or of the chosen one. */
export const Jobs = ({ overview }: { readonly overview: Overview }) => {
  const [parameters, setParameters] = useSearchParams()
  const [limit, setLimit] = useState(STEP)
  const state = STATES.find((one) => one === parameters.get('state')) ?? 'dead'
  const queue = overview.queues.find((one) => one.queue === parameters.get('queue'))?.queue ?? null
  const queues = queue === null ? overview.queues.map((one) => one.queue) : [queue]
  const listed = overview.lists.includes(state)
  const jobs = useQuery({
    queryKey: ['jobs', 'list', state, queue, limit],
    queryFn: ({ signal }) => jobsOf(queues, state, limit, signal),
    enabled: listed,
    refetchInterval: REFRESH_MS,
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
  const count = countOf(overview, state, queue)
  const choose = (next: string | null): void =>
    setParameters(
      (before) => {
        const wanted = new URLSearchParams(before)
        wanted.set('state', next ?? 'dead')
        return wanted
      },
      { replace: true },
    )
  const shown = jobs.data ?? []
  return (
    <section aria-label={t('Jobs')} className={classes['card']}>
      <Tabs value={state} onChange={choose}>
        <Tabs.List>
          {STATES.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {`${stateName(one)} (${countOf(overview, one, queue).toLocaleString('en')})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={state}>
          {queue !== null && (
            <Text size="sm" c="dimmed" px="md" pt="sm">
              {t('Only of {{queue}}', { queue: queueName(queue) })}
            </Text>
          )}
          {!listed ? (
            <EmptyState title={t('{{broker}} counts these jobs, but cannot name them', { broker: overview.broker })} />
          ) : jobs.error !== null && jobs.data === undefined ? (
            <ErrorState message={jobs.error.message} onRetry={() => void jobs.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
          ) : jobs.data === undefined ? (
            <Skeleton height={160} m="md" aria-label={t('Loading')} />
          ) : shown.length === 0 ? (
            <EmptyState title={t(NOTHING[state])} />
          ) : (
            <JobTable jobs={shown} state={state} oneQueue={queue !== null} />
          )}
          {shown.length < count && listed && jobs.data !== undefined && limit < MOST && shown.length > 0 && (
            <div className={classes['more']}>
              <Button variant="default" size="xs" loading={jobs.isPlaceholderData} onClick={() => setLimit(Math.min(MOST, limit * 2))}>
                {t('Show more')}
              </Button>
            </div>
          )}
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}
