import { Cancelled } from '@coset/core'

interface Flight<T> {
  readonly result: Promise<T>
  readonly controller: AbortController
  listeners: number
}

/** A result that may be handed out, and what still goes on with it, such as storing it. */
export interface Landing<T> {
  readonly value: T
  readonly settled: Promise<unknown>
}

/** Runs equal work once at a time for all who ask; work that nobody waits for any more is aborted. */
export interface SingleFlight<T> {
  run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<Landing<T>>): Promise<T>
  /** A result that has just come and is still being stored. */
  landed(key: string): T | undefined
}

export const createSingleFlight = <T>(): SingleFlight<T> => {
  const flights = new Map<string, Flight<T>>()
  const landings = new Map<string, Landing<T>>()

  const land = (key: string, landing: Landing<T>): void => {
    landings.set(key, landing)
    const leave = (): void => {
      if (landings.get(key) === landing) landings.delete(key)
    }
    void landing.settled.then(leave, leave)
  }

  const start = (key: string, work: (signal: AbortSignal) => Promise<Landing<T>>): Flight<T> => {
    const controller = new AbortController()
    const forget = (): void => {
      if (flights.get(key)?.controller === controller) flights.delete(key)
    }
    const result = work(controller.signal).then(
      (landing) => {
        forget()
        land(key, landing)
        return landing.value
      },
      (error: unknown) => {
        forget()
        throw error
      },
    )
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
    landed: (key) => landings.get(key)?.value,
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
