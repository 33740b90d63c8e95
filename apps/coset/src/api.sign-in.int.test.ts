import { createHmac } from 'node:crypto'
import { bearerClient, createClient, csrfOf, multipart, q, sessionClient, tokensOf } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, passwordOf, startServer, type TestServer } from './test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ config: { loginAttempts: 5, secretKey: 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW' } })
})
afterAll(() => server.close())

const login = (username: unknown, password: unknown, more: object = {}) =>
  server.nobody.post('/api/v1/security/login', { username, password, provider: 'db', ...more })

describe('tokens', () => {
  test('a right password gives an access token, and a refresh token when asked', async () => {
    const plain = await login('admin', ADMIN_PASSWORD)
    expect(plain.status).toBe(200)
    expect(Object.keys(plain.json())).toEqual(['access_token'])
    const { access, refresh } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
    const me = await createClient(server.url)
      .with({ authorization: `Bearer ${access}` })
      .get('/api/v1/me/')
    expect(me.json()).toMatchObject({ result: { username: 'admin', is_anonymous: false } })
    expect(me.text).not.toMatch(/password|scrypt/)
    const renewed = await server.nobody.with({ authorization: `Bearer ${refresh}` }).post('/api/v1/security/refresh')
    expect(renewed.status).toBe(200)
    const again = await server.nobody.with({ authorization: `Bearer ${renewed.json<{ access_token: string }>().access_token}` }).get('/api/v1/me/')
    expect(again.status).toBe(200)
  })

  test('the e-mail address and another case of the name sign in too', async () => {
    await server.person('mira')
    for (const name of ['MIRA', 'mira@example.org', 'Mira@Example.org']) expect((await login(name, passwordOf('mira'))).status).toBe(200)
  })

  test('a wrong password, an unknown name and an account switched off answer alike', async () => {
    await server.person('off')
    const { id } = (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', 'off').executeTakeFirst()) ?? { id: 0 }
    await server.admin.put(`/api/v1/security/users/${id}`, { active: false })
    const answers = [await login('admin', 'wrong'), await login('nobody-of-that-name', 'wrong'), await login('off', passwordOf('off'))]
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.text).toBe(answers[0]?.text)
    }
  })

  test.each([
    [{ username: 'admin', password: ['x'], provider: 'db' }, 400],
    [{ username: { $ne: null }, password: { $ne: null }, provider: 'db' }, 400],
    [{ username: 'admin', password: null, provider: 'db' }, 400],
    [{ username: 'admin', provider: 'db' }, 400],
    [{ username: 'admin', password: ADMIN_PASSWORD }, 400],
    [{ username: 'admin', password: ADMIN_PASSWORD, provider: 'ldap' }, 400],
    [{ username: 'admin', password: ADMIN_PASSWORD, provider: 'db', is_admin: true }, 400],
    [{ username: 'admin\u0000', password: ADMIN_PASSWORD, provider: 'db' }, 400],
    [{ username: 'x'.repeat(300), password: 'x', provider: 'db' }, 400],
    [[], 400],
    ['', 400],
    ['not json', 400],
    ['null', 400],
  ])('23: %j is refused with %i', async (body, status) => {
    expect((await server.nobody.post('/api/v1/security/login', body)).status).toBe(status)
  })

  test('a refresh token opens nothing, an access token renews nothing', async () => {
    const { access, refresh } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
    expect((await server.nobody.with({ authorization: `Bearer ${refresh}` }).get('/api/v1/me/')).status).toBe(422)
    expect((await server.nobody.with({ authorization: `Bearer ${access}` }).post('/api/v1/security/refresh')).status).toBe(422)
    expect((await server.nobody.post('/api/v1/security/refresh')).status).toBe(401)
  })

  test('2: forged tokens and cookies open nothing', async () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const payload = part({ type: 'access', sub: '1', exp: Math.floor(Date.now() / 1000) + 900 })
    const none = `${part({ alg: 'none' })}.${payload}.`
    const head = part({ alg: 'HS256', typ: 'JWT' })
    const forged = `${head}.${payload}.${createHmac('sha256', 'CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET').update(`${head}.${payload}`).digest('base64url')}`
    for (const token of [none, forged, 'x', `${head}.${payload}.`]) {
      const answer = await server.nobody.with({ authorization: `Bearer ${token}` }).get('/api/v1/me/')
      expect(answer.status).toBe(422)
      expect(answer.json()).toEqual({ msg: expect.any(String) })
    }
    const body = part({ u: 1, s: 'x', t: Date.now() })
    for (const cookie of [`${body}.`, `${body}.AAAA`, body, `${body}.${createHmac('sha256', '').update(body).digest('base64url')}`])
      expect((await server.nobody.with({ cookie: `session=${cookie}` }).get('/api/v1/me/')).status).toBe(401)
  })

  test('an account that is switched off or deleted loses its token at once', async () => {
    const client = await server.person('leaving')
    const id = (await client.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    await server.admin.put(`/api/v1/security/users/${id}`, { active: false })
    expect((await client.get('/api/v1/me/')).status).toBe(401)
    await server.admin.put(`/api/v1/security/users/${id}`, { active: true })
    expect((await client.get('/api/v1/me/')).status).toBe(200)
    expect((await server.admin.delete(`/api/v1/security/users/${id}`)).status).toBe(200)
    expect((await client.get('/api/v1/me/')).status).toBe(401)
  })
})

describe('sessions', () => {
  test('the form signs in, the cookie is out of reach of scripts, sign-out ends it', async () => {
    const client = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    expect((await client.get('/api/v1/me/')).json()).toMatchObject({ result: { username: 'admin' } })
    const answer = await client.get('/logout/')
    expect(answer.status).toBe(302)
    expect((await client.get('/api/v1/me/')).status).toBe(401)
  })

  test('attributes of the cookie', async () => {
    const page = await createClient(server.url).get('/login/')
    expect(page.headers.get('set-cookie')).toMatch(/^session=.*; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('34: sign-in makes a new session: one set by somebody else before is worth nothing', async () => {
    const client = createClient(server.url)
    await client.get('/login/')
    const before = client.cookie('session')
    const csrf = await csrfOf(client)
    await client.with({ accept: 'application/json' }).post('/login/', new URLSearchParams({ username: 'admin', password: ADMIN_PASSWORD, csrf_token: csrf }))
    expect(client.cookie('session')).not.toBe(before)
    expect((await server.nobody.with({ cookie: `session=${before}` }).get('/api/v1/me/')).status).toBe(401)
  })

  test('without, or with a token of another session, nobody is signed in', async () => {
    const other = createClient(server.url)
    await other.get('/login/')
    for (const csrf of ['', 'x', await csrfOf(other)]) {
      const client = createClient(server.url)
      await client.get('/login/')
      const form = new URLSearchParams({ username: 'admin', password: ADMIN_PASSWORD, csrf_token: csrf })
      expect((await client.with({ accept: 'application/json' }).post('/login/', form)).status).toBe(400)
      expect((await client.get('/api/v1/me/')).status).toBe(401)
    }
  })

  test('32: leads only to pages of this site', async () => {
    for (const [next, target] of [
      ['/dashboard/list/', '/dashboard/list/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['https://evil.example', '/'],
      ['javascript:alert(1)', '/'],
    ]) {
      const client = createClient(server.url)
      await client.get('/login/')
      const form = new URLSearchParams({ username: 'admin', password: ADMIN_PASSWORD, csrf_token: await csrfOf(client), next: next ?? '' })
      const answer = await client.post('/login/', form)
      expect([answer.status, answer.headers.get('location')]).toEqual([302, target])
    }
    const failed = await server.nobody.post(`/login/?next=${encodeURIComponent('//evil.example')}`, new URLSearchParams({ username: 'x', password: 'y' }))
    expect(failed.headers.get('location')).toBe('/login/?next=%2F')
  })

  test('one-time links sign in once', async () => {
    const link = server.serving.signInLink ?? ''
    const client = createClient(server.url)
    expect((await client.get(link)).headers.get('location')).toBe('/?welcome=1')
    expect((await client.get('/api/v1/me/')).json()).toMatchObject({ result: { username: 'admin' } })
    const second = createClient(server.url)
    expect((await second.get(link)).headers.get('location')).toBe('/login/?expired=1')
    expect((await second.get('/api/v1/me/')).status).toBe(401)
  })

  test('a download token cannot take the place of the session', async () => {
    const client = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    const before = client.cookie('session')
    const { id } = (await client.post('/api/v1/dashboard/', { dashboard_title: 'Download' })).json<{ id: number }>()
    const answer = await client.get(`/api/v1/dashboard/export/?q=!(${id})&token=session`)
    expect(answer.headers.get('content-type')).toBe('application/zip')
    await client.get(`/api/v1/dashboard/export/?q=!(${id})&token=download1`)
    expect(client.cookie('download1')).toBe('done')
    expect(client.cookie('session')).toBe(before)
  })
})

/** Attack case 33. */
describe('writes by a session', () => {
  const title = { dashboard_title: 'By session' }

  test('33: need the token of the session', async () => {
    const client = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    expect((await client.post('/api/v1/dashboard/', title)).status).toBe(201)
    const other = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    for (const token of ['', 'x', await csrfOf(other)]) {
      const answer = await client.with({ 'x-csrftoken': token }).post('/api/v1/dashboard/', title)
      expect(answer.status).toBe(400)
      expect(answer.text).toContain('CSRF')
    }
  })

  test('33: of every kind, and whatever the request calls itself', async () => {
    const client = (await sessionClient(server.url, 'admin', ADMIN_PASSWORD)).with({ 'x-csrftoken': '' })
    const before = (await server.admin.get('/api/v1/dashboard/')).json<{ count: number }>().count
    const tries = [
      client.post('/api/v1/dashboard/', title),
      client.put('/api/v1/dashboard/1', title),
      client.delete('/api/v1/dashboard/1'),
      client.request('POST', '/api/v1/dashboard/', new URLSearchParams({ dashboard_title: 'x' })),
      client.request('POST', '/api/v1/dashboard/', JSON.stringify(title), { 'content-type': 'text/plain' }),
      client.post('/api/v1/dashboard/import/', multipart({ csrf_token: 'x' }, { formData: new Uint8Array([1]) })),
      client.with({ 'x-http-method-override': 'POST' }).get('/api/v1/dashboard/?_method=DELETE'),
      client.with({ authorization: 'Basic YTpi' }).post('/api/v1/dashboard/', title),
      client.with({ authorization: 'Bearer' }).post('/api/v1/dashboard/', title),
    ]
    for (const answer of await Promise.all(tries)) expect([200, 400, 415], answer.text).toContain(answer.status)
    expect((await server.admin.get('/api/v1/dashboard/')).json<{ count: number }>().count).toBe(before)
  })

  test('33: other sites are told nothing by CORS', async () => {
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await server.nobody.request(method, '/api/v1/dashboard/', undefined, {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
      })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  test('a bearer token needs it too, with the cookie that it came with, but for people, roles, groups and permissions', async () => {
    const { access } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
    const bare = createClient(server.url).with({ authorization: `Bearer ${access}` })
    for (const answer of [await bare.post('/api/v1/dashboard/', title), await bare.delete('/api/v1/dashboard/1'), await bare.put('/api/v1/me/', {})]) {
      expect(answer.status).toBe(400)
      expect(answer.text).toContain('/api/v1/security/csrf_token/')
    }
    expect((await bare.post('/api/v1/security/roles/', { name: 'By a program' })).status).toBe(201)
    const token = (await bare.get('/api/v1/security/csrf_token/')).json<{ result: string }>().result
    const proven = bare.with({ 'x-csrftoken': token })
    expect((await proven.post('/api/v1/dashboard/', title)).status).toBe(201)
    expect((await proven.with({ cookie: 'session=garbage' }).post('/api/v1/dashboard/', title)).status).toBe(400)
    expect((await bare.with({ 'x-csrftoken': `${token}x` }).post('/api/v1/dashboard/', title)).status).toBe(400)
  })

  test('somebody who is not signed in is told of the token as JSON, and led to the sign-in as a form', async () => {
    const stranger = createClient(server.url)
    expect((await stranger.post('/api/v1/dashboard/', title)).status).toBe(400)
    for (const answer of [await stranger.delete('/api/v1/dashboard/1?a=b'), await stranger.request('POST', '/api/v1/dashboard/1/favorites/')])
      expect([answer.status, answer.headers.get('location')]).toEqual([302, expect.stringMatching(/^\/login\/\?next=%2Fapi%2Fv1%2Fdashboard%2F1/)])
    expect((await server.nobody.post('/api/v1/dashboard/', title)).status).toBe(401)
  })

  test('what belongs to a browser’s session opens for no bearer token', async () => {
    const path = `/api/v1/time_range/${q('Last week')}`
    const bearer = await bearerClient(server.url, 'admin', ADMIN_PASSWORD)
    const refused = await bearer.get(path)
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('session')])
    const session = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    expect((await session.get(path)).status).toBe(200)
    const { access } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
    expect((await session.with({ authorization: `Bearer ${access}` }).get(path)).status).toBe(200)
    await server.person('other')
    const other = (await tokensOf(server.url, 'other', passwordOf('other'))).access
    expect((await session.with({ authorization: `Bearer ${other}` }).get(path)).status).toBe(401)
  })
})

/** Attack case 36. Last: the gate of this address closes. */
test('36: wrong passwords close an account for an address, not for its owner elsewhere', async () => {
  const answers = []
  for (let i = 0; i < 7; i++) answers.push(await login('victim', `guess ${i}`))
  expect(answers.map((a) => a.status)).toEqual([401, 401, 401, 401, 401, 429, 429])
  expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await login('admin', ADMIN_PASSWORD)).status).toBe(200)
  // Without a trusted proxy, a header does not make another address
  expect(
    (await server.nobody.with({ 'x-forwarded-for': '9.9.9.9' }).post('/api/v1/security/login', { username: 'victim', password: 'x', provider: 'db' })).status,
  ).toBe(429)
})
