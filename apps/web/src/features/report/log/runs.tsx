import { Table } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { Ago, absoluteText, durationText, momentOf } from '../../../shared/moment/index.tsx'
import { StateBadge, stateName } from '../model/state-badge.tsx'
import type { Execution } from './group.ts'
import classes from './log.module.css'

const Steps = ({ run }: { readonly run: Execution }) => (
  <details className={classes['steps']}>
    <summary>{run.steps.length === 1 ? t('1 step') : t('{{count}} steps', { count: run.steps.length })}</summary>
    <ol>
      {run.steps.toReversed().map((step) => {
        const at = momentOf(step.end_dttm)
        return (
          <li key={step.id}>
            {stateName(step.state)}
            {at === null ? '' : ` · ${absoluteText(at)}`}
            {step.error_message === null ? '' : ` · ${step.error_message}`}
          </li>
        )
      })}
    </ol>
    <span className={classes['id']}>{t('Run {{id}}', { id: run.uuid })}</span>
  </details>
)

const lasted = ({ startedAt, endedAt }: Execution): string => {
  if (startedAt === null) return '–'
  return endedAt === null ? t('still working') : durationText(endedAt - startedAt)
}

/** Runs, the newest first; on a phone each is a small card. */
export const Runs = ({ runs, isAlert }: { readonly runs: readonly Execution[]; readonly isAlert: boolean }) => (
  <div className={classes['card']}>
    <Table verticalSpacing="xs" horizontalSpacing="md" className={classes['table'] ?? ''} aria-label={t('Runs')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('State')}</Table.Th>
          <Table.Th>{t('Scheduled for')}</Table.Th>
          <Table.Th>{t('Started')}</Table.Th>
          <Table.Th>{t('Duration')}</Table.Th>
          {isAlert && <Table.Th>{t('Value')}</Table.Th>}
          <Table.Th>{t('What happened')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Table.Tr key={run.uuid}>
            <Table.Td>
              <StateBadge state={run.state} />
            </Table.Td>
            <Table.Td data-label={t('Scheduled for')}>{run.scheduledAt === null ? '–' : absoluteText(run.scheduledAt)}</Table.Td>
            <Table.Td data-label={t('Started')}>
              <Ago at={run.startedAt} never="–" />
            </Table.Td>
            <Table.Td data-label={t('Duration')} className="coset-figures">
              {lasted(run)}
            </Table.Td>
            {isAlert && (
              <Table.Td data-label={t('Value')} className={`coset-figures ${classes['value']}`}>
                {run.value === '' ? '–' : run.value}
              </Table.Td>
            )}
            <Table.Td className={classes['told'] ?? ''}>
              {run.errors.map((error, i) => (
                <div key={i} className={classes['error']}>
                  {error}
                </div>
              ))}
              {run.ownersTold && <div className={classes['id']}>{t('The owners were told by e-mail.')}</div>}
              <Steps run={run} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </div>
)
