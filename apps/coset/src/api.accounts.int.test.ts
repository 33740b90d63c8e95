import { totpAt } from '@coset/sign-in'
import { type Client, createClient, csrfOf, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { type Mailbox, openMailbox } from './test-mailbox.ts'
import { whoIs } from './test-routes.ts'
import { passwordOf, startServer, type TestServer } from './test-server.ts'

const SITE = 'https://bi.example.org'
let mailbox: Mailbox
let server: TestServer
let worker: Awaited<ReturnType<typeof workerOf>>
beforeAll(async () => {
  mailbox = await openMailbox()
  server = await startServer({ config: { smtpUrl: mailbox.url, siteUrl: SITE, registration: true, loginAttempts: 6 } })
  worker = await workerOf(server.running, 'maintenance=1')
})
afterAll(async () => {
  await worker.close(1000)
  await server.close()
  await mailbox[Symbol.asyncDispose]()
})

const mailTo = async (address: string, after = 0) => {
  const found = () => mailbox.mails.slice(after).find((mail) => JSON.stringify(mail.to).includes(address))
  await expect.poll(() => found() !== undefined, { timeout: 15_000 }).toBe(true)
  return found()?.text ?? ''
}
const codeIn = (text: string, path: string): string => new RegExp(`${SITE}${path}([\\w-]{20,})`).exec(text)?.[1] ?? ''

const browser = async (name: string, password = passwordOf(name)): Promise<Client> => {
  const client = await sessionClient(server.url, name, password)
  return client.with({ 'x-csrftoken': await csrfOf(client) })
}
const login = (username: string, password: string, more: object = {}) =>
  server.nobody.post('/api/v1/security/login', { username, password, provider: 'db', ...more })
const signedIn = async (client: Client): Promise<boolean> => (await client.get('/api/v1/me/')).status === 200
const forgot = (name: string) => server.nobody.post('/api/v1/coset/password/forgot', { login: name })
const reset = (token: string, password: string) => server.nobody.post('/api/v1/coset/password/reset', { token, password })

describe('a forgotten password', () => {
  test('a link by mail sets a new one, once, and signs out everywhere', async () => {
    const token = await server.person('rita')
    const session = await browser('rita')
    const before = mailbox.mails.length
    expect((await forgot('RITA@example.org')).json()).toEqual({ message: 'OK' })
    const code = codeIn(await mailTo('rita@example.org', before), '/password/reset/')
    expect(code).not.toBe('')
    for (const weak of ['short', 'password12345', 'aaaaaaaaaaaaaaa', '1234567890', 'rita@example.org'])
      expect((await reset(code, weak)).json()).toMatchObject({ message: { password: [expect.any(String)] } })
    expect((await reset(code, 'a long sentence of mine')).status).toBe(200)
    expect((await reset(code, 'another long sentence')).status).toBe(400)
    expect(await signedIn(session)).toBe(false)
    expect(await signedIn(token)).toBe(false)
    expect((await login('rita', passwordOf('rita'))).status).toBe(401)
    expect((await login('rita', 'a long sentence of mine')).status).toBe(200)
  })

  test('a newer link makes the older worth nothing', async () => {
    await server.person('sven')
    const start = mailbox.mails.length
    await forgot('sven')
    const first = codeIn(await mailTo('sven@example.org', start), '/password/reset/')
    const between = mailbox.mails.length
    await forgot('sven')
    const second = codeIn(await mailTo('sven@example.org', between), '/password/reset/')
    expect((await reset(first, 'a long sentence of mine')).status).toBe(400)
    expect((await reset(second, 'a long sentence of mine')).status).toBe(200)
  })

  test('36: whether there is such an account is not told, and asking often is slowed', async () => {
    const answers = await Promise.all(['admin', 'no-such-person', 'admin@nowhere.example'].map(forgot))
    for (const answer of answers) expect([answer.status, answer.text]).toEqual([200, answers[0]?.text])
    const many = []
    for (let i = 0; i < 8; i++) many.push((await forgot('asked-often')).status)
    expect(many.filter((status) => status === 429)).toHaveLength(2)
    expect(mailbox.mails.some((mail) => JSON.stringify(mail.to).includes('nowhere.example'))).toBe(false)
  })

  test.each([
    [{ token: { $ne: null }, password: 'a long sentence of mine' }],
    [{ token: '', password: 'a long sentence of mine' }],
    [{ token: 'x'.repeat(43), password: 'a long sentence of mine' }],
    [{ token: 'x'.repeat(43), password: 'a long sentence of mine', user_id: 1 }],
  ])('23: %j resets nothing', async (body) => {
    expect((await server.nobody.post('/api/v1/coset/password/reset', body)).status).toBe(400)
  })
})

const person = (username: string, more: object = {}) => ({
  username,
  email: `${username}@new.example`,
  first_name: 'New',
  last_name: 'Person',
  password: 'a long sentence of mine',
  ...more,
})
const ask = (body: unknown) => server.nobody.post('/api/v1/coset/registrations', body)

describe('an account of one’s own', () => {
  test('is there when the address is confirmed, with the roles of the settings', async () => {
    const before = mailbox.mails.length
    expect((await ask(person('nora'))).status).toBe(200)
    expect((await login('nora', 'a long sentence of mine')).status).toBe(401)
    const code = codeIn(await mailTo('nora@new.example', before), '/register/activation/')
    const activate = () => server.nobody.post('/api/v1/coset/registrations/activate', { token: code })
    expect((await activate()).status).toBe(200)
    expect((await activate()).status).toBe(400)
    const client = await browser('nora', 'a long sentence of mine')
    expect((await whoIs(client)).roles).toEqual(['Public'])
  })

  test('a known address is not told and gets no second account; a known name is told', async () => {
    const count = mailbox.mails.length
    expect((await ask(person('someone', { email: 'ADMIN@example.org' }))).status).toBe(200)
    await server.person('known')
    expect((await ask(person('someone2', { email: 'KNOWN@example.org' }))).text).toBe('{"message":"OK"}')
    expect((await ask(person('admin'))).json()).toMatchObject({ message: { username: ['Already taken'] } })
    await mailTo('ADMIN@example.org', count)
    expect(mailbox.mails.slice(count)).toHaveLength(1)
  })

  test.each([
    [{ roles: [1] }],
    [{ is_admin: true }],
    [{ active: true }],
    [{ password: 'short' }],
    [{ username: 'a b' }],
    [{ username: 'a@b' }],
    [{ username: 'a\u0000b' }],
    [{ email: 'x' }],
    [{ email: 'a@b.example\nBcc: c@d.example' }],
    [{ first_name: '' }],
  ])('22: %j is refused', async (more) => {
    expect((await ask(person('attacker', more))).status).toBe(400)
    expect(await server.running.ctx.metadata.db.selectFrom('register_users').select('id').where('username', 'like', 'a%').execute()).toEqual([])
  })

  test('is not offered where registration is off, or no mail goes out', async () => {
    await using quiet = await startServer()
    expect((await quiet.nobody.post('/api/v1/coset/registrations', person('x'))).status).toBe(404)
    expect((await quiet.nobody.post('/api/v1/coset/password/forgot', { login: 'admin' })).status).toBe(422)
  })
})

interface SessionRow {
  readonly id: string
  readonly current: boolean
  readonly method: string
}
const sessionsIn = async (client: Client): Promise<readonly SessionRow[]> =>
  (await client.get('/api/v1/coset/me/sessions')).json<{ result: readonly SessionRow[] }>().result

describe('sessions', () => {
  test('are listed, and ended one by one or all but one’s own', async () => {
    await server.person('lena')
    const [a, b, c] = [await browser('lena'), await browser('lena'), await browser('lena')]
    const rows = await sessionsIn(a)
    expect(rows).toHaveLength(3)
    expect(rows.filter((row) => row.current)).toHaveLength(1)
    const ofB = (await sessionsIn(b)).find((row) => row.current)?.id ?? ''
    expect((await a.delete(`/api/v1/coset/me/sessions/${ofB}`)).status).toBe(200)
    expect([await signedIn(a), await signedIn(b), await signedIn(c)]).toEqual([true, false, true])
    const token = await login('lena', passwordOf('lena'))
    const bearer = server.nobody.with({ authorization: `Bearer ${token.json<{ access_token: string }>().access_token}` })
    expect(await signedIn(bearer)).toBe(true)
    expect((await a.delete('/api/v1/coset/me/sessions')).status).toBe(200)
    expect([await signedIn(a), await signedIn(c), await signedIn(bearer)]).toEqual([true, false, false])
  })

  test('a copied cookie is worth nothing after sign-out', async () => {
    await server.person('otto')
    const client = await browser('otto')
    const copy = createClient(server.url).with({ cookie: `session=${client.cookie('session')}` })
    expect(await signedIn(copy)).toBe(true)
    await client.get('/logout/')
    expect(await signedIn(copy)).toBe(false)
  })

  test('nobody ends those of others; administrators do', async () => {
    await server.person('pia')
    await server.person('quin')
    const [pia, quin] = [await browser('pia'), await browser('quin')]
    const own = (await sessionsIn(pia))[0]?.id ?? ''
    await quin.delete(`/api/v1/coset/me/sessions/${own}`)
    expect(await signedIn(pia)).toBe(true)
    const { id } = (await pia.get('/api/v1/me/')).json<{ result: { id: number } }>().result
    expect((await quin.delete(`/api/v1/coset/users/${id}/sessions`)).status).toBe(403)
    expect((await server.admin.get(`/api/v1/coset/users/${id}/sessions`)).json<{ result: readonly object[] }>().result).toHaveLength(1)
    expect((await server.admin.delete(`/api/v1/coset/users/${id}/sessions`)).status).toBe(200)
    expect(await signedIn(pia)).toBe(false)
    expect((await server.admin.get('/api/v1/coset/users/999999/sessions')).status).toBe(404)
  })

  test('a new password ends the others', async () => {
    await server.person('rolf')
    const [a, b] = [await browser('rolf'), await browser('rolf')]
    expect((await a.put('/api/v1/me/', { password: 'short one' })).status).toBe(400)
    expect((await a.put('/api/v1/me/', { password: 'a long sentence of mine' })).status).toBe(200)
    expect([await signedIn(a), await signedIn(b)]).toEqual([true, false])
  })
})

const addTotp = async (client: Client, name: string): Promise<{ secret: string; recovery: readonly string[] }> => {
  const start = await client.post('/api/v1/coset/me/second-factors/totp', { name: 'Phone', password: passwordOf(name) })
  const { id, secret } = start.json<{ result: { id: number; secret: string } }>().result
  const path = `/api/v1/coset/me/second-factors/totp/${id}/confirm`
  expect((await client.post(path, { code: '000000' })).status).toBe(400)
  const done = await client.post(path, { code: totpAt(secret, Date.now()) })
  return { secret, recovery: done.json<{ result: { recovery_codes: readonly string[] } }>().result.recovery_codes }
}

const firstStep = async (name: string): Promise<{ client: Client; answer: Record<string, unknown> }> => {
  const client = createClient(server.url)
  await client.get('/login/')
  const csrf = (await client.get('/api/v1/coset/bootstrap')).json<{ csrf_token: string }>().csrf_token
  const json = client.with({ accept: 'application/json' })
  const answer = await json.post('/login/', { username: name, password: passwordOf(name), csrf_token: csrf })
  return { client, answer: answer.json() }
}

describe('codes of an app', () => {
  test('are asked for after the password; each is good once', async () => {
    await server.person('tara')
    const { secret } = await addTotp(await browser('tara'), 'tara')
    const { client, answer } = await firstStep('tara')
    expect(answer).toEqual({ next: '/', second_step: ['totp', 'recovery'] })
    expect(await signedIn(client)).toBe(false)
    expect((await client.post('/login/second-step', { code: '12345' })).status).toBe(401)
    // The code that confirmed is used up; the next step counts already
    expect((await client.post('/login/second-step', { code: totpAt(secret, Date.now()) })).status).toBe(401)
    expect((await client.post('/login/second-step', { code: totpAt(secret, Date.now() + 30_000) })).status).toBe(200)
    expect(await signedIn(client)).toBe(true)
    expect((await client.post('/login/second-step', { code: totpAt(secret, Date.now() + 30_000) })).status).toBe(401)
  })

  test('recovery codes are good once, and end with the last factor', async () => {
    await server.person('ugo')
    const own = await browser('ugo')
    const { recovery } = await addTotp(own, 'ugo')
    expect(recovery).toHaveLength(10)
    const code = recovery[3] ?? ''
    const first = await firstStep('ugo')
    expect((await first.client.post('/login/second-step', { code: code.toUpperCase().replace('-', ' ') })).status).toBe(200)
    const second = await firstStep('ugo')
    expect((await second.client.post('/login/second-step', { code })).status).toBe(401)
    const list = (await own.get('/api/v1/coset/me/second-factors')).json<{ result: { factors: readonly { id: number }[]; recovery_codes: number } }>().result
    expect(list.recovery_codes).toBe(9)
    const path = `/api/v1/coset/me/second-factors/${list.factors[0]?.id}/remove`
    expect((await own.post(path, { password: 'wrong' })).status).toBe(400)
    expect((await own.post(path, { password: passwordOf('ugo') })).status).toBe(200)
    expect((await firstStep('ugo')).answer).toEqual({ next: '/' })
  })

  test('tokens of the API ask for a code too; no answer tells the secret again', async () => {
    await server.person('vera')
    const own = await browser('vera')
    const { secret } = await addTotp(own, 'vera')
    expect((await login('vera', passwordOf('vera'))).status).toBe(401)
    expect((await login('vera', passwordOf('vera'), { code: '999999' })).status).toBe(401)
    expect((await login('vera', passwordOf('vera'), { code: totpAt(secret, Date.now() + 30_000) })).status).toBe(200)
    const list = await own.get('/api/v1/coset/me/second-factors')
    expect(list.text).not.toContain(secret)
    const stored = await server.running.ctx.metadata.db.selectFrom('second_factors').select('data').execute()
    expect(JSON.stringify(stored)).not.toContain(secret)
  })

  test('36: guessing codes is slowed', async () => {
    await server.person('willa')
    await addTotp(await browser('willa'), 'willa')
    const { client } = await firstStep('willa')
    const statuses = []
    for (let i = 0; i < 8; i++) statuses.push((await client.post('/login/second-step', { code: `00000${i}` })).status)
    expect(statuses.at(-1)).toBe(429)
  })

  test('34: the second step of one is not another’s, and nothing signs in without the first', async () => {
    await server.person('xena')
    const { secret } = await addTotp(await browser('xena'), 'xena')
    const stranger = createClient(server.url)
    expect((await stranger.post('/login/second-step', { code: totpAt(secret, Date.now() + 30_000) })).status).toBe(401)
    expect((await stranger.with({ cookie: 'coset_sign_in_step=x' }).post('/login/second-step', { code: '123456' })).status).toBe(401)
    expect((await stranger.post('/login/passkey', { token: 'x'.repeat(43), response: { id: 'abc' } })).status).toBe(401)
    const asked = (await stranger.post('/login/passkey/options')).json<{ token: string }>()
    expect(
      (await stranger.post('/login/passkey', { token: asked.token, response: { id: 'abc', rawId: 'abc', type: 'public-key', response: {} } })).status,
    ).toBe(401)
  })

  test('an administrator removes those of somebody who lost them', async () => {
    await server.person('yves')
    const own = await browser('yves')
    await addTotp(own, 'yves')
    const { id } = (await own.get('/api/v1/me/')).json<{ result: { id: number } }>().result
    expect((await own.delete(`/api/v1/coset/users/${id}/second-factors`)).status).toBe(403)
    expect((await server.admin.delete(`/api/v1/coset/users/${id}/second-factors`)).status).toBe(200)
    expect((await firstStep('yves')).answer).toEqual({ next: '/' })
  })
})

describe('keys for programs', () => {
  const keys = '/api/v1/security/api_keys/'
  interface Key {
    readonly uuid: string
    readonly key: string
  }
  const make = async (client: Client, body: object): Promise<Key> => (await client.post(keys, { name: 'Job', ...body })).json<{ result: Key }>().result
  const by = (key: string): Client => server.nobody.with({ authorization: `Bearer ${key}` })

  test('stand for their owner until they are revoked, and are shown once', async () => {
    const own = await server.person('zoe', ['Alpha'])
    const { uuid, key } = await make(own, {})
    expect(key).toMatch(/^sst_[\w-]{43}$/)
    expect((await by(key).get('/api/v1/me/')).json()).toMatchObject({ result: { username: 'zoe' } })
    expect((await own.get(keys)).text).not.toContain(key)
    expect(JSON.stringify(await server.running.ctx.metadata.db.selectFrom('api_keys').selectAll().execute())).not.toContain(key)
    expect((await own.delete(keys + uuid)).status).toBe(200)
    expect((await by(key).get('/api/v1/me/')).status).toBe(401)
  })

  test('scopes narrow, and never widen', async () => {
    const own = await server.person('abel', ['Gamma'])
    const { key } = await make(own, { scopes: ['can_read on Dashboard', 'can_write on User', 'can_get on User'] })
    expect((await by(key).get('/api/v1/dashboard/')).status).toBe(200)
    expect((await by(key).get('/api/v1/chart/')).status).toBe(403)
    expect((await by(key).get('/api/v1/security/users/')).status).toBe(403)
    const admins = await make(server.admin, { scopes: 'can_read on Chart' })
    expect((await by(admins.key).get('/api/v1/chart/')).status).toBe(200)
    expect((await by(admins.key).get('/api/v1/security/users/')).status).toBe(403)
  })

  test('24: a key makes no keys, changes no sign-in, and is nobody else’s', async () => {
    const own = await server.person('bea', ['Alpha'])
    const other = await server.person('carl', ['Alpha'])
    const { uuid, key } = await make(own, {})
    expect((await by(key).post(keys, { name: 'more' })).status).toBe(403)
    expect((await by(key).post('/api/v1/coset/me/second-factors/totp', { name: 'x' })).status).toBe(403)
    expect((await by(key).get('/api/v1/coset/me/sessions')).status).toBe(403)
    expect((await other.get(keys + uuid)).status).toBe(404)
    expect((await other.delete(keys + uuid)).status).toBe(404)
    const { id } = (await own.get('/api/v1/me/')).json<{ result: { id: number } }>().result
    expect((await other.post(keys, { name: 'x', user_id: id })).status).toBe(403)
    expect((await server.admin.post(keys, { name: 'x', user_id: id })).status).toBe(400)
  })

  test('end with their time and with their account', async () => {
    const own = await server.person('dana', ['Alpha'])
    expect((await own.post(keys, { name: 'x', expires_on: '2020-01-01T00:00:00' })).json()).toMatchObject({ message: { expires_on: ['Must lie ahead'] } })
    const { key } = await make(own, { expires_on: new Date(Date.now() + 1500).toISOString() })
    expect((await by(key).get('/api/v1/me/')).status).toBe(200)
    await expect.poll(async () => (await by(key).get('/api/v1/me/')).status, { timeout: 5000 }).toBe(401)
    const lasting = await make(own, {})
    const { id } = (await own.get('/api/v1/me/')).json<{ result: { id: number } }>().result
    await server.admin.put(`/api/v1/security/users/${id}`, { active: false })
    expect((await by(lasting.key).get('/api/v1/me/')).status).toBe(401)
  })

  test.each([
    [{ name: '' }],
    [{ name: 'x', scopes: ['everything'] }],
    [{ name: 'x', scopes: [1] }],
    [{ name: 'x', expires_on: 'soon' }],
    [{ name: 'x', key: 'sst_mine' }],
  ])('%j is refused', async (body) => {
    expect((await server.admin.post(keys, body)).status).toBe(400)
  })
})
