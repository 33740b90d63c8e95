import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './certificate.test-support.ts'

export interface HttpServer extends AsyncDisposable {
  readonly port: number
}

/** A server on a free port of 127.0.0.1; with a certificate by TLS. */
export const httpServer = async (
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
  certificate?: Certificate,
): Promise<HttpServer> => {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const work = async (): Promise<void> => answer(request, response)
    work().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  }
  const server = certificate === undefined ? createServer(listener) : createSecureServer({ ...certificate }, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

export const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts)
}

/** A port on which nobody listens. */
export const deadPort = async (): Promise<number> => {
  await using server = await httpServer(() => undefined)
  return server.port
}

/** Fields and files of a form, multipart or not. */
export const formOf = (body: Buffer, contentType: string): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
