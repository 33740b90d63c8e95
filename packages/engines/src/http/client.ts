import { type IncomingMessage, Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { AppError, EngineFailure } from '@coset/core'
import { resolveHost } from '../policy.ts'
import type { ConnectionPolicy } from '../port.ts'
import { connectionFailure, networkFailure } from '../running/failures.ts'
import { readText, unpacked } from './body.ts'
import { parseJson } from './json.ts'

export interface HttpClientOptions {
  /** Scheme, host and port; a path is put before every request's. */
  readonly base: URL
  readonly policy: ConnectionPolicy
  readonly tls?: ConnectionOptions | null
  /** Sent with every request; credentials live here. */
  readonly headers?: Readonly<Record<string, string>>
  readonly connectTimeoutMs?: number
  /** Largest answer that is read whole. */
  readonly maxBytes?: number
  readonly sockets?: number
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path with query, below the base; or a whole address of the same origin. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal | undefined
  /** The whole exchange; for polls and sign-ins, not for statements. */
  readonly timeoutMs?: number
  /** Asked again, twice at most, when the wire breaks or the server is busy. Only for what changes nothing when it arrives twice. */
  readonly idempotent?: boolean
}

export interface HttpAnswer {
  readonly status: number
  readonly header: (name: string) => string | null
  readonly body: Readable
  text(): Promise<string>
  json(): Promise<unknown>
}

export interface HttpClient {
  /** Any status but redirects comes back as an answer. Throws EngineFailure when the wire breaks, the signal's reason when it aborts. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Ends every socket. */
  close(): void
}

const MAX_BYTES = 64 * 1_048_576
const TRIES = 3
const BUSY = new Set([429, 502, 503, 504])

const wait = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })

const TLS_ERROR = /certificate|CERT_|SSL|TLS|wrong version number|EPROTO/i

/** A broken wire as one of our errors; no address, header or body gets into it. */
export const describeHttpError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  const cause = error instanceof Error ? error : new Error(String(error))
  const network = networkFailure(cause)
  if (network !== null) return network
  if (/socket hang up|aborted|premature/i.test(cause.message))
    return connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The database closed the connection', cause)
  const code = 'code' in cause ? String(cause.code) : ''
  if (TLS_ERROR.test(`${code} ${cause.message}`))
    return connectionFailure(
      'CONNECTION_HOST_DOWN_ERROR',
      'No encrypted connection could be made: the certificate is not trusted, or the port speaks no TLS',
      cause,
    )
  if (/Parse Error|HPE_/.test(`${code} ${cause.message}`)) return connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The port does not speak HTTP', cause)
  return new EngineFailure('The connection to the database broke', { cause })
}

/** Same origin as the base, or EngineFailure: what a server tells us to fetch next never leads elsewhere. */
const pathOf = (base: URL, path: string): string => {
  if (path.startsWith('/')) return `${base.pathname.replace(/\/$/, '')}${path}`
  const url = URL.parse(path)
  if (url === null || url.host !== base.host) throw new EngineFailure('The database pointed to another server, which is not followed')
  return `${url.pathname}${url.search}`
}

const exchange = (
  options: RequestOptions,
  secure: boolean,
  request: HttpRequest,
  connectTimeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = (secure ? secureRequest : plainRequest)(options)
    let answered: IncomingMessage | undefined
    // Bound by hand: a signal bound to the request would destroy a socket that has gone back to the agent.
    const abort = (): void => {
      ;(answered ?? sent).destroy(new Error('aborted'))
    }
    signal?.addEventListener('abort', abort, { once: true })
    const unbind = (): void => signal?.removeEventListener('abort', abort)
    sent.once('socket', (socket) => {
      if (!socket.connecting) return
      const late = setTimeout(() => sent.destroy(connectionFailure('CONNECTION_DATABASE_TIMEOUT', 'The database did not answer in time')), connectTimeoutMs)
      const clear = (): void => clearTimeout(late)
      socket.once(secure ? 'secureConnect' : 'connect', clear)
      socket.once('close', clear)
    })
    sent.once('response', (answer) => {
      answered = answer
      answer.once('close', unbind)
      resolve(answer)
    })
    sent.once('close', () => {
      if (answered === undefined) unbind()
    })
    sent.on('error', (error) => reject(signal?.aborted === true ? signal.reason : describeHttpError(error)))
    sent.end(request.body)
  })

/** A client for one server. The address is looked up by the policy before each request, and the answer is what is dialled. */
export const createHttpClient = (options: HttpClientOptions): HttpClient => {
  const { base, policy } = options
  const secure = base.protocol === 'https:'
  const name = base.hostname.replace(/^\[|\]$/g, '')
  const sockets = { keepAlive: true, maxSockets: options.sockets ?? 10, maxFreeSockets: 2, timeout: 60_000 }
  const agent = secure ? new SecureAgent(sockets) : new PlainAgent(sockets)
  const maxBytes = options.maxBytes ?? MAX_BYTES

  const once = async (request: HttpRequest): Promise<HttpAnswer> => {
    const signals = [request.signal, request.timeoutMs === undefined ? undefined : AbortSignal.timeout(request.timeoutMs)].filter(
      (signal) => signal !== undefined,
    )
    const signal = signals.length === 0 ? undefined : AbortSignal.any(signals)
    signal?.throwIfAborted()
    const body = request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }
    const answer = await exchange(
      {
        agent,
        host: await resolveHost(name, policy),
        port: base.port === '' ? (secure ? 443 : 80) : Number(base.port),
        method: request.method ?? 'GET',
        path: pathOf(base, request.path),
        headers: { host: base.host, 'accept-encoding': 'gzip', 'user-agent': 'coset', ...options.headers, ...request.headers, ...body },
        ...(secure ? { servername: isIP(name) === 0 ? name : '', ...options.tls } : {}),
      },
      secure,
      request,
      options.connectTimeoutMs ?? 10_000,
      signal,
    )
    const status = answer.statusCode ?? 0
    if (status >= 300 && status < 400) {
      answer.resume()
      throw connectionFailure('CONNECTION_HOST_DOWN_ERROR', 'The server answered with a redirect, which is not followed')
    }
    const stream = unpacked(answer)
    const text = async (): Promise<string> => {
      try {
        return await readText(stream, maxBytes)
      } catch (error) {
        if (signal?.aborted === true) throw signal.reason
        throw describeHttpError(error)
      }
    }
    const header = (key: string): string | null => {
      const value = answer.headers[key.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : (value ?? null)
    }
    return { status, header, body: stream, text, json: async () => parseJson(await text()) }
  }

  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    for (let attempt = 1; ; attempt++) {
      const last = request.idempotent !== true || attempt >= TRIES
      try {
        const answer = await once(request)
        if (last || !BUSY.has(answer.status)) return answer
        answer.body.resume()
      } catch (error) {
        const broken = error instanceof EngineFailure && error.code === 'CONNECTION_HOST_DOWN_ERROR' && !/redirect|certificate/.test(error.message)
        if (last || !broken || request.signal?.aborted === true) throw error
      }
      await wait(100 * 2 ** attempt, request.signal)
    }
  }
  return { send, close: () => agent.destroy() }
}

export const basicAuth = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
