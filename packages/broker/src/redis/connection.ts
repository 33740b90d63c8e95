import { Unavailable } from '@coset/core'
import { Redis } from 'ioredis'
import type { Tidings } from '../once-a-change.ts'

const READY_MS = 3000
const COMMAND_MS = 5000

/** For commands that must not wait for a server that is away: they fail at once, and the port says so. */
export const commandClient = (url: string, tidings: Tidings): Redis => {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    connectTimeout: READY_MS,
    commandTimeout: COMMAND_MS,
    retryStrategy: (times) => Math.min(times * 200, 2000),
  })
  // As many may wait for its return as there are callers
  client.setMaxListeners(0)
  client.on('error', tidings.lost)
  client.on('close', () => tidings.lost('the connection was closed'))
  client.on('ready', tidings.back)
  return client
}

/** For workers: waits for the server as long as it takes. */
export const patientClient = (url: string): Redis => {
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(times * 200, 2000) })
  // The command client tells; without a listener the process would end
  client.on('error', () => undefined)
  return client
}

const away = (cause?: unknown): Unavailable => new Unavailable('The broker of jobs does not answer', cause === undefined ? {} : { cause })

/** Resolves when the client may be used. Throws Unavailable after a short wait. */
export const ready = async (client: Redis): Promise<void> => {
  if (client.status === 'ready') return
  if (client.status === 'wait' || client.status === 'end') client.connect().catch(() => undefined)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(away()), READY_MS)
  const onReady = (): void => resolve()
  client.once('ready', onReady)
  try {
    await promise
  } finally {
    clearTimeout(timer)
    client.off('ready', onReady)
  }
}

/** The call's outcome; whatever the server or the way to it throws becomes Unavailable. */
export const ask = async <T>(client: Redis, call: () => Promise<T>): Promise<T> => {
  await ready(client)
  try {
    return await call()
  } catch (error) {
    throw away(error)
  }
}
