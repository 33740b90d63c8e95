import { Agent, request } from 'node:http'

/** A request that is asked again and again. */
export interface LoadRequest {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const CONNECTIONS = 16

const dropped = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ECONNRESET'

/** One request; resolves when the whole body came. Throws on any status but 200. */
export const ask = (wanted: LoadRequest, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const length = wanted.body === undefined ? {} : { 'content-length': Buffer.byteLength(wanted.body) }
    const sent = request(wanted.url, { agent, method: wanted.method, headers: { ...wanted.headers, ...length } }, (answer) => {
      answer.on('error', reject)
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${wanted.url} answered ${answer.statusCode}`))))
      answer.resume()
    })
    sent.on('error', (error) => {
      // A server may close an idle connection at the moment of its reuse; the request was not served then
      if (sent.reusedSocket && dropped(error)) ask(wanted, agent).then(resolve, reject)
      else reject(error)
    })
    sent.end(wanted.body)
  })

/** Answers per second over 16 kept connections, each asking anew as soon as it is answered. Throws on any status but 200. */
export const requestsPerSecond = async (wanted: LoadRequest, seconds: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const start = performance.now()
  const end = start + seconds * 1000
  let answered = 0
  const connection = async (): Promise<void> => {
    while (performance.now() < end) {
      await ask(wanted, agent)
      answered += 1
    }
  }
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, connection))
    return (answered * 1000) / (performance.now() - start)
  } finally {
    agent.destroy()
  }
}
