import type { Layout } from '@coset/chart-kit/dashboard'
import { useCallback, useReducer } from 'react'

export interface Snapshot {
  readonly layout: Layout
  readonly title: string
  /** `changed_on_ms` of the dashboard that is worked on. */
  readonly readOn: number
}

interface History {
  readonly past: readonly Snapshot[]
  readonly now: Snapshot
  readonly future: readonly Snapshot[]
}

type Action =
  | { readonly type: 'change'; readonly change: (now: Snapshot) => Snapshot }
  | { readonly type: 'undo' | 'redo' }
  | { readonly type: 'reset'; readonly to: Snapshot }

const DEPTH = 100

const step = (history: History, action: Action): History => {
  switch (action.type) {
    case 'reset':
      return { past: [], now: action.to, future: [] }
    case 'change': {
      const next = action.change(history.now)
      return next.layout === history.now.layout && next.title === history.now.title
        ? history
        : { past: [...history.past.slice(-DEPTH), history.now], now: next, future: [] }
    }
    case 'undo': {
      const before = history.past.at(-1)
      return before === undefined ? history : { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] }
    }
    case 'redo': {
      const [after, ...rest] = history.future
      return after === undefined ? history : { past: [...history.past, history.now], now: after, future: rest }
    }
  }
}

/** The arrangement while it is worked on, with undo and redo. */
export const useEditing = (first: Snapshot) => {
  const [history, dispatch] = useReducer(step, { past: [], now: first, future: [] })
  return {
    layout: history.now.layout,
    title: history.now.title,
    readOn: history.now.readOn,
    changed: history.past.length > 0,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    edit: useCallback((change: (layout: Layout) => Layout) => dispatch({ type: 'change', change: (now) => ({ ...now, layout: change(now.layout) }) }), []),
    setTitle: useCallback((title: string) => dispatch({ type: 'change', change: (now) => ({ ...now, title }) }), []),
    /** Unsaved work of before, as one step. */
    take: useCallback((work: Snapshot) => dispatch({ type: 'change', change: () => work }), []),
    undo: useCallback(() => dispatch({ type: 'undo' }), []),
    redo: useCallback(() => dispatch({ type: 'redo' }), []),
    reset: useCallback((to: Snapshot) => dispatch({ type: 'reset', to }), []),
  }
}
