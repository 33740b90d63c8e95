/** Lets so many at once; the others wait in the order in which they came. */
export const createTurns = (atOnce: number) => {
  const waiting: (() => void)[] = []
  let taken = 0
  let most = 0
  const enter = (): void => {
    taken += 1
    most = Math.max(most, taken)
  }
  const leave = (): void => {
    taken -= 1
    waiting.shift()?.()
  }
  const turn = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    if (taken < atOnce) {
      enter()
      return Promise.resolve()
    }
    return new Promise((done, fail) => {
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(go), 1)
        fail(signal.reason as Error)
      }
      const go = (): void => {
        signal.removeEventListener('abort', onAbort)
        enter()
        done()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.push(go)
    })
  }
  return {
    /** Does work in its turn. Rejects with the signal's reason when it ends before the turn comes. */
    take: async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
      await turn(signal)
      try {
        return await work()
      } finally {
        leave()
      }
    },
    get taken() {
      return taken
    },
    get most() {
      return most
    },
  }
}
