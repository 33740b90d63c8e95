import { Page as Frame } from '@coset/ui'
import { Alert, Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { type FormEvent, useRef } from 'react'
import { Link, useNavigate } from 'react-router'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { HistoryButton } from '../../../shared/history/history-button.tsx'
import { LeaveDialog } from '../../../shared/leave-guard/index.tsx'
import { listPath, logPath } from '../model/kind.ts'
import type { Kind } from '../model/types.ts'
import type { Values } from '../model/values.ts'
import { Condition } from './condition.tsx'
import { Content } from './content.tsx'
import classes from './form.module.css'
import { General } from './general.tsx'
import { Keeping } from './keeping.tsx'
import { Recipients } from './recipients.tsx'
import { Schedule } from './schedule.tsx'
import { useReportForm } from './use-report-form.ts'

const titleOf = (kind: Kind, id: number | null, name: string): string => {
  if (id !== null) return name === '' ? t('Edit') : t('Edit {{name}}', { name })
  return kind === 'Alert' ? t('New alert') : t('New report')
}

interface Props {
  readonly kind: Kind
  /** null: a new one. */
  readonly id: number | null
  readonly start: Values
  /** When it was changed last, as far as one knows. */
  readonly readOn?: number
  /** What is stored is another one now: the form begins again with it. */
  readonly onReload?: () => Promise<void>
}

const STAY = (): Promise<void> => Promise.resolve()

/** One alert or report, on one page. */
export const ReportForm = ({ kind, id, start, readOn, onReload = STAY }: Props) => {
  const session = useSession()
  const navigate = useNavigate()
  const form = useRef<HTMLFormElement>(null)
  const email = session.user?.email ?? ''
  const { values, errors, rest, busy, leaving, set, save } = useReportForm({ kind, id, start, readOn, onReload, email, form })
  const mayEdit = session.allows('can_write', 'ReportSchedule')
  const part = { kind, values, errors, set }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void save('save')
  }
  return (
    <Frame
      title={titleOf(kind, id, start.name)}
      actions={
        id !== null && (
          <>
            {mayEdit && <HistoryButton kind="report" id={id} name={start.name} onRestored={onReload} />}
            <Button variant="default" component={Link} to={logPath(kind, id)}>
              {t('Log')}
            </Button>
          </>
        )
      }
    >
      <Link to={listPath(kind)} className={classes['back'] ?? ''}>
        <IconArrowLeft size={16} aria-hidden /> {kind === 'Alert' ? t('All alerts') : t('All reports')}
      </Link>
      <form ref={form} noValidate onSubmit={submit} className={classes['form']} aria-label={titleOf(kind, id, start.name)}>
        <fieldset disabled={!mayEdit} className={classes['columns']}>
          <div className={classes['column']}>
            <General {...part} />
            <Content {...part} />
            {kind === 'Alert' && <Condition {...part} />}
          </div>
          <div className={classes['column']}>
            <Schedule {...part} />
            <Recipients {...part} />
            <Keeping {...part} />
          </div>
        </fieldset>
        <div className={classes['foot']}>
          {rest !== '' && (
            <Alert color="red" role="alert" className={classes['rest'] ?? ''}>
              {rest}
            </Alert>
          )}
          {mayEdit && (
            <div className={classes['buttons']}>
              <Button type="submit" loading={busy === 'save'} disabled={busy === 'test'}>
                {t('Save')}
              </Button>
              {email !== '' && (
                <Button variant="default" loading={busy === 'test'} disabled={busy === 'save'} onClick={() => void save('test')}>
                  {t('Save and send a test to me')}
                </Button>
              )}
              <Button variant="subtle" color="gray" visibleFrom="xs" onClick={() => void navigate(listPath(kind))}>
                {t('Cancel')}
              </Button>
            </div>
          )}
        </div>
      </form>
      {leaving !== null && <LeaveDialog leaving={leaving} name={values.name} />}
    </Frame>
  )
}
