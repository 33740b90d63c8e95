import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
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

interface Given {
  readonly kind: Kind
  /** null: a new one. */
  readonly id: number | null
  readonly start: Values
  readonly email: string
  readonly form: RefObject<HTMLFormElement | null>
}

/** The form's content, what is wrong with it, and its saving. */
export const useReportForm = ({ kind, id, start, email, form }: Given) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [saved, setSaved] = useState(start)
  const [values, setValues] = useState(start)
  const [errors, setErrors] = useState<Errors>({})
  const [rest, setRest] = useState('')
  const [busy, setBusy] = useState<'save' | 'test' | null>(null)
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
      const answer = await (id === null ? api.post<{ id: number }>(`${API}/`, { body }) : api.put<{ id: number }>(`${API}/${id}`, { body }))
      free()
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
