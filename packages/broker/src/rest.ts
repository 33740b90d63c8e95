const LONGEST_MS = 600_000

/** How long a job rests after its n-th attempt (1, 2, …): the backoff, doubled each time, at most ten minutes. */
export const rest = (backoffMs: number, attempts: number): number => Math.min(LONGEST_MS, backoffMs * 2 ** Math.min(30, Math.max(0, attempts - 1)))
