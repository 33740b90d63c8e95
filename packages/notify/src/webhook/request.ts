import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Resolved } from './addresses.ts'

export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
}

const MAX_ANSWER = 65_536
const MAX_HEADERS = 16_384

const retryAfterOf = (response: IncomingMessage): string | null => response.headers['retry-after'] ?? null

/** Settles when the answer has ended, has grown too long, or its time is over: the status is all that counts. */
const drained = (response: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.byteLength
      if (size > MAX_ANSWER) response.destroy()
    })
    response.once('close', resolve)
    response.on('error', () => resolve())
  })

export interface Post {
  readonly url: URL
  readonly to: Resolved
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly signal: AbortSignal
}

/** One POST to exactly that address; redirects are answers like others. Throws what node throws when the wire breaks or the signal aborts. */
export const postOnce = ({ url, to, headers, body, signal }: Post): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.byteLength },
      agent: false,
      signal,
      maxHeaderSize: MAX_HEADERS,
      lookup: (_host, { all }, done) => (all === true ? done(null, [to]) : done(null, to.address, to.family)),
    }
    let answered = false
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, (response) => {
      answered = true
      const answer = { status: response.statusCode ?? 0, retryAfter: retryAfterOf(response) }
      drained(response).then(() => resolve(answer), reject)
    })
    // With an answer at hand, what happens to its rest is of no interest.
    request.on('error', (error) => {
      if (!answered) reject(error)
    })
    request.end(body)
  })
