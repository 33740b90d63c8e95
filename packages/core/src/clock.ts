/** Where time comes from. Tests pass a fixed one. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export const fixedClock = (epochMs: number): Clock => ({ now: () => epochMs })
