import { useEffect, useMemo, useRef, useState } from 'react'
import { refreshSeconds } from '../../shared/properties/metadata.ts'

export interface AutoRefresh {
  /** Seconds between refreshes; 0: none. */
  readonly seconds: number
  /** How often it was refreshed by itself. */
  readonly ticks: number
  /** Charts that are asked by hand alone. */
  readonly leftOut: ReadonlySet<number>
  /** Another interval for this visit. */
  readonly choose: (seconds: number) => void
}

/** Counts refreshes of a dashboard, as its `json_metadata` says, while the page is visible; one that fell due meanwhile is made up for when it is looked at again. */
export const useAutoRefresh = (metadata: Readonly<Record<string, unknown>>, active: boolean): AutoRefresh => {
  const [chosen, setChosen] = useState<number | null>(null)
  const [ticks, setTicks] = useState(0)
  const missed = useRef(false)
  const seconds = chosen ?? refreshSeconds(metadata)
  useEffect(() => {
    if (!active || seconds <= 0) return
    const tick = (): void => {
      missed.current = document.visibilityState !== 'visible'
      if (!missed.current) setTicks((before) => before + 1)
    }
    const look = (): void => {
      if (missed.current && document.visibilityState === 'visible') tick()
    }
    // Timers hold 31 bits of milliseconds
    const timer = window.setInterval(tick, Math.min(seconds * 1000, 2 ** 31 - 1))
    document.addEventListener('visibilitychange', look)
    return () => {
      window.clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      missed.current = false
    }
  }, [seconds, active])
  const immune = metadata['timed_refresh_immune_slices']
  const leftOut = useMemo(() => new Set(Array.isArray(immune) ? immune.map(Number) : []), [immune])
  return { seconds, ticks, leftOut, choose: setChosen }
}
