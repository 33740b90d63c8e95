/** What the server says of a picture: its bytes, that it is being made, or that there will be none. */
export type Said = { readonly kind: 'picture'; readonly bytes: Blob } | { readonly kind: 'waiting' } | { readonly kind: 'none' }

export interface Tools {
  readonly ask: (url: string, signal: AbortSignal) => Promise<Said>
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Pauses between two questions for one picture, in ms: two minutes in all, as long as a picture may take. */
export const PAUSES: readonly number[] = [1000, 1500, 2500, 4000, 6000, 10_000, 15_000, 20_000, 30_000, 30_000]

/** Lets few in at once; the others wait in turn. Whoever gives up leaves the line. */
export const createGate = (places: number) => {
  let free = places
  const waiting: (() => void)[] = []
  const enter = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      if (free > 0) {
        free -= 1
        return resolve()
      }
      const leave = (): void => {
        waiting.splice(waiting.indexOf(admit), 1)
        reject(signal.reason as Error)
      }
      const admit = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      waiting.push(admit)
      signal.addEventListener('abort', leave, { once: true })
    })
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    through: async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
      await enter(signal)
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}

export type Gate = ReturnType<typeof createGate>

/** The bytes of a picture, asked for more and more seldom while it is made; null: there will be none. Rejects when the signal ends it. */
export const loadPicture = async (url: string, gate: Gate, { ask, pause }: Tools, signal: AbortSignal): Promise<Blob | null> => {
  for (const rest of [...PAUSES, null]) {
    const said = await gate.through(() => ask(url, signal), signal)
    if (said.kind === 'picture') return said.bytes
    if (said.kind === 'none' || rest === null) return null
    await pause(rest, signal)
  }
  return null
}
