import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { type View, viewOf } from './view.ts'

/** How a list is shown, and a way to change it; kept per person and list. */
export const useView = (api: string, hasCards: boolean): readonly [View, (view: View) => void] => {
  const session = useSession()
  const [parameters, setParameters] = useSearchParams()
  const key = `coset:view:${session.user?.id ?? 0}:${api}`
  const [kept, setKept] = useState(() => localStorage.getItem(key))
  const byDefault = session.feature_flags['LISTVIEWS_DEFAULT_CARD_VIEW'] === true ? 'cards' : 'table'
  const choose = (view: View): void => {
    localStorage.setItem(key, view)
    setKept(view)
    setParameters(
      (before) => {
        const next = new URLSearchParams(before)
        next.delete('viewMode')
        next.set('view', view)
        return next
      },
      { replace: true },
    )
  }
  return [hasCards ? viewOf(parameters, kept, byDefault) : 'table', choose]
}
