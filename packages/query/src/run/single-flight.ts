import { Cancelled } from '@coset/core'

interface Flight<T> {
  readonly result: Promise<T>
  readonly controller: AbortController
  listeners: number
}

/** Runs equal work once at a time for all who ask; work that nobody waits for any more is aborted. */
export interface SingleFlight<T> {
  run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>
}

export const createSingleFlight = <T>(): SingleFlight<T> => {
  const flights = new Map<string, Flight<T>>()

  const start = (key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController()
    const result = work(controller.signal).finally(() => {
      if (flights.get(key)?.controller === controller) flights.delete(key)
    })
    const flight: Flight<T> = { result, controller, listeners: 0 }
    flights.set(key, flight)
    return flight
  }

  const leave = (key: string, flight: Flight<T>): void => {
    flight.listeners--
    if (flight.listeners > 0) return
    if (flights.get(key) === flight) flights.delete(key)
    flight.controller.abort()
  }

  return {
    run: (key, signal, work) => {
      if (signal?.aborted) return Promise.reject(new Cancelled())
      const flight = flights.get(key) ?? start(key, work)
      flight.listeners++
      return new Promise<T>((resolve, reject) => {
        const stop = (): void => {
          leave(key, flight)
          reject(new Cancelled())
        }
        const done = (): void => signal?.removeEventListener('abort', stop)
        signal?.addEventListener('abort', stop, { once: true })
        flight.result.then(
          (value) => {
            done()
            resolve(value)
          },
          (error: unknown) => {
            done()
            reject(error)
          },
        )
      })
    },
  }
}
