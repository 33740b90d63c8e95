import { connect, type Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import { EngineFailure } from '@coset/core'
import { refusal } from '../http/errors.ts'
import { credentials, memberClient } from '../http/member-client.ts'
import { resolveHost } from '../policy.ts'
import type { ConnectionConfig } from '../port.ts'
import { connectionFailure } from '../running/failures.ts'
import { tlsMode, tlsOptions } from '../running/tls.ts'
import { CALL, type Message, readMessage, Short, type Typed, writeMessage } from './binary.ts'

/** Carries calls to a server, one at a time. */
export interface Transport {
  call(name: string, argument: Typed, signal: AbortSignal | undefined): Promise<Message>
  close(): void
}

const CALL_MS = 60_000

/** Calls as HTTP posts. */
export const httpTransport = (config: ConnectionConfig, defaults: { readonly port: number; readonly path: string }): Transport => {
  const client = memberClient(config, { defaultPort: defaults.port, secure: config.uri.driver === 'https', argument: 'protocol' }, credentials(config))
  const path = `/${(config.uri.query['http_path'] ?? defaults.path).replace(/^\/+/, '')}`
  let sequence = 0
  return {
    call: async (name, argument, signal) => {
      const body = writeMessage(name, CALL, ++sequence, argument)
      const answer = await client.send({ method: 'POST', path, body, headers: { 'content-type': 'application/x-thrift' }, signal, timeoutMs: CALL_MS })
      const parts: Buffer[] = []
      for await (const part of answer.body) parts.push(part as Buffer)
      if (answer.status !== 200) throw refusal(answer.status, '')
      return readMessage(Buffer.concat(parts))
    },
    close: () => client.close(),
  }
}

/** Bytes of a socket in order; waiters learn of its end. */
class Bytes {
  private held = Buffer.alloc(0)
  private failure: Error | undefined
  private wake: (() => void) | undefined
  readonly socket: Socket

  constructor(socket: Socket) {
    this.socket = socket
    const end = (error?: Error): void => {
      this.failure ??= error ?? connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The database closed the connection')
      this.wake?.()
    }
    socket.on('data', (data: Buffer) => {
      this.held = Buffer.concat([this.held, data])
      this.wake?.()
    })
    socket.on('error', end)
    socket.on('close', () => end())
  }

  /** What `read` makes of the bytes, as soon as they suffice; it answers the value and how many bytes it took, or null. */
  async take<T>(read: (held: Buffer) => { readonly value: T; readonly size: number } | null): Promise<T> {
    for (;;) {
      const found = read(this.held)
      if (found !== null) {
        this.held = this.held.subarray(found.size)
        return found.value
      }
      if (this.failure !== undefined) throw this.failure
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  exactly = (count: number): Promise<Buffer> => this.take((held) => (held.length < count ? null : { value: held.subarray(0, count), size: count }))
}

const START = 1
const OK = 2
const COMPLETE = 5

const framed = (status: number | null, body: Buffer): Buffer => {
  const head = Buffer.alloc(status === null ? 4 : 5)
  if (status !== null) head.writeUInt8(status, 0)
  head.writeUInt32BE(body.length, status === null ? 0 : 1)
  return Buffer.concat([head, body])
}

/** SASL's PLAIN exchange. */
const signIn = async (bytes: Bytes, username: string, password: string): Promise<void> => {
  bytes.socket.write(framed(START, Buffer.from('PLAIN')))
  bytes.socket.write(framed(OK, Buffer.from(`\0${username}\0${password}`)))
  const head = await bytes.exactly(5)
  await bytes.exactly(head.readUInt32BE(1))
  if (head.readUInt8(0) !== COMPLETE) throw connectionFailure('CONNECTION_ACCESS_DENIED_ERROR', 'The database refused the user name or password')
}

const dial = async (config: ConnectionConfig, port: number): Promise<Socket> => {
  const name = config.uri.host ?? 'localhost'
  const plain = connect({ host: await resolveHost(name, config.policy), port: config.uri.port ?? port })
  plain.setTimeout(config.connectTimeoutMs ?? 10_000, () =>
    plain.destroy(connectionFailure('CONNECTION_DATABASE_TIMEOUT', 'The database did not answer in time')),
  )
  const options = tlsOptions(config, tlsMode(config.uri.query['use_ssl'] ?? config.uri.query['sslmode']), config.tlsName ?? name)
  const socket: Socket = options === null ? plain : connectSecure({ socket: plain, ...options })
  await new Promise<void>((resolve, reject) => {
    plain.once('error', reject)
    socket.once('error', reject)
    socket.once(options === null ? 'connect' : 'secureConnect', () => resolve())
  })
  plain.setTimeout(0)
  plain.setNoDelay(true)
  return socket
}

/** Calls over a socket: in frames after a sign-in, or bare. */
export const socketTransport = async (config: ConnectionConfig, port: number, sasl: boolean): Promise<Transport> => {
  const socket = await dial(config, port)
  const bytes = new Bytes(socket)
  try {
    if (sasl) await signIn(bytes, config.uri.username ?? 'coset', config.uri.password ?? 'x')
  } catch (error) {
    socket.destroy()
    throw error
  }
  let sequence = 0
  let before: Promise<unknown> = Promise.resolve()
  const exchange = async (name: string, argument: Typed): Promise<Message> => {
    const body = writeMessage(name, CALL, ++sequence, argument)
    socket.write(sasl ? framed(null, body) : body)
    if (sasl) return readMessage(await bytes.exactly((await bytes.exactly(4)).readUInt32BE(0)))
    return bytes.take((held) => {
      try {
        const message = readMessage(held)
        return { value: message, size: message.size }
      } catch (error) {
        if (error instanceof Short) return null
        throw error
      }
    })
  }
  return {
    call: (name, argument, signal) => {
      // One call at a time: the wire answers in order.
      const mine = before.then(() => {
        signal?.throwIfAborted()
        return exchange(name, argument)
      })
      before = mine.catch(() => undefined)
      return mine.then((message) => {
        if (message.name !== name) throw new EngineFailure('The database answered another call')
        return message
      })
    },
    close: () => socket.destroy(),
  }
}
