import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { Certificate } from '../testing/certificate.test-support.ts'
import { bodyOf, formOf, httpServer } from '../testing/http.test-support.ts'

export interface Hook {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Receiver extends AsyncDisposable {
  readonly port: number
  /** Everything that came, refused or not. */
  readonly seen: Hook[]
  /** What was answered with 200. */
  readonly taken: Hook[]
  /** Answers in place of the receiver; true: it did. */
  intercept: (response: ServerResponse, tries: number) => boolean
}

/** Takes webhooks on a free port of 127.0.0.1. */
export const playReceiver = async (certificate?: Certificate): Promise<Receiver> => {
  const played: Omit<Receiver, 'port' | typeof Symbol.asyncDispose> = { seen: [], taken: [], intercept: () => false }
  const server = await httpServer(async (request, response) => {
    const hook = { path: request.url ?? '', headers: request.headers, body: await bodyOf(request) }
    played.seen.push(hook)
    if (played.intercept(response, played.seen.length)) return
    played.taken.push(hook)
    response.end('ok')
  }, certificate)
  return Object.assign(played, { port: server.port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() })
}

export interface ReadHook {
  readonly fields: Readonly<Record<string, unknown>>
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[]
}

/** What a receiver reads, JSON or form. */
export const readHook = async ({ headers, body }: Hook): Promise<ReadHook> => {
  const type = headers['content-type'] ?? ''
  if (type === 'application/json') return { fields: JSON.parse(body.toString()) as Record<string, unknown>, files: [] }
  const fields: Record<string, unknown> = {}
  const files: ReadHook['files'][number][] = []
  for (const [key, value] of await formOf(body, type)) {
    if (typeof value === 'string') fields[key] = key === 'header' ? JSON.parse(value) : value
    else if (key === 'files') files.push({ name: value.name, type: value.type, bytes: await value.bytes() })
  }
  return { fields, files }
}
