import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, createClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERMISSIONS_POLICY } from '../http/headers.ts'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from '../test-server.ts'

let server: TestServer
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer({ production: true, config: { secretKey: 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW', allowPrivateAddresses: true, metricsToken: 'm' } })
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

const policyOf = (answer: Answer): ReadonlyMap<string, string> =>
  new Map(
    (answer.headers.get('content-security-policy') ?? '').split(';').map((part) => {
      const [name = '', ...values] = part.trim().split(' ')
      return [name, values.join(' ')]
    }),
  )

const everywhere = (answer: Answer, what: string): void => {
  expect(answer.headers.get('x-content-type-options'), what).toBe('nosniff')
  expect(answer.headers.get('strict-transport-security'), what).toMatch(/max-age=\d{7,}/)
  expect(answer.headers.get('x-powered-by'), what).toBeNull()
  expect(answer.headers.get('server'), what).toBeNull()
  expect(answer.headers.get('access-control-allow-origin'), what).toBeNull()
}

const onDocuments = (answer: Answer, what: string): void => {
  everywhere(answer, what)
  expect(answer.headers.get('permissions-policy'), what).toBe(PERMISSIONS_POLICY)
  expect(answer.headers.get('referrer-policy'), what).toBe('no-referrer')
  expect(answer.headers.get('cross-origin-opener-policy'), what).toBe('same-origin')
  expect(answer.headers.get('x-frame-options'), what).toBe('SAMEORIGIN')
  const policy = policyOf(answer)
  expect(policy.get('frame-ancestors'), what).toBe("'none'")
  for (const name of ['default-src', 'script-src', 'script-src-elem', 'script-src-attr'])
    expect(policy.get(name) ?? '', what).not.toMatch(/unsafe|data:|blob:|\*|http/)
  expect(policy.get('default-src'), what).toMatch(/^'(?:none|self)'$/)
}

describe('security headers', () => {
  test('30, 33: pages run only scripts of the site, and stand in no frame', async () => {
    for (const path of ['/', '/login/', '/dashboard/list/', '/no/such/page', '/superset/dashboard/p/xyz/']) {
      const page = await server.nobody.get(path)
      expect(page.headers.get('content-type'), path).toContain('text/html')
      onDocuments(page, path)
      const policy = policyOf(page)
      expect(policy.get('script-src')).toBe("'self'")
      expect(policy.get('object-src')).toBe("'none'")
      expect(policy.get('base-uri')).toBe("'self'")
      expect(policy.get('form-action')).toBe("'self'")
      expect(policy.get('connect-src')).toBe("'self'")
      expect(policy.get('require-trusted-types-for')).toBe("'script'")
      expect(policy.get('trusted-types')).toBe('default')
      expect(page.headers.get('cache-control')).toBe('no-store')
      expect(page.text.replace(/<script[^>]*\bsrc="[^"]+"[^>]*><\/script>/g, '')).not.toMatch(/<script|\son\w+=/i)
    }
  })

  test('33: answers of the API, downloads, redirects and errors', async () => {
    const query = { datasource: { id: warehouse.datasetId, type: 'table' }, queries: [{ columns: ['region'], metrics: ['count'] }] }
    const answers: readonly (readonly [what: string, answer: Answer])[] = [
      ['JSON', await server.admin.get('/api/v1/chart/')],
      ['CSV', await server.admin.post('/api/v1/chart/data', { ...query, result_format: 'csv' })],
      ['ZIP', await server.admin.get(`/api/v1/dashboard/export/?q=!(${warehouse.dashboardId})`)],
      ['401', await server.nobody.get('/api/v1/chart/')],
      ['404 of the API', await server.admin.get('/api/v1/nothing')],
      ['404 of an object', await server.admin.get('/api/v1/chart/99999')],
      ['405', await server.admin.request('PATCH', '/api/v1/chart/1')],
      ['400', await server.admin.post('/api/v1/chart/', '{')],
      ['413', await server.nobody.post('/api/v1/security/login', { username: 'x'.repeat(20_000) })],
      ['redirect', await server.nobody.get('/logout/')],
      ['health', await server.nobody.get('/health')],
      ['metrics', await server.nobody.get('/metrics')],
      ['404 of a file', await server.nobody.get('/static/nothing.js.map')],
    ]
    for (const [what, answer] of answers) onDocuments(answer, what)
    for (const [what, answer] of answers) expect(answer.headers.get('content-type') ?? '', what).not.toContain('text/html')
    for (const what of ['CSV', 'ZIP']) expect(answers.find(([name]) => name === what)?.[1].headers.get('content-disposition'), what).toMatch(/^attachment/)
  })

  test('files of the client are what their names say, and nothing else', async () => {
    const files = join(import.meta.dirname, '../../../web/dist/static')
    const names = existsSync(files) ? readdirSync(files).filter((name) => /\.(?:js|css|svg|woff2)$/.test(name)) : []
    for (const name of names.slice(0, 40)) {
      const answer = await server.nobody.get(`/static/${name}`)
      expect(answer.status, name).toBe(200)
      everywhere(answer, name)
      expect(answer.headers.get('content-type'), name).toMatch(/javascript|css|svg|font/)
      expect(answer.headers.getSetCookie(), name).toEqual([])
    }
  })

  test('33: other sites are told nothing, whatever they send with a preflight', async () => {
    for (const origin of ['https://evil.example', 'null', server.url.replace('127.0.0.1', 'localhost')]) {
      const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
      const answer = await createClient(server.url).with(headers).request('OPTIONS', '/api/v1/chart/')
      for (const [name] of answer.headers) expect(name).not.toMatch(/^access-control-/)
      for (const [name] of (await server.admin.with({ origin }).get('/api/v1/chart/')).headers) expect(name).not.toMatch(/^access-control-/)
    }
  })
})
