import { Badge, Group } from '@mantine/core'
import { Link } from 'react-router'
import { t } from '../../../session/i18n.ts'
import { Ago, momentOf } from '../../../shared/moment/index.tsx'
import type { ListColumn } from '../../../shared/resource-list/index.tsx'
import { channelName, editPath, logPath } from '../model/kind.ts'
import { StateBadge, stateName } from '../model/state-badge.tsx'
import type { ReportRow } from '../model/types.ts'
import classes from '../report.module.css'
import { ActiveSwitch } from './active-switch.tsx'

const State = ({ row }: { readonly row: ReportRow }) => {
  const state = row.last_eval_dttm === null ? null : row.last_state
  return (
    <Link to={logPath(row.type, row.id)} aria-label={t('{{state}}, log of {{name}}', { state: stateName(state), name: row.name })}>
      <StateBadge state={state} />
    </Link>
  )
}

const Schedule = ({ row }: { readonly row: ReportRow }) => (
  <div>
    <div>{row.crontab_humanized}</div>
    <div className={classes['muted']}>{row.timezone}</div>
  </div>
)

const Recipients = ({ row }: { readonly row: ReportRow }) => {
  const kinds = [...new Set(row.recipients.map((one) => channelName(one.type)))]
  if (kinds.length === 0) return <span className={classes['muted']}>{t('Nobody')}</span>
  return (
    <Group gap={4}>
      {kinds.map((kind) => (
        <Badge key={kind} variant="default" tt="none">
          {kind}
        </Badge>
      ))}
    </Group>
  )
}

/** Columns of the list; on a phone the name carries state and schedule. */
export const columnsOf = (mayEdit: boolean): readonly ListColumn<ReportRow>[] => [
  {
    key: 'name',
    label: t('Name'),
    sort: 'name',
    render: (row) => (
      <>
        <Link to={mayEdit ? editPath(row.type, row.id) : logPath(row.type, row.id)} className={classes['name']}>
          {row.name}
        </Link>
        <div className={classes['narrow']}>
          <State row={row} />
          <span className={classes['muted']}>{`${row.crontab_humanized} · ${row.timezone}`}</span>
        </div>
      </>
    ),
  },
  { key: 'state', label: t('Last state'), wide: true, render: (row) => <State row={row} /> },
  {
    key: 'run',
    label: t('Last run'),
    sort: 'last_eval_dttm',
    wide: true,
    render: (row) => <Ago at={momentOf(row.last_eval_dttm)} never={t('Never')} />,
  },
  { key: 'schedule', label: t('Schedule'), wide: true, render: (row) => <Schedule row={row} /> },
  { key: 'recipients', label: t('Sent by'), wide: true, render: (row) => <Recipients row={row} /> },
  {
    key: 'owners',
    label: t('Owners'),
    wide: true,
    render: (row) => <div className={classes['owners']}>{row.owners.map((one) => `${one.first_name} ${one.last_name}`).join(', ')}</div>,
  },
  { key: 'active', label: t('Active'), sort: 'active', render: (row) => <ActiveSwitch row={row} mayEdit={mayEdit} /> },
]
