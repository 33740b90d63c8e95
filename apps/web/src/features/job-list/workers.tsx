import type { WorkerFacts } from '@coset/contract'
import { EmptyState } from '@coset/ui'
import { Table } from '@mantine/core'
import { IconAlertTriangle, IconHeartbeat } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import { Mark } from '../../shared/mark/index.tsx'
import { Ago } from '../../shared/moment/index.tsx'
import classes from './job-list.module.css'
import { queueName } from './model.ts'

const kindName = (kind: string): string => ({ worker: t('Worker'), beat: t('Clock'), server: t('Server') })[kind] ?? kind

const Life = ({ worker }: { readonly worker: WorkerFacts }) => (
  <span className={classes['life']}>
    {worker.alive ? (
      <Mark tone="good" icon={<IconHeartbeat size={14} />}>
        {t('Alive')}
      </Mark>
    ) : (
      <Mark tone="bad" icon={<IconAlertTriangle size={14} />}>
        {t('Silent')}
      </Mark>
    )}
    <Ago at={worker.seen_on} />
  </span>
)

const Doing = ({ worker }: { readonly worker: WorkerFacts }) => {
  if (worker.running.length === 0) return <span className={classes['muted']}>{t('Nothing right now')}</span>
  return (
    <ul className={classes['doing']}>
      {worker.running.map((one) => (
        <li key={one.id}>
          {one.name} <span className={classes['id']}>{one.id}</span> <Ago at={one.since} />
        </li>
      ))}
    </ul>
  )
}

/** Every process that works or keeps the clock, with its last sign of life. */
export const Workers = ({ workers }: { readonly workers: readonly WorkerFacts[] }) => (
  <section aria-labelledby="workers-title" className={classes['card']}>
    <h2 id="workers-title" className={classes['title']}>
      {t('Workers')}
    </h2>
    {workers.length === 0 ? (
      <EmptyState title={t('Nobody works: no worker and no clock has started')} />
    ) : (
      <Table verticalSpacing="xs" horizontalSpacing="md" className={classes['table'] ?? ''} aria-label={t('Workers')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('Process')}</Table.Th>
            <Table.Th>{t('Last sign of life')}</Table.Th>
            <Table.Th>{t('Works on')}</Table.Th>
            <Table.Th>{t('Running')}</Table.Th>
            <Table.Th>{t('Started')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {workers.map((worker) => (
            <Table.Tr key={worker.id}>
              <Table.Td>
                <div>{kindName(worker.kind)}</div>
                <div className={classes['id']}>{`${worker.host} · ${worker.pid}`}</div>
              </Table.Td>
              <Table.Td>
                <Life worker={worker} />
              </Table.Td>
              <Table.Td data-label={t('Works on')}>
                {Object.entries(worker.queues)
                  .map(([queue, slots]) => `${queueName(queue)} × ${slots}`)
                  .join(', ') || '–'}
              </Table.Td>
              <Table.Td data-label={t('Running')}>
                <Doing worker={worker} />
              </Table.Td>
              <Table.Td data-label={t('Started')}>
                <Ago at={worker.started_on} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    )}
  </section>
)
