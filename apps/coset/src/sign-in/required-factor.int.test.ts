import { totpAt } from '@coset/sign-in'
import { type LdapServer, startLdapServer } from '@coset/sign-in/testing'
import { type Client, createClient, csrfOf, temporaryFolder } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configSchema } from '../config/settings.ts'
import { createProcess } from '../context.ts'
import { checkFactorRoles } from '../doctor/providers.ts'
import { serve } from '../roles/serve.ts'
import { passwordOf, startServer, type TestServer } from '../test-server.ts'

const HELD = 'Alpha'
const STEP = 'coset_sign_in_step'
const PEOPLE = 'ou=people,dc=example,dc=org'
const TRUSTED = 'ou=trusted,dc=example,dc=org'
let directory: LdapServer
let server: TestServer
beforeAll(async () => {
  directory = await startLdapServer()
  const ldap = { kind: 'ldap', url: `ldap://127.0.0.1:${directory.port}`, registrationRoles: [HELD] }
  const proxy = { kind: 'header', proxies: ['127.0.0.0/8'], registrationRoles: [HELD] }
  server = await startServer({
    config: {
      secondFactorRoles: [HELD, 'No such role'],
      loginAttempts: 6,
      signInProviders: [
        { ...ldap, usernameFormat: `uid=%s,${PEOPLE}` },
        { ...ldap, name: 'trusted', usernameFormat: `uid=%s,${TRUSTED}`, secondFactor: false },
        { ...proxy, name: 'proxy' },
        { ...proxy, name: 'strict', header: 'X-Strict-User', secondFactor: true },
      ],
    },
  })
  const person = (uid: string, base: string) => ({
    dn: `uid=${uid},${base}`,
    password: passwordOf(uid),
    attributes: { uid, mail: `${uid}@example.org`, entryuuid: `id of ${uid}` },
  })
  directory.entries.push(person('lena', PEOPLE), person('lars', TRUSTED))
})
afterAll(async () => {
  await server.close()
  await directory.close()
})

const idOf = async (name: string): Promise<number> =>
  (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', name).executeTakeFirstOrThrow()).id

const setRoles = async (name: string, roles: readonly string[]): Promise<void> => {
  const ids = await Promise.all(roles.map((role) => server.roleId(role)))
  expect((await server.admin.put(`/api/v1/security/users/${await idOf(name)}`, { roles: ids })).status).toBe(200)
}

/** A person of this site who holds the role; the token is of the time before. */
const held = async (name: string): Promise<Client> => {
  const token = await server.person(name)
  await setRoles(name, [HELD])
  return token
}

const enter = async (name: string, client = createClient(server.url)): Promise<{ client: Client; answer: Record<string, unknown> }> => {
  await client.get('/login/')
  const form = { username: name, password: passwordOf(name), csrf_token: await csrfOf(client) }
  const answer = await client.with({ accept: 'application/json' }).post('/login/', form)
  return { client, answer: answer.json() }
}
const token = (username: string, provider: string, more: object = {}) =>
  server.nobody.post('/api/v1/security/login', { username, password: passwordOf(username), provider, ...more })
const signedIn = async (client: Client): Promise<boolean> => (await client.get('/api/v1/me/')).status === 200

interface Begun {
  readonly id: number
  readonly secret: string
}
const begin = async (client: Client): Promise<Begun> => {
  const answer = await client.post('/login/set-up/totp', { name: 'Phone' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.json<{ result: Begun }>().result
}
const confirm = (client: Client, { id, secret }: Begun) => client.post('/login/set-up/totp/confirm', { id, code: totpAt(secret, Date.now()) })
const setUp = async (client: Client): Promise<Begun> => {
  const begun = await begin(client)
  const done = await confirm(client, begun)
  expect(done.status).toBe(200)
  expect(done.json<{ result: { recovery_codes: readonly string[] } }>().result.recovery_codes).toHaveLength(10)
  return begun
}
const writing = async (client: Client): Promise<Client> => client.with({ 'x-csrftoken': await csrfOf(client) })

describe('somebody whose role requires a second factor', () => {
  test('sets one up after the password; then the session begins, and later the code is asked for', async () => {
    await held('anna')
    const { client, answer } = await enter('anna')
    expect(answer).toEqual({ next: '/', set_up: true })
    const { secret } = await setUp(client)
    expect(await signedIn(client)).toBe(true)
    expect(client.cookie(STEP)).toBeUndefined()
    const again = await enter('anna')
    expect(again.answer).toEqual({ next: '/', second_step: ['totp', 'recovery'] })
    expect((await again.client.post('/login/second-step', { code: totpAt(secret, Date.now() + 30_000) })).status).toBe(200)
    expect(await signedIn(again.client)).toBe(true)
  })

  test('a form without scripts is led there too', async () => {
    await held('bert')
    const client = createClient(server.url)
    await client.get('/login/')
    const form = new URLSearchParams({ username: 'bert', password: passwordOf('bert'), csrf_token: await csrfOf(client), next: '/chart/list/' })
    expect((await client.post('/login/', form)).headers.get('location')).toBe('/login/?step=set-up&next=%2Fchart%2Flist%2F')
    expect(await signedIn(client)).toBe(false)
  })

  test('holds the role through a group as well; others are not asked', async () => {
    await server.person('cara')
    expect((await enter('cara')).answer).toEqual({ next: '/' })
    const group = { name: 'Makers', label: '', description: '', roles: [await server.roleId(HELD)], users: [await idOf('cara')] }
    expect((await server.admin.post('/api/v1/security/groups/', group)).status).toBe(201)
    expect((await enter('cara')).answer).toEqual({ next: '/', set_up: true })
  })

  test('34: until then nothing else is open: no page of the API, no second step, no profile, no other way to a session', async () => {
    const before = await held('dora')
    const { client } = await enter('dora')
    for (const path of ['/api/v1/me/', '/api/v1/dashboard/', '/api/v1/coset/me/second-factors', '/api/v1/coset/me/sessions'])
      expect([path, (await client.get(path)).status]).toEqual([path, 401])
    expect((await client.get('/api/v1/coset/bootstrap')).json()).toMatchObject({ user: null })
    const own = await writing(client)
    expect((await own.post('/api/v1/coset/me/second-factors/totp', { name: 'x', password: passwordOf('dora') })).status).toBe(401)
    expect((await client.post('/login/second-step', { code: '000000' })).status).toBe(401)
    expect((await client.post('/login/set-up/totp/confirm', { id: 1, code: '000000' })).status).toBe(404)
    expect(await signedIn(client)).toBe(false)
    expect(await signedIn(before)).toBe(false)
  })

  test('34: a session and tokens of before the role are worth nothing, and stay so after the set-up', async () => {
    const before = await server.person('emil')
    const old = (await enter('emil')).client
    const { access_token, refresh_token } = (await token('emil', 'db', { refresh: true })).json<Record<string, string>>()
    expect([await signedIn(old), await signedIn(before)]).toEqual([true, true])
    await setRoles('emil', [HELD])
    const refresh = server.nobody.with({ authorization: `Bearer ${refresh_token}` })
    expect([await signedIn(old), await signedIn(before)]).toEqual([false, false])
    expect((await refresh.post('/api/v1/security/refresh')).status).toBe(401)
    const { client } = await enter('emil')
    await setUp(client)
    expect([await signedIn(client), await signedIn(old), await signedIn(before)]).toEqual([true, false, false])
    expect(await signedIn(server.nobody.with({ authorization: `Bearer ${access_token}` }))).toBe(false)
    expect((await refresh.post('/api/v1/security/refresh')).status).toBe(401)
  })

  test('34: a set-up that was begun with the password adds nothing once the account has a factor', async () => {
    await held('fred')
    const thief = (await enter('fred')).client
    const stolen = await begin(thief)
    const owner = (await enter('fred')).client
    await setUp(owner)
    expect((await confirm(thief, stolen)).status).toBe(401)
    expect((await thief.post('/login/set-up/totp', { name: 'Mine' })).status).toBe(401)
    expect((await thief.post('/login/set-up/passkey/options')).status).toBe(401)
    expect(await signedIn(thief)).toBe(false)
    expect(await signedIn(owner)).toBe(true)
  })

  test('34: of two set-ups at once one adds a factor', async () => {
    await held('gina')
    const [a, b] = [(await enter('gina')).client, (await enter('gina')).client]
    const begun = await begin(a)
    const answers = await Promise.all([confirm(a, begun), confirm(b, begun)])
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    const rows = await server.running.ctx.metadata.db
      .selectFrom('second_factors')
      .select('kind')
      .where('user_id', '=', await idOf('gina'))
      .execute()
    expect(rows.filter((row) => row.kind === 'totp')).toHaveLength(1)
  })

  test.each([
    ['/login/set-up/totp', {}],
    ['/login/set-up/totp', { name: '' }],
    ['/login/set-up/totp', { name: 'x\u0007' }],
    ['/login/set-up/totp', { name: 'Phone', user_id: 1 }],
    ['/login/set-up/totp', []],
    ['/login/set-up/totp/confirm', { id: 0, code: '1' }],
    ['/login/set-up/totp/confirm', { id: '1', code: '123456' }],
    ['/login/set-up/totp/confirm', { id: 1, code: { $ne: null } }],
    ['/login/set-up/passkey', { name: 'x', token: 'x'.repeat(43), response: 'no' }],
  ])('23: %s with %j is refused', async (path, body) => {
    const client = (await enter('bert')).client
    expect((await client.post(path, body)).status).toBe(400)
    expect(await signedIn(client)).toBe(false)
  })

  test('36: nothing is set up without the step: no cookie, a made-up one, one of the second step', async () => {
    await held('hugo')
    const { client } = await enter('hugo')
    await setUp(client)
    const waiting = (await enter('hugo')).client
    for (const stranger of [createClient(server.url), createClient(server.url).with({ cookie: `${STEP}=${'x'.repeat(43)}` }), waiting]) {
      expect((await stranger.post('/login/set-up/totp', { name: 'Mine' })).status).toBe(401)
      expect((await stranger.post('/login/set-up/totp/confirm', { id: 1, code: '000000' })).status).toBe(401)
      expect((await stranger.post('/login/set-up/passkey/options')).status).toBe(401)
      expect((await stranger.post('/login/set-up/passkey', { name: 'x', token: 'x'.repeat(43), response: { id: 'abc' } })).status).toBe(401)
    }
  })

  test('36: guessing the first code is slowed; a passkey that cannot be checked begins no session', async () => {
    await held('ines')
    const { client } = await enter('ines')
    const { id } = await begin(client)
    const statuses = []
    for (let i = 0; i < 8; i++) statuses.push((await client.post('/login/set-up/totp/confirm', { id, code: `00000${i}` })).status)
    expect(statuses.at(-1)).toBe(429)
    const other = (await enter('ines')).client
    const { token: asked } = (await other.post('/login/set-up/passkey/options')).json<{ result: { token: string } }>().result
    const response = { id: 'abc', rawId: 'abc', type: 'public-key', response: {} }
    expect((await other.post('/login/set-up/passkey', { name: 'x', token: asked, response })).status).toBe(400)
    expect(await signedIn(other)).toBe(false)
  })

  test('gets no token without a factor and is told why; with one a code is needed; keys for programs stay', async () => {
    const before = await server.person('jana')
    const { key } = (await before.post('/api/v1/security/api_keys/', { name: 'Job' })).json<{ result: { key: string } }>().result
    await setRoles('jana', [HELD])
    const refused = await token('jana', 'db')
    expect([refused.status, refused.json()['message']]).toEqual([401, expect.stringContaining('requires a second factor')])
    expect((await token('jana', 'db', { code: '000000' })).status).toBe(401)
    const program = server.nobody.with({ authorization: `Bearer ${key}` })
    expect(await signedIn(program)).toBe(true)
    const { secret } = await setUp((await enter('jana')).client)
    expect((await token('jana', 'db')).json()['message']).toContain('A code of the second factor')
    expect((await token('jana', 'db', { code: totpAt(secret, Date.now() + 30_000) })).status).toBe(200)
    expect(await signedIn(program)).toBe(true)
  })

  test('34: keeps the last factor; an administrator who removes it has it set up anew', async () => {
    await held('karl')
    const { client } = await enter('karl')
    await setUp(client)
    const own = await writing(client)
    const list = (await own.get('/api/v1/coset/me/second-factors')).json<{ result: { factors: readonly { id: number }[]; required: boolean } }>().result
    expect(list.required).toBe(true)
    const remove = `/api/v1/coset/me/second-factors/${list.factors[0]?.id}/remove`
    const refused = await own.post(remove, { password: passwordOf('karl') })
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('requires a second factor')])
    expect((await server.admin.delete(`/api/v1/coset/users/${await idOf('karl')}/second-factors`)).status).toBe(200)
    expect(await signedIn(client)).toBe(false)
    expect((await enter('karl')).answer).toEqual({ next: '/', set_up: true })
  })

  test('may remove it where the role no longer requires one', async () => {
    await held('lola')
    const { client } = await enter('lola')
    await setUp(client)
    await setRoles('lola', ['Gamma'])
    const own = await writing(client)
    const { factors } = (await own.get('/api/v1/coset/me/second-factors')).json<{ result: { factors: readonly { id: number }[] } }>().result
    expect((await own.post(`/api/v1/coset/me/second-factors/${factors[0]?.id}/remove`, { password: passwordOf('lola') })).status).toBe(200)
    expect((await enter('lola')).answer).toEqual({ next: '/' })
  })
})

describe('people of directories', () => {
  test('LDAP: the same as with a password of this site, for tokens too', async () => {
    const { client, answer } = await enter('lena')
    expect(answer).toEqual({ next: '/', set_up: true })
    expect((await token('lena', 'ldap')).status).toBe(401)
    await setUp(client)
    expect(await signedIn(client)).toBe(true)
  })

  test('a directory that answers for it: LDAP by `secondFactor: false`, a proxy by itself', async () => {
    const lars = await enter('lars')
    expect(lars.answer).toEqual({ next: '/' })
    expect(await signedIn(lars.client)).toBe(true)
    expect((await token('lars', 'ldap')).status).toBe(200)
    const client = createClient(server.url)
    expect((await client.with({ 'x-remote-user': 'olga' }).get('/login/proxy')).headers.get('location')).toBe('/')
    expect(await signedIn(client)).toBe(true)
  })

  test('34: a proxy with `secondFactor: true` does not', async () => {
    const client = createClient(server.url)
    expect((await client.with({ 'x-strict-user': 'pia' }).get('/login/strict')).headers.get('location')).toBe('/login/?step=set-up&next=%2F')
    expect(await signedIn(client)).toBe(false)
    await setUp(client)
    expect(await signedIn(client)).toBe(true)
  })
})

/** A start of the product on these data; everybody must have a second factor. */
const start = async (dataDir: string) => {
  const config = configSchema.parse({ port: 0, dataDir, adminPassword: passwordOf('admin'), loadExamples: false, logLevel: 'silent', secondFactorRoles: ['*'] })
  const running = await createProcess(config, false)
  const { app, url, signInLink } = await serve(running)
  const client = createClient(url)
  const close = async (): Promise<void> => {
    await app.close()
    await running.close()
  }
  return { client, link: new URL(signInLink ?? '').pathname, [Symbol.asyncDispose]: close }
}

test('`*` holds the administrator too: the link of the first start leads to the set-up, that of a later one past a phone that was lost', async () => {
  using folder = temporaryFolder()
  {
    await using first = await start(folder.path)
    expect((await first.client.get(first.link)).headers.get('location')).toBe('/login/?step=set-up&next=%2F%3Fwelcome%3D1')
    expect(await signedIn(first.client)).toBe(false)
    await setUp(first.client)
    expect(await signedIn(first.client)).toBe(true)
    const own = await writing(first.client)
    const refused = await own.delete('/api/v1/coset/users/1/second-factors')
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('requires a second factor')])
  }
  await using later = await start(folder.path)
  expect((await later.client.get(later.link)).headers.get('location')).toBe('/?welcome=1')
  const own = await writing(later.client)
  const factors = '/api/v1/coset/me/second-factors'
  const [lost] = (await own.get(factors)).json<{ result: { factors: readonly { id: number }[] } }>().result.factors
  const { id, secret } = (await own.post(`${factors}/totp`, { name: 'New phone', password: passwordOf('admin') })).json<{ result: Begun }>().result
  expect((await own.post(`${factors}/${lost?.id}/remove`, { password: passwordOf('admin') })).status).toBe(403)
  expect((await own.post(`${factors}/totp/${id}/confirm`, { code: totpAt(secret, Date.now()) })).status).toBe(200)
  expect((await own.post(`${factors}/${lost?.id}/remove`, { password: passwordOf('admin') })).status).toBe(200)
  expect(await signedIn(own)).toBe(true)
})

test('the doctor names roles that are not here', async () => {
  const { config, ctx } = server.running
  const said = await checkFactorRoles(config, ctx.metadata)
  expect([said.level, said.said]).toEqual(['broken', expect.stringContaining('No such role')])
  expect(said.said).not.toContain(HELD)
  expect((await checkFactorRoles({ ...config, secondFactorRoles: ['*', HELD] }, ctx.metadata)).level).toBe('ok')
})
