import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseJson } from '../http/json.ts'

export interface PlayedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly raw: Buffer
  /** The body as JSON. */
  readonly json: Readonly<Record<string, unknown>>
  /** Aborts when the client hangs up. */
  readonly gone: AbortSignal
}

export interface PlayedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Objects are sent as JSON; bigints as numbers. */
  readonly body?: unknown
}

export interface PlayedServer {
  readonly port: number
  readonly origin: string
  /** Every request so far, `METHOD /path`. */
  readonly log: readonly PlayedRequest[]
  close(): Promise<void>
}

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `\u0001${item}\u0001` : item)).replaceAll(/"\\u0001(-?\d+)\\u0001"/g, '$1')

const parsed = (body: string): Readonly<Record<string, unknown>> => (/^\s*\{/.test(body) ? (parseJson(body) as Record<string, unknown>) : {})

/** A server that plays a documented protocol: `answer` says what each request gets; null hangs up. */
export const playServer = async (answer: (request: PlayedRequest) => Promise<PlayedAnswer | null> | PlayedAnswer | null): Promise<PlayedServer> => {
  const log: PlayedRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController()
    outgoing.once('close', () => gone.abort())
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of incoming) parts.push(part as Buffer)
      const url = new URL(incoming.url ?? '/', 'http://played')
      const raw = Buffer.concat(parts)
      const body = raw.toString()
      const request = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body,
        raw,
        json: parsed(body),
        gone: gone.signal,
      }
      log.push(request)
      const played = await answer(request)
      if (played === null) {
        incoming.socket.destroy()
        return
      }
      const text = played.body instanceof Uint8Array || typeof played.body === 'string' ? played.body : played.body === undefined ? '' : jsonText(played.body)
      outgoing.writeHead(played.status ?? 200, { 'content-type': 'application/json', ...played.headers }).end(text)
    })().catch((error: unknown) => outgoing.writeHead(500).end(`the played server failed: ${String(error)}`))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { port, origin: `http://127.0.0.1:${port}`, log, close }
}
