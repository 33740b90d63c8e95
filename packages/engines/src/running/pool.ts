import { EngineFailure } from '@coset/core'

export interface PoolOptions<T> {
  readonly size: number
  readonly idleMs: number
  readonly create: () => Promise<T>
  readonly destroy: (resource: T) => Promise<void>
  /** An idle resource must not keep the process alive. */
  readonly park?: (resource: T) => void
  readonly wake?: (resource: T) => void
}

export interface Pool<T> {
  /** Waits for a free resource; rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<T>
  release(resource: T, broken: boolean): Promise<void>
  /** Drops a resource that died while idle. */
  forget(resource: T): void
  /** Idle ones are destroyed now, used ones when they come back. */
  close(): Promise<void>
  readonly counts: { readonly idle: number; readonly used: number }
}

interface Idle<T> {
  readonly resource: T
  readonly timer: NodeJS.Timeout
}

interface Waiter {
  readonly wake: () => void
}

/** Resolves when it is this one's turn; rejects with the signal's reason. */
const turn = (waiters: Waiter[], signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      waiters.splice(waiters.indexOf(waiter), 1)
      reject(signal.reason)
    }
    const waiter: Waiter = {
      wake: () => {
        signal.removeEventListener('abort', stop)
        resolve()
      },
    }
    signal.addEventListener('abort', stop, { once: true })
    waiters.push(waiter)
  })

/** A small pool: the last used comes first, idle ones are destroyed after `idleMs`. */
export const createPool = <T>(options: PoolOptions<T>): Pool<T> => {
  const idle: Idle<T>[] = []
  const waiters: Waiter[] = []
  let used = 0
  let closed = false

  const next = (): void => waiters.shift()?.wake()
  const dropIdle = (entry: Idle<T>): boolean => {
    const at = idle.indexOf(entry)
    if (at >= 0) idle.splice(at, 1)
    clearTimeout(entry.timer)
    return at >= 0
  }

  const park = (resource: T): void => {
    const entry: Idle<T> = {
      resource,
      timer: setTimeout(() => {
        if (dropIdle(entry)) void options.destroy(resource)
      }, options.idleMs).unref(),
    }
    options.park?.(resource)
    idle.push(entry)
  }

  const acquire = async (signal: AbortSignal): Promise<T> => {
    for (;;) {
      signal.throwIfAborted()
      if (closed) throw new EngineFailure('The connection was closed', { status: 422 })
      if (idle.length > 0 || used < options.size) break
      await turn(waiters, signal)
    }
    used++
    const entry = idle.at(-1)
    if (entry !== undefined) {
      dropIdle(entry)
      options.wake?.(entry.resource)
      return entry.resource
    }
    try {
      return await options.create()
    } catch (error) {
      used--
      next()
      throw error
    }
  }

  return {
    acquire,
    release: async (resource, broken) => {
      used--
      if (!broken && !closed) park(resource)
      next()
      if (broken || closed) await options.destroy(resource)
    },
    forget: (resource) => {
      const entry = idle.find((candidate) => candidate.resource === resource)
      if (entry !== undefined) dropIdle(entry)
    },
    close: async () => {
      closed = true
      const resources = [...idle].map((entry) => {
        dropIdle(entry)
        return entry.resource
      })
      for (const waiter of waiters.splice(0)) waiter.wake()
      await Promise.all(resources.map((resource) => options.destroy(resource)))
    },
    get counts() {
      return { idle: idle.length, used }
    },
  }
}
