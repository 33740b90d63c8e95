import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

export interface Served extends AsyncDisposable {
  readonly origin: string
  close(): Promise<void>
}

/** An HTTP server of a test on a free port of this machine; `listener` learns where it stands. */
export const serveHttp = async (listener: (origin: string) => RequestListener): Promise<Served> => {
  const server = createServer()
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${portOf(server)}`
  server.on('request', listener(origin))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((done) => void server.close(done))
  }
  return { origin, close, [Symbol.asyncDispose]: close }
}

/** A port that nobody has now. */
export const freePort = async (): Promise<number> => {
  const served = await serveHttp(() => () => undefined)
  await served.close()
  return Number(new URL(served.origin).port)
}
