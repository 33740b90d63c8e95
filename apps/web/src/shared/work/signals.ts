import type { QueryFacts } from '@coset/contract'

/** News of one work, as every tab hears it. */
export interface Signal {
  readonly id: string
  readonly status: 'pending' | 'running' | 'done' | 'error'
  readonly percent?: number
  readonly message?: string
  readonly errorType?: string
  /** Where the answer of a chart is read. */
  readonly resultUrl?: string
  /** Of a run of SQL Lab that goes on: rows read so far, and how many of them can be looked at. */
  readonly partial?: { readonly rows: number; readonly shown: number }
  /** The row of a run of SQL Lab. */
  readonly query?: QueryFacts
}

const KEPT = 300
const ended = new Map<string, Signal>()
const listeners = new Set<(signal: Signal) => void>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('coset:work')

export const isEnd = (signal: Signal): boolean => signal.status === 'done' || signal.status === 'error'

const hear = (signal: Signal): void => {
  if (isEnd(signal)) {
    ended.set(signal.id, signal)
    const [oldest] = ended.keys()
    if (ended.size > KEPT && oldest !== undefined) ended.delete(oldest)
  }
  for (const listener of listeners) listener(signal)
}

channel?.addEventListener('message', (event: MessageEvent<Signal>) => hear(event.data))

/** Tells this tab and the others. */
export const tellTabs = (signal: Signal): void => {
  hear(signal)
  channel?.postMessage(signal)
}

/** How a work ended, where that was heard already: a quick worker is faster than the answer that names its work. */
export const endOf = (id: string): Signal | undefined => ended.get(id)

export const onSignal = (listener: (signal: Signal) => void): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
