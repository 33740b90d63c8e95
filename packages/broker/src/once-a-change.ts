import type { BrokerWatcher } from './port.ts'

/** What a member knows of its backend, from as many sides as it has. */
export interface Tidings {
  lost(error: unknown): void
  back(): void
}

/** Passes on only what is a change. */
export const onceAChange = (watch: BrokerWatcher): Tidings => {
  let away = false
  return {
    lost: (error) => {
      if (!away) watch('lost', error instanceof Error ? error.message : String(error))
      away = true
    },
    back: () => {
      if (away) watch('back', '')
      away = false
    },
  }
}
