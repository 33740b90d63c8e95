import { useCallback, useEffect, useRef } from 'react'
import { saveTab } from './tabs-api.ts'
import type { TabPatch } from './types.ts'

const SAVE_AFTER_MS = 800

interface Pending {
  readonly id: number
  readonly patch: TabPatch
  readonly timer: ReturnType<typeof setTimeout>
}

/** Saves changes of a tab a moment after the last one, at once when another tab is changed, and when the page is left. */
export const useSaving = (onFault: (error: unknown) => void) => {
  const pending = useRef<Pending | null>(null)
  const fault = useRef(onFault)
  useEffect(() => {
    fault.current = onFault
  })
  const flush = useCallback((): void => {
    const waiting = pending.current
    pending.current = null
    if (waiting === null) return
    clearTimeout(waiting.timer)
    saveTab(waiting.id, waiting.patch).catch(fault.current)
  }, [])
  useEffect(() => flush, [flush])
  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => window.removeEventListener('pagehide', flush)
  }, [flush])
  const later = (id: number, patch: TabPatch): void => {
    if (pending.current !== null && pending.current.id !== id) flush()
    const waiting = pending.current
    if (waiting !== null) clearTimeout(waiting.timer)
    pending.current = { id, patch: { ...waiting?.patch, ...patch }, timer: setTimeout(flush, SAVE_AFTER_MS) }
  }
  /** What a closed tab still wanted to save is nobody's business any more. */
  const forget = (id: number): void => {
    if (pending.current?.id === id) {
      clearTimeout(pending.current.timer)
      pending.current = null
    }
  }
  return { flush, later, forget }
}
