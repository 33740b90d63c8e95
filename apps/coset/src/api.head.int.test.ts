import { createClient, tokensOf } from '@coset/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_PASSWORD, startServer, type TestServer } from './test-server.ts'

let server: TestServer
let authorization = ''
beforeAll(async () => {
  server = await startServer()
  authorization = `Bearer ${(await tokensOf(server.url, 'admin', ADMIN_PASSWORD)).access}`
})
afterAll(() => server.close())

const ask = (method: 'GET' | 'HEAD', path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, { method, headers, redirect: 'manual' })

test.each([
  '/login/',
  '/',
  '/dashboard/list/',
  '/no/such/page',
  '/logout/',
  '/health',
  '/version',
  '/api/v1/me/',
  '/api/v1/dashboard/',
  '/api/v1/dashboard/999999',
  '/api/v1/no-such-thing/',
  '/static/no-such-script.js',
])('HEAD %s answers as GET, without a body', async (path) => {
  for (const headers of [{}, { authorization }]) {
    const [get, head] = [await ask('GET', path, headers), await ask('HEAD', path, headers)]
    expect(head.status).toBe(get.status)
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    expect(await head.text()).toBe('')
  }
})

test('an address that only takes POST refuses HEAD as it refuses GET', async () => {
  const [get, head] = [await ask('GET', '/api/v1/security/login'), await ask('HEAD', '/api/v1/security/login')]
  expect([get.status, head.status]).toEqual([405, 405])
  expect(head.headers.get('allow')).toBe(get.headers.get('allow'))
})

test('a page for HEAD is refused to nobody who may GET it, and POST there stays unknown', async () => {
  expect((await createClient(server.url).post('/dashboard/list/', {})).status).toBe(404)
})
