import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useRef, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { type Draft, dropDraft, keyOf, readDraft, writeDraft } from './store.ts'

const AFTER_MS = 600

interface Work {
  /** What is worked on: `dashboard.<uuid>.layout`. */
  readonly object: string
  /** It is worked on now. */
  readonly active: boolean
  /** What is not saved yet; null: nothing. The same object as long as it is the same. */
  readonly values: Draft['values'] | null
  /** `changed_on_ms` of the state that `values` change. */
  readonly readOn: number
}

export interface DraftState {
  /** What was left behind, and is neither taken up nor dropped yet. Nothing is kept meanwhile. */
  readonly found: Draft | null
  /** It is on the page now. */
  readonly taken: () => void
  /** There is nothing unsaved any more: it was saved, or is not wanted. */
  readonly forget: () => void
}

/** Keeps unsaved work in the browser, for the account that did it, and finds it again. Whoever sees the site as somebody else keeps and finds nothing. */
export const useDraft = ({ object, active, values, readOn }: Work): DraftState => {
  const { user, viewing } = useSession()
  const key = user === null || viewing !== null ? null : keyOf(user.id, object)
  const [found, setFound] = useState<Draft | null>(null)
  const [looked, setLooked] = useState(false)
  const waiting = useRef<{ readonly key: string; readonly draft: Draft } | null>(null)
  const wrote = useRef(false)
  const told = useRef(false)

  useEffect(() => {
    if (!active || key === null) return
    setFound(readDraft(localStorage, key, Date.now()))
    setLooked(true)
    return () => {
      setFound(null)
      setLooked(false)
    }
  }, [active, key])

  const flush = useCallback((): void => {
    const next = waiting.current
    waiting.current = null
    if (next === null) return
    wrote.current = true
    if (writeDraft(localStorage, next.key, next.draft) || told.current) return
    told.current = true
    notifications.show({ color: 'yellow', message: t('This browser has no room to keep what you have not saved yet.') })
  }, [])

  useEffect(() => {
    if (key === null || !looked || found !== null) return
    if (values === null) {
      waiting.current = null
      if (wrote.current) dropDraft(localStorage, key)
      wrote.current = false
      return
    }
    waiting.current = { key, draft: { at: Date.now(), readOn, values } }
    const timer = setTimeout(flush, AFTER_MS)
    return () => clearTimeout(timer)
  }, [key, looked, found, values, readOn, flush])

  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])

  const taken = (): void => {
    wrote.current = true
    setFound(null)
  }
  const forget = (): void => {
    waiting.current = null
    wrote.current = false
    setFound(null)
    if (key !== null) dropDraft(localStorage, key)
  }
  return { found, taken, forget }
}
