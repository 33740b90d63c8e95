export interface Sweeper {
  /** Notes what a write will take and starts a sweep when one is due, without waiting for it. Throws what the last sweep failed with. */
  note(bytes: number): void
  /** Waits for a running sweep. */
  idle(): Promise<void>
}

export interface SweeperOptions {
  /** Written bytes after which a sweep is due. */
  readonly everyBytes: number
  readonly everyMs: number
  readonly now: () => number
  readonly sweep: () => Promise<void>
}

/** One sweep at a time, the first with the first write. */
export const createSweeper = ({ everyBytes, everyMs, now, sweep }: SweeperOptions): Sweeper => {
  let running: Promise<void> | undefined
  let fault: { readonly error: unknown } | undefined
  let written = 0
  let last = Number.NEGATIVE_INFINITY

  const run = async (): Promise<void> => {
    try {
      await sweep()
    } catch (error) {
      fault = { error }
    } finally {
      running = undefined
    }
  }

  return {
    note: (bytes) => {
      written += bytes
      if (fault !== undefined) {
        const { error } = fault
        fault = undefined
        throw error
      }
      if (running !== undefined || (written < everyBytes && now() - last < everyMs)) return
      written = 0
      last = now()
      running = run()
    },
    idle: async () => {
      await running
    },
  }
}
