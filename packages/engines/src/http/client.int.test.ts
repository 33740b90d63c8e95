import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createPlain, type RequestListener, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { AppError } from '@coset/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clickhouse } from '../clickhouse/index.ts'
import { parseDatabaseUri } from '../uri.ts'
import { createHttpClient, type HttpClientOptions } from './client.ts'

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
const folder = mkdtempSync(join(tmpdir(), 'coset_test_tls_'))
const certificate = (name: string): { readonly key: string; readonly cert: string } => {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=DNS:${name}`,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}
const localhost = certificate('localhost')
const other = certificate('other.example.com')

const answer: RequestListener = (request, response) => {
  switch (request.url) {
    case '/gzip':
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000)))
    case '/bomb':
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000_000)))
    case '/broken':
      return response.writeHead(200, { 'content-length': '100' }).write('half', () => response.socket?.destroy())
    case '/hang':
      return undefined
    case '/redirect':
      return response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    default:
      return response.end(JSON.stringify({ host: request.headers.host, auth: request.headers.authorization }))
  }
}

const servers: Server[] = []
const listen = async (server: Server): Promise<number> => {
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return (server.address() as AddressInfo).port
}
let plain = 0
let secure = 0
let foreign = 0
beforeAll(async () => {
  plain = await listen(createPlain(answer))
  secure = await listen(createSecure(localhost, answer) as unknown as Server)
  foreign = await listen(createSecure(other, answer) as unknown as Server)
})
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(folder, { recursive: true, force: true })
})

const ask = async (base: string, path: string, more: Partial<HttpClientOptions> = {}, request = {}): Promise<string> => {
  const client = createHttpClient({ base: new URL(base), policy, ...more })
  try {
    return await (await client.send({ path, ...request })).text()
  } finally {
    client.close()
  }
}
const failure = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  )

describe('the HTTP client', () => {
  it('unpacks, and stops at its cap packed or not', async () => {
    expect((await ask(`http://127.0.0.1:${plain}`, '/gzip')).length).toBe(5_000)
    expect(await failure(ask(`http://127.0.0.1:${plain}`, '/gzip', { maxBytes: 1_000 }))).toBeInstanceOf(AppError)
    expect(await failure(ask(`http://127.0.0.1:${plain}`, '/bomb', { maxBytes: 1_000_000 }))).toMatchObject({
      message: expect.stringContaining('more than 1 MiB'),
    })
  })

  it('tells broken wires, redirects and silence', async () => {
    expect(await failure(ask(`http://127.0.0.1:${plain}`, '/broken'))).toMatchObject({ code: 'CONNECTION_HOST_DOWN_ERROR' })
    expect(await failure(ask(`http://127.0.0.1:${plain}`, '/redirect'))).toMatchObject({ message: expect.stringContaining('redirect') })
    const start = performance.now()
    expect(await failure(ask(`http://127.0.0.1:${plain}`, '/hang', {}, { signal: AbortSignal.timeout(200) }))).toBeInstanceOf(Error)
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(await failure(ask(`https://127.0.0.1:${plain}`, '/'))).toMatchObject({ code: 'CONNECTION_HOST_DOWN_ERROR' })
  })

  it('dials no private address that the policy does not allow, whatever the name says', async () => {
    const strict = { policy: { ...policy, allowPrivateAddresses: false } }
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433'])
      expect(await failure(ask(`http://${host}:${plain}`, '/', strict)), host).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR' })
  })

  it('keeps the name in the host header', async () => {
    expect(JSON.parse(await ask(`http://localhost:${plain}`, '/'))).toEqual({ host: `localhost:${plain}` })
  })
})

describe('certificates', () => {
  const member = (host: string, port: number, serverCert: string | null, query = 'secure=true') =>
    clickhouse.connect({ uri: parseDatabaseUri(`clickhousedb://u:s3cret@${host}:${port}/x?${query}`), engineParams: {}, policy, serverCert })

  const told = async (host: string, port: number, serverCert: string | null, query?: string): Promise<string> => {
    const connection = member(host, port, serverCert, query)
    const error: unknown = await failure(connection.ping())
    await connection.close()
    expect(String(error)).not.toContain('s3cret')
    return error instanceof AppError ? error.message : String(error)
  }

  it('are verified, unless the address says not to', async () => {
    // The played server is no database: whoever gets through learns that its answer is none.
    const through = /FORMAT|JSON/
    expect(await told('localhost', secure, null)).toMatch(/certificate is not trusted/)
    expect(await told('localhost', secure, localhost.cert)).toMatch(through)
    expect(await told('localhost', secure, other.cert)).toMatch(/certificate is not trusted/)
    expect(await told('localhost', foreign, other.cert)).toMatch(/certificate is not trusted/)
    expect(await told('localhost', secure, null, 'secure=true&verify=false')).toMatch(through)
    expect(await told('localhost', secure, 'no certificate')).toMatch(/PEM/)
  })
})
