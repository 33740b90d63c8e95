import { Socket } from 'node:net'
import { Client, Server } from 'memjs'
import { within } from '../within.ts'

/** What one Memcached server can do. Fails when it does not answer in time. */
export interface Wire {
  get(name: string): Promise<Buffer | undefined>
  /** False when the server has no room for it. */
  set(name: string, value: Buffer, ttlSeconds: number): Promise<boolean>
  /** False when there is one already. */
  add(name: string, value: Buffer, ttlSeconds: number): Promise<boolean>
  /** False when there is nothing to append to, or no room. */
  append(name: string, value: Buffer): Promise<boolean>
  delete(name: string): Promise<void>
  /** Makes a counter that is not there start with `initial`. */
  increment(name: string, initial: number): Promise<void>
  close(): void
}

export interface WireOptions {
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
}

const ANSWER_MS = 2000
const MONTH = 30 * 86_400
const MOST_REQUESTS = 0x7fff_ffff

/** Memcached counts whole seconds, may end an entry up to one early, and reads more than a month as a moment. 0: for ever. */
const expires = (ttlSeconds: number): number => {
  if (ttlSeconds === 0) return 0
  const seconds = Math.ceil(ttlSeconds) + 1
  return Math.min(seconds > MONTH ? Math.floor(Date.now() / 1000) + seconds : seconds, 0xffff_ffff)
}

const connect = ({ host, port, user, password }: WireOptions) => {
  const server = new Server(host, port, user, password, { timeout: ANSWER_MS / 1000, conntimeout: ANSWER_MS / 1000, keepAlive: true })
  const client = new Client([server], { retries: 1, logger: { log: () => undefined } })
  // The client itself forgets what was asked on a connection that ends
  server.on('authenticated', () => {
    const socket: unknown = Reflect.get(server, '_socket')
    if (socket instanceof Socket) socket.once('close', () => server.error(new Error('Memcached closed the connection')))
  })
  // The client's own numbers run out after 2^31 requests, and it fails from then on
  Object.assign(client, { incrSeq: () => Object.assign(client, { seq: (client.seq + 1) % MOST_REQUESTS }) })
  return { client, drop: () => server.error(new Error('Memcached: the connection was dropped')) }
}

const refusal = (error: unknown): boolean => error instanceof Error && /: (Value too large|Out of memory|Item not stored)/.test(error.message)

/** Connects on first use, and anew after each failure: the client does not always find out of one by itself. */
export const openWire = (options: WireOptions): Wire => {
  let connection = connect(options)
  const ask = async <T>(call: (client: Client) => Promise<T>): Promise<T> => {
    const used = connection
    try {
      return await within(ANSWER_MS + 500, 'Memcached', call(used.client))
    } catch (error) {
      if (refusal(error)) throw error
      if (used === connection) {
        connection = connect(options)
        used.drop()
      }
      throw error instanceof Error ? error : new Error(String(error))
    }
  }
  const accepted = async (call: (client: Client) => Promise<boolean>): Promise<boolean> => {
    try {
      return await ask(call)
    } catch (error) {
      if (refusal(error)) return false
      throw error
    }
  }
  return {
    get: async (name) => (await ask((client) => client.get(name))).value ?? undefined,
    set: (name, value, ttl) => accepted((client) => client.set(name, value, { expires: expires(ttl) })),
    add: (name, value, ttl) => accepted((client) => client.add(name, value, { expires: expires(ttl) })),
    append: (name, value) => accepted((client) => client.append(name, value)),
    delete: async (name) => {
      await ask((client) => client.delete(name))
    },
    increment: async (name, initial) => {
      await ask((client) => client.increment(name, 1, { initial }))
    },
    close: () => connection.drop(),
  }
}
