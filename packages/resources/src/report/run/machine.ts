/** States of a schedule, as the field names them. */
export type ReportState = 'Success' | 'Working' | 'Error' | 'Not triggered' | 'On Grace'

export interface Facts {
  readonly type: string
  readonly state: string | null
  /** This very execution began before, and its worker vanished. */
  readonly own: boolean
  readonly now: number
  /** When the running execution began; null: none is known. */
  readonly workingSince: number | null
  readonly lastSuccess: number | null
  /** Seconds. */
  readonly gracePeriod: number
  /** Seconds. */
  readonly workingTimeout: number
}

/**
 * What a due schedule does first. `work`: says that it works, asks an alert's query, sends. `send`: sends at once. `grace`: an alert that told not long
 * ago stays silent. `busy`: the run before still works. `overdue`: the run before works longer than it may.
 */
export type Entry = 'work' | 'send' | 'grace' | 'busy' | 'overdue'

const SECOND = 1000

export const entryOf = (facts: Facts): Entry => {
  if (facts.own) return 'work'
  if (facts.state === 'Working') {
    const since = facts.workingSince
    return since === null || facts.now - since > facts.workingTimeout * SECOND ? 'overdue' : 'busy'
  }
  if (facts.state !== 'Success' && facts.state !== 'On Grace') return 'work'
  if (facts.type !== 'Alert') return 'send'
  return facts.lastSuccess !== null && facts.now - facts.lastSuccess < facts.gracePeriod * SECOND ? 'grace' : 'work'
}

/** Owners are told of an error unless they were told within the grace period. */
export const tellsOwners = (lastTold: number | null, now: number, gracePeriod: number): boolean => lastTold === null || now - lastTold >= gracePeriod * SECOND
