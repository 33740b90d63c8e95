import type { JobFacts } from '@coset/contract'
import { Button, Group, Table, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Ago } from '../../shared/moment/index.tsx'
import classes from './job-list.module.css'
import { firstLine, type JobState, queueName } from './model.ts'

const LISTS = ['jobs', 'list']
const pathOf = (job: JobFacts): string => `/api/v1/job/${job.queue}/${encodeURIComponent(job.id)}`

/** What administrators do to a job: it leaves its list at once, and fresh lists say whether it did. */
const useJobActions = () => {
  const client = useQueryClient()
  const after = (job: JobFacts, done: Promise<unknown>, message: string): void => {
    void client.cancelQueries({ queryKey: LISTS })
    client.setQueriesData<readonly JobFacts[]>({ queryKey: LISTS }, (jobs) => jobs?.filter((one) => one.id !== job.id || one.queue !== job.queue))
    done
      .then(
        () => notifications.show({ message }),
        (error: unknown) =>
          notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => void client.invalidateQueries({ queryKey: ['jobs'] }))
  }
  const asked = (title: string, told: string, confirm: string, act: () => void): void => {
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{told}</Text>,
      labels: { confirm, cancel: t('Keep') },
      confirmProps: { color: 'red' },
      onConfirm: act,
    })
  }
  return {
    retry: (job: JobFacts): void => after(job, api.post(`${pathOf(job)}/retry`), t('It waits again')),
    cancel: (job: JobFacts): void =>
      asked(t('Cancel {{name}}?', { name: job.name }), t('A waiting job goes away, a running one is stopped.'), t('Cancel the job'), () =>
        after(job, api.post(`${pathOf(job)}/cancel`), t('Cancelled')),
      ),
    discard: (job: JobFacts): void =>
      asked(
        t('Discard {{name}}?', { name: job.name }),
        t('The failed job and its error are thrown away. What it should have done stays undone.'),
        t('Discard'),
        () => after(job, api.delete(pathOf(job)), t('Discarded')),
      ),
  }
}

const Failure = ({ text }: { readonly text: string | null }) => {
  if (text === null || text.trim() === '') return null
  const first = firstLine(text)
  if (first === text.trim() && first.length <= 120) return <span className={classes['error']}>{first}</span>
  return (
    <details className={classes['error']}>
      <summary>{first.length > 120 ? `${first.slice(0, 120)}…` : first}</summary>
      <pre>{text}</pre>
    </details>
  )
}

const Actions = ({ job, state }: { readonly job: JobFacts; readonly state: JobState }) => {
  const actions = useJobActions()
  const label = (verb: string): string => `${verb} ${job.name} ${job.id}`
  if (state !== 'dead')
    return (
      <Button size="compact-xs" variant="default" aria-label={label(t('Cancel'))} onClick={() => actions.cancel(job)}>
        {t('Cancel')}
      </Button>
    )
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <Button size="compact-xs" variant="light" aria-label={label(t('Retry'))} onClick={() => actions.retry(job)}>
        {t('Retry')}
      </Button>
      <Button size="compact-xs" variant="subtle" color="red" aria-label={label(t('Discard'))} onClick={() => actions.discard(job)}>
        {t('Discard')}
      </Button>
    </Group>
  )
}

/** Jobs of one state. On a phone each row is a small card. */
export const JobTable = ({ jobs, state, oneQueue }: { readonly jobs: readonly JobFacts[]; readonly state: JobState; readonly oneQueue: boolean }) => {
  const writes = useSession().allows('can_write', 'Job')
  return (
    <Table verticalSpacing="xs" horizontalSpacing="md" className={classes['table'] ?? ''} aria-label={t('Jobs')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('Job')}</Table.Th>
          {!oneQueue && <Table.Th>{t('Queue')}</Table.Th>}
          {state === 'dead' && <Table.Th>{t('Error')}</Table.Th>}
          <Table.Th>{t('Attempts')}</Table.Th>
          <Table.Th>{state === 'delayed' ? t('Due') : t('Age')}</Table.Th>
          {writes && (
            <Table.Th w={150}>
              <span className="coset-visually-hidden">{t('Actions')}</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {jobs.map((job) => (
          <Table.Tr key={`${job.queue} ${job.id}`}>
            <Table.Td>
              <div>{job.name}</div>
              <div className={classes['id']}>{job.id}</div>
            </Table.Td>
            {!oneQueue && <Table.Td data-label={t('Queue')}>{queueName(job.queue)}</Table.Td>}
            {state === 'dead' && (
              <Table.Td>
                <Failure text={job.error} />
              </Table.Td>
            )}
            <Table.Td data-label={t('Attempts')} className="coset-figures">
              {t('{{count}} of {{most}}', { count: job.attempts, most: job.max_attempts })}
            </Table.Td>
            <Table.Td data-label={state === 'delayed' ? t('Due') : t('Age')}>
              <Ago at={state === 'delayed' ? job.at : job.enqueued_at} />
            </Table.Td>
            {writes && (
              <Table.Td className={classes['actions'] ?? ''}>
                <Actions job={job} state={state} />
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
