import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the engine answered to one statement, as it was recorded. */
export interface Recorded {
  readonly key: string
  readonly status: number
  readonly code: string | null
  readonly body: string
}

/** What tells one exchange from another: the statement and where it ran. */
export const keyOf = (sql: string, parameters: URLSearchParams, password: string | undefined): string =>
  JSON.stringify([sql, parameters.get('database'), parameters.get('readonly'), password === 'wrong'])

/** Long answers are made up instead of kept: rows of numbers. */
export const SERIES = /^SELECT number \+ 1 AS n FROM numbers\((\d+)\)$/
export const ENDLESS = 'SELECT number FROM system.numbers'

const HEAD = '["n"]\n["UInt64"]\n'

const writeSeries = async (answer: ServerResponse, count: number): Promise<void> => {
  answer.setMaxListeners(0)
  answer.write(HEAD)
  for (let n = 1; n <= count && !answer.destroyed; ) {
    let part = ''
    for (const end = Math.min(n + 5_000, count + 1); n < end; n++) part += `[${n}]\n`
    if (!answer.write(part))
      await new Promise<void>((resolve) => {
        answer.once('drain', resolve)
        answer.once('close', resolve)
      })
  }
  answer.end()
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** A server that answers what the engine answered when the file was recorded; answers to one statement come in their order, the last again and again. */
export const replay = async (file: URL): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const known = Map.groupBy(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Recorded),
    (recorded) => recorded.key,
  )
  const server = createServer((request, answer) => {
    void (async () => {
      const sql = await bodyOf(request)
      const count = sql === ENDLESS ? Number.POSITIVE_INFINITY : Number(SERIES.exec(sql)?.[1])
      if (sql.startsWith('KILL QUERY')) answer.end()
      else if (!Number.isNaN(count)) await writeSeries(answer, count)
      else {
        const key = keyOf(sql, new URL(request.url ?? '/', 'http://x').searchParams, String(request.headers['x-clickhouse-key'] ?? ''))
        const list = known.get(key) ?? []
        const found = list.length > 1 ? list.shift() : list[0]
        if (found === undefined) answer.writeHead(599).end(`not recorded: ${key}`)
        else answer.writeHead(found.status, found.code === null ? {} : { 'x-clickhouse-exception-code': found.code }).end(found.body)
      }
    })()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
