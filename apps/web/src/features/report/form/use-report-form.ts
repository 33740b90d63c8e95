import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { type Outcome, saveOver } from '../../../shared/history/conflict.tsx'
import { ownWords } from '../../../shared/history/mine.ts'
import { useLeaveGuard } from '../../../shared/leave-guard/index.tsx'
import { API, editPath, listPath } from '../model/kind.ts'
import { sendTest } from '../model/run.ts'
import type { Kind } from '../model/types.ts'
import { bodyOf, type Values } from '../model/values.ts'
import { type Errors, missing, sorted, without } from './fields.ts'

const WRONG = '[aria-invalid="true"], [data-wrong] .cm-content'

/** Brings the first wrong field before one's eyes, once it is drawn as wrong. */
const showFirst = (form: HTMLElement | null): void => {
  setTimeout(() => form?.querySelector<HTMLElement>(WRONG)?.focus(), 50)
}

interface Answer {
  readonly id: number
  readonly result?: { readonly changed_on_ms?: number }
}

/** What people call the fields, as far as they are told. */
const labels = (): Readonly<Record<string, string>> => ({
  name: t('Name'),
  description: t('Description'),
  active: t('Active'),
  owners: t('Owners'),
  dashboard: t('Dashboard'),
  chart: t('Chart'),
  extra: t('Tab and filters'),
  report_format: t('Format'),
  custom_width: t('Width'),
  database: t('Database'),
  sql: t('SQL'),
  validator_type: t('Condition'),
  validator_config_json: t('Condition'),
  grace_period: t('Grace period'),
  crontab: t('Schedule'),
  timezone: t('Time zone'),
  log_retention: t('Days of log'),
  working_timeout: t('Time-out'),
  recipients: t('Recipients'),
  email_subject: t('Subject of the mail'),
  per_recipient: t('As each recipient sees it'),
})

const write = async (
  id: number | null,
  body: ReturnType<typeof bodyOf>,
  readOn: number | undefined,
  mine: () => readonly string[],
): Promise<Outcome<Answer>> =>
  id === null
    ? { kind: 'saved', answer: await api.post<Answer>(`${API}/`, { body }) }
    : saveOver({ kind: 'report', id, readOn, mine }, (expected) => api.put<Answer>(`${API}/${id}`, { body: { ...body, ...expected } }))

interface Given {
  readonly kind: Kind
  /** null: a new one. */
  readonly id: number | null
  readonly start: Values
  readonly readOn: number | undefined
  readonly onReload: () => Promise<void>
  readonly email: string
  readonly form: RefObject<HTMLFormElement | null>
}

/** The form's content, what is wrong with it, and its saving. */
export const useReportForm = ({ kind, id, start, readOn: firstReadOn, onReload, email, form }: Given) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [saved, setSaved] = useState(start)
  const [values, setValues] = useState(start)
  const [errors, setErrors] = useState<Errors>({})
  const [rest, setRest] = useState('')
  const [busy, setBusy] = useState<'save' | 'test' | null>(null)
  const [readOn, setReadOn] = useState(firstReadOn)
  const { leaving, free } = useLeaveGuard(values !== saved)
  const set = (change: Partial<Values>): void => {
    setValues((before) => ({ ...before, ...change }))
    setErrors((before) => without(before, change))
    setRest('')
  }
  const refuse = (wrong: Errors, told: string): void => {
    setErrors(wrong)
    setRest(told)
    setBusy(null)
    showFirst(form.current)
  }
  const save = async (then: 'save' | 'test'): Promise<void> => {
    const lacking = missing(kind, values)
    if (Object.keys(lacking).length > 0) return refuse(lacking, '')
    setBusy(then)
    setErrors({})
    setRest('')
    const body = bodyOf(kind, values)
    try {
      const outcome = await write(id, body, readOn, () => ownWords({ ...bodyOf(kind, saved) }, { ...body }, labels()))
      if (outcome.kind === 'cancelled') return setBusy(null)
      free()
      if (outcome.kind === 'theirs') return await onReload()
      const { answer } = outcome
      setReadOn(answer.result?.changed_on_ms)
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'report' || (queryKey[0] === 'list' && queryKey[1] === API) })
      if (then === 'test') {
        await sendTest(answer.id, values.name, email)
        setSaved(values)
        setBusy(null)
        if (id === null) await navigate(editPath(kind, answer.id), { replace: true })
        return
      }
      notifications.show({ color: 'green', message: t('“{{name}}” is saved', { name: values.name }) })
      await navigate(listPath(kind))
    } catch (error) {
      const { errors: wrong, rest: told } = sorted(error)
      refuse(wrong, told)
    }
  }
  return { values, errors, rest, busy, leaving, set, save }
}
