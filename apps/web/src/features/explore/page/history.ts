import type { FormData } from '@coset/chart-kit'

/** The settings and the way back and forth. */
export interface History {
  readonly past: readonly FormData[]
  readonly now: FormData
  readonly future: readonly FormData[]
  /** The control of the last change: quick changes of one control are one step. */
  readonly lastKey: string | null
  readonly lastAt: number
}

export type Step =
  | { readonly type: 'change'; readonly edit: (form: FormData) => FormData; readonly key: string | null; readonly at: number }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  | { readonly type: 'reset'; readonly form: FormData }

const DEPTH = 50
const SAME_STEP_MS = 1000

export const startHistory = (form: FormData): History => ({ past: [], now: form, future: [], lastKey: null, lastAt: 0 })

/** One step of editing. Changes of one control within a second are undone together. */
export function stepHistory(history: History, step: Step): History {
  const { past, now, future, lastKey, lastAt } = history
  if (step.type === 'reset') return startHistory(step.form)
  if (step.type === 'undo') {
    const before = past.at(-1)
    return before === undefined ? history : { past: past.slice(0, -1), now: before, future: [now, ...future], lastKey: null, lastAt: 0 }
  }
  if (step.type === 'redo') {
    const [after, ...rest] = future
    return after === undefined ? history : { past: [...past, now], now: after, future: rest, lastKey: null, lastAt: 0 }
  }
  const form = step.edit(now)
  if (form === now) return history
  const joins = step.key !== null && step.key === lastKey && step.at - lastAt < SAME_STEP_MS
  return { past: joins ? past : [...past, now].slice(-DEPTH), now: form, future: [], lastKey: step.key, lastAt: step.at }
}
