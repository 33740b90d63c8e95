import type { CacheWatcher } from '../port.ts'

/** After a fault nothing is asked for `restMs`; then one call tries again. */
export interface Breaker {
  /** The call's outcome, or `fallback` while the backend rests or when the call fails. */
  run<T>(call: () => Promise<T>, fallback: T): Promise<T>
}

export const createBreaker = (restMs: number, now: () => number, watch: CacheWatcher): Breaker => {
  let restUntil = 0
  let lost = false
  return {
    run: async (call, fallback) => {
      if (now() < restUntil) return fallback
      try {
        const result = await call()
        if (lost) {
          lost = false
          watch('back', '')
        }
        return result
      } catch (error) {
        restUntil = now() + restMs
        if (!lost) {
          lost = true
          watch('lost', error instanceof Error ? error.message : String(error))
        }
        return fallback
      }
    },
  }
}
