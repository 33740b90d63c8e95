import { freePort, type OidcServer, startOidcServer } from '@coset/sign-in/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from '../test-server.ts'
import { addAccount, type Browser, createBrowser, me, type Page, problemOf, rolesOf } from './test-browser.ts'

let idp: OidcServer
let server: TestServer

const NAMES = ['sso', 'strict', 'nobody-new', 'realm']

beforeAll(async () => {
  const port = await freePort()
  idp = await startOidcServer(NAMES.map((name) => `http://127.0.0.1:${port}/oauth-authorized/${name}`))
  const entry = { kind: 'oidc', issuer: idp.origin, clientId: 'coset', clientSecret: 'a secret of the client', keysClaim: 'groups' }
  server = await startServer({
    config: {
      port,
      signInProviders: [
        { ...entry, name: 'sso', label: 'Our sign-in', roleMapping: { analysts: ['Alpha'], staff: ['Gamma'] }, registrationRoles: [] },
        { ...entry, name: 'strict', link: 'verified email', allowedDomains: ['corp.example'] },
        { ...entry, name: 'nobody-new', link: 'never', register: false },
        { ...entry, name: 'realm', keysClaim: 'realm_access.roles', link: 'never', roleMapping: { boss: ['Admin'], sql: ['sql_lab'] }, allowAdmin: true },
      ],
    },
  })
})

afterAll(async () => {
  await server.close()
  await idp.close()
})

const account = (sub: string, claims: Record<string, unknown> = {}): void => {
  const [username = ''] = sub.split('#')
  idp.accounts.set(sub, {
    sub,
    preferred_username: username,
    given_name: 'Ann',
    family_name: 'Lee',
    email: `${username}@corp.example`,
    email_verified: true,
    ...claims,
  })
}

const here = (url: URL): boolean => url.origin === server.url && url.pathname.startsWith('/oauth-authorized/')

/** Goes through the pages of the provider; gives the address of ours that it leads back to, not opened yet. */
const atProvider = async (browser: Browser, start: string, sub: string): Promise<URL> => {
  let page: Page = await browser.follow(start, undefined, here)
  for (const form of [{ prompt: 'login', login: sub, password: 'x' }, { prompt: 'consent' }]) {
    if (here(page.url)) return page.url
    const action = /action="(?<action>[^"]+)"/.exec(page.text)?.groups?.['action']
    if (action === undefined) throw new Error(`${page.url.href} ${page.status}: ${page.text.slice(0, 500)}`)
    page = await browser.follow(new URL(action, page.url).href, form, here)
  }
  if (!here(page.url)) throw new Error(`${page.url.href} ${page.status}`)
  return page.url
}

const signIn = async (name: string, sub: string, browser = createBrowser(), next = '/dashboard/list/'): Promise<Page> => {
  const back = await atProvider(browser, `${server.url}/login/${name}?next=${encodeURIComponent(next)}`, sub)
  return browser.open(back.href)
}

describe('OpenID Connect', () => {
  test('from the button to a session, an account, and mapped roles', async () => {
    account('ann#1', { groups: ['analysts', 'unknown'] })
    const browser = createBrowser()
    const page = await signIn('sso', 'ann#1', browser)
    expect([page.status, page.headers.get('location')]).toEqual([303, '/dashboard/list/'])
    expect(await me(server, browser)).toMatchObject({ username: 'ann', email: 'ann@corp.example', firstName: 'Ann' })
    expect(await rolesOf(server, browser)).toEqual(['Alpha'])
    expect((await browser.get(`${server.url}/api/v1/me/`)).status).toBe(200)
  })

  test('roles follow the directory at every sign-in; those given by hand stay', async () => {
    account('bob#1', { groups: ['analysts', 'staff'] })
    const browser = createBrowser()
    await signIn('sso', 'bob#1', browser)
    expect(await rolesOf(server, browser)).toEqual(['Alpha', 'Gamma'])
    const { userId } = (await browser.get(`${server.url}/api/v1/me/roles/`)).json<{ result: { userId: number } }>().result
    const ids = await Promise.all(['Alpha', 'Gamma', 'sql_lab'].map((name) => server.roleId(name)))
    expect((await server.admin.put(`/api/v1/security/users/${userId}`, { roles: ids })).status).toBe(200)
    account('bob#1', { groups: ['staff'] })
    const again = createBrowser()
    await signIn('sso', 'bob#1', again)
    expect(await rolesOf(server, again)).toEqual(['Gamma', 'sql_lab'])
    // The browser that was signed in before has lost the role too
    expect(await rolesOf(server, browser)).toEqual(['Gamma', 'sql_lab'])
  })

  test('the last administrator stays one, and others do not', async () => {
    account('boss#1', { realm_access: { roles: ['boss', 'sql'] } })
    const browser = createBrowser()
    await signIn('realm', 'boss#1', browser)
    expect(await rolesOf(server, browser)).toEqual(['Admin', 'Public', 'sql_lab'])
    const { db } = server.running.ctx.metadata
    await db.updateTable('users').set({ active: false }).where('username', '=', 'admin').execute()
    account('boss#1', { realm_access: { roles: ['sql'] } })
    await signIn('realm', 'boss#1', browser)
    expect(await rolesOf(server, browser)).toContain('Admin')
    await db.updateTable('users').set({ active: true }).where('username', '=', 'admin').execute()
    await signIn('realm', 'boss#1', browser)
    expect(await rolesOf(server, browser)).toEqual(['Public', 'sql_lab'])
  })

  test('the same person comes back to the same account under another name', async () => {
    account('cleo#1')
    const first = createBrowser()
    await signIn('sso', 'cleo#1', first)
    account('cleo#1', { preferred_username: 'cleopatra', email: 'other@corp.example' })
    const second = createBrowser()
    await signIn('sso', 'cleo#1', second)
    expect(await me(server, second)).toMatchObject({ username: 'cleo', email: 'cleo@corp.example' })
  })

  test.each([
    ['no account where none is made', 'nobody-new', 'dora#1', {}, 'no-account'],
    ['another domain', 'strict', 'evan#1', { email: 'evan@else.example' }, 'not-allowed'],
    ['a domain that only begins the same', 'strict', 'evan#2', { email: 'evan@corp.example.else.example' }, 'not-allowed'],
    ['an address that is not verified', 'strict', 'evan#3', { email_verified: false }, 'not-allowed'],
    ['no user name', 'sso', 'fay#1', { preferred_username: '' }, 'incomplete'],
    ['a user name of control characters', 'sso', 'fay#2', { preferred_username: 'fay\u0000' }, 'incomplete'],
  ])('%s: a sentence and nobody signed in', async (_what, name, sub, claims, problem) => {
    account(sub, claims)
    const browser = createBrowser()
    const page = await signIn(name, sub, browser)
    expect([page.status, problemOf(page)]).toEqual([303, problem])
    expect(await me(server, browser)).toBeNull()
  })

  test('leads only to pages of this site', async () => {
    account('gus#1')
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await signIn('sso', 'gus#1', createBrowser(), next)).headers.get('location')).toBe('/')
  })

  test('who says no at the provider is told so', async () => {
    const browser = createBrowser()
    const page = await browser.follow(`${server.url}/login/sso`, undefined, here)
    const back = await browser.follow(`${page.url.href}/abort`, undefined, here)
    expect(problemOf(await browser.open(back.url.href))).toBe('denied')
  })

  test('names of no provider are pages of the client, and their callbacks are nothing', async () => {
    expect((await server.nobody.get('/login/unknown')).headers.get('content-type')).toContain('text/html')
    expect((await server.nobody.get('/login/')).headers.get('content-type')).toContain('text/html')
    expect((await server.nobody.post('/saml/acs/sso', new URLSearchParams({ SAMLResponse: 'x' }))).status).toBe(404)
  })

  test('the page learns names and icons, and nothing else of the settings', async () => {
    const answer = await server.nobody.get('/api/v1/coset/bootstrap')
    expect(answer.json()).toMatchObject({
      sign_in: { password: true, providers: expect.arrayContaining([{ kind: 'redirect', name: 'sso', label: 'Our sign-in', icon: 'key' }]) },
    })
    expect(answer.text).not.toContain('a secret of the client')
    expect(answer.text).not.toContain(idp.origin)
  })
})

describe('attacks', () => {
  const account34 = async (username: string, more: Partial<Parameters<typeof addAccount>[1]>): Promise<number> =>
    addAccount(server, { username, email: `${username}@corp.example`, ...more })

  test('34: the address of somebody who is here gives nobody their account', async () => {
    await account34('victim', { password: 'a hash' })
    for (const [sub, claims] of [
      ['mallory#1', { email: 'victim@corp.example' }],
      ['mallory#2', { email: 'VICTIM@corp.example', preferred_username: 'mallory2' }],
      ['victim#3', {}],
      ['VICTIM#4', {}],
    ] as const) {
      account(sub, claims)
      const browser = createBrowser()
      expect(problemOf(await signIn('sso', sub, browser))).toBe('taken')
      expect(await me(server, browser)).toBeNull()
    }
  })

  test('34: an address that nobody verified is not linked, and not kept for later', async () => {
    account('eve#1', { email: 'late@corp.example', email_verified: false })
    const browser = createBrowser()
    await signIn('sso', 'eve#1', browser)
    expect((await me(server, browser))?.email).toMatch(/@unknown\.invalid$/)
    account('late#1')
    const late = createBrowser()
    await signIn('strict', 'late#1', late)
    expect(await me(server, late)).toMatchObject({ username: 'late', email: 'late@corp.example' })
  })

  test('34: a verified address links where the entry says so, but never to administrators and programs', async () => {
    const id = await account34('hal', { password: 'a hash' })
    account('hal9000#1', { email: 'hal@corp.example' })
    const browser = createBrowser()
    await signIn('strict', 'hal9000#1', browser)
    expect(await me(server, browser)).toMatchObject({ userId: id, username: 'hal' })
    account('hal9000#2', { email: 'hal@corp.example' })
    expect(problemOf(await signIn('strict', 'hal9000#2'))).toBe('taken')
    await account34('robot', { is_service: true })
    await account34('chief', { role: 'Admin' })
    for (const victim of ['robot', 'chief']) {
      account(`thief#${victim}`, { preferred_username: `thief-${victim}`, email: `${victim}@corp.example` })
      expect(problemOf(await signIn('strict', `thief#${victim}`))).toBe('taken')
      account(`${victim}#sso`)
      expect(problemOf(await signIn('sso', `${victim}#sso`))).toBe('taken')
    }
  })

  test('34: a name links only to an account that nobody has a way into', async () => {
    const id = await account34('ida', {})
    account('ida#1')
    const browser = createBrowser()
    await signIn('sso', 'ida#1', browser)
    expect(await me(server, browser)).toMatchObject({ userId: id })
    account('ida#2')
    expect(problemOf(await signIn('sso', 'ida#2'))).toBe('taken')
    await account34('jon', { identity: 'another provider' })
    account('jon#1')
    expect(problemOf(await signIn('sso', 'jon#1'))).toBe('taken')
  })

  test('34: an account that is switched off stays out', async () => {
    account('kim#1')
    await signIn('sso', 'kim#1')
    const { db } = server.running.ctx.metadata
    await db.updateTable('users').set({ active: false }).where('username', '=', 'kim').execute()
    const browser = createBrowser()
    expect(problemOf(await signIn('sso', 'kim#1', browser))).toBe('inactive')
    expect(await me(server, browser)).toBeNull()
  })

  test('34: an answer is taken once, by the browser that asked, with its state', async () => {
    account('lea#1')
    const browser = createBrowser()
    const back = await atProvider(browser, `${server.url}/login/sso`, 'lea#1')
    const sealed = browser.cookie(server.url, 'coset_sign_in') ?? ''
    // Another browser: somebody would sign it in as themselves
    const other = createBrowser()
    expect(problemOf(await other.open(back.href))).toBe('expired')
    await other.open(`${server.url}/login/sso`)
    expect(problemOf(await other.open(back.href))).toBe('expired')
    expect(await me(server, other)).toBeNull()
    expect(problemOf(await createBrowser().open(back.href.replace(/state=[^&]*/, '')))).toBe('expired')
    expect((await browser.open(back.href)).headers.get('location')).toBe('/')
    // With the cookie stolen, or kept
    const replay = await server.nobody.with({ cookie: `coset_sign_in=${sealed}` }).get(back.pathname + back.search)
    expect(replay.headers.get('location')).toBe('/login/?problem=expired')
    expect(replay.headers.getSetCookie().some((line) => line.startsWith('session='))).toBe(false)
  })

  test('34: a forged or foreign journey is none', async () => {
    const { secrets } = server.running.ctx
    const journey = { provider: 'sso', state: 's'.repeat(43), keep: '{}', next: '/', until: Date.now() + 60_000 }
    for (const cookie of [
      '',
      'v1:AAAA',
      secrets.seal('{}'),
      secrets.seal(JSON.stringify(journey)),
      secrets.seal(JSON.stringify({ for: 'sign-in journey', ...journey, until: 1 })),
    ]) {
      const answer = await server.nobody
        .with({ cookie: `coset_sign_in=${encodeURIComponent(cookie)}` })
        .get(`/oauth-authorized/sso?code=x&state=${journey.state}`)
      expect(answer.headers.get('location')).toBe('/login/?problem=expired')
    }
  })

  test('34: signing in makes a new session; one that somebody set before is worth nothing', async () => {
    account('mia#1')
    const browser = createBrowser()
    await browser.open(`${server.url}/login/`)
    const before = browser.cookie(server.url, 'session')
    await signIn('sso', 'mia#1', browser)
    expect(await me(server, browser)).toMatchObject({ username: 'mia' })
    expect(browser.cookie(server.url, 'session')).not.toBe(before)
    expect((await server.nobody.with({ cookie: `session=${before}` }).get('/api/v1/me/')).status).toBe(401)
  })

  test('34: the journey travels with PKCE, out of reach of scripts, and says nothing', async () => {
    const answer = await server.nobody.get('/login/sso?next=/x')
    const asked = new URL(answer.headers.get('location') ?? '')
    expect([asked.origin, asked.searchParams.get('code_challenge_method')]).toEqual([idp.origin, 'S256'])
    expect(asked.searchParams.get('redirect_uri')).toBe(`${server.url}/oauth-authorized/sso`)
    const [cookie = ''] = answer.headers.getSetCookie().filter((line) => line.startsWith('coset_sign_in='))
    expect(cookie).toMatch(/; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(decodeURIComponent(cookie)).not.toContain(asked.searchParams.get('state') ?? 'nothing')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('34: a host that a request names leads no answer to it', async () => {
    for (const headers of [{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example' }, { host: 'localhost.evil.example' }]) {
      const answer = await server.serving.app.inject({ method: 'GET', url: '/login/sso', headers: { host: '127.0.0.1', ...headers } })
      const { location } = answer.headers
      expect(String(location)).not.toContain('evil')
      if ('host' in headers) expect(location).toBe('/login/?problem=not-set-up')
    }
  })

  test('34: what a provider says never becomes text of a page', async () => {
    const browser = createBrowser()
    const page = await browser.open(`${server.url}/login/sso`)
    const state = new URL(page.headers.get('location') ?? '').searchParams.get('state')
    const said = new URLSearchParams({ state: state ?? '', error: '<script>1</script>', error_description: '<img src=x onerror=1>', iss: idp.origin })
    expect((await browser.open(`${server.url}/oauth-authorized/sso?${said}`)).headers.get('location')).toBe('/login/?problem=refused')
  })
})
