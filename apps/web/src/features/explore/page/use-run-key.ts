import { useEffect, useRef } from 'react'
import type { Run } from '../chart/use-run.ts'

/** Ctrl or ⌘ with Enter runs the chart again. */
export function useRunKey(run: Run): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  }, [run])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      latest.current.again(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
