import { createServer, type Server } from 'node:http'
import type { Log } from '../services/log.ts'

export interface HealthOptions {
  readonly host: string
  readonly port: number
  /** Throws when the process cannot do its work. */
  readonly check: () => Promise<Readonly<Record<string, unknown>>>
  readonly metrics: () => Promise<string>
  readonly log: Log
}

/** `/health` and `/metrics` of a process without an API. */
export const serveHealth = async ({ host, port, check, metrics, log }: HealthOptions): Promise<Server> => {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const path = (request.url ?? '').split('?')[0]
      if (path === '/metrics') return void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(await metrics())
      if (path !== '/health') return void response.writeHead(404).end()
      try {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'ok', ...(await check()) }))
      } catch (error) {
        log.warn({ err: error }, 'not healthy')
        response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify({ status: 'unavailable' }))
      }
    }
    answer().catch((error: unknown) => {
      log.warn({ err: error }, 'health could not be told')
      response.destroy()
    })
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, done)
  })
  return server
}
