import {
  answerOf,
  type Certificate,
  freePort,
  type GithubServer,
  IDP_ISSUER,
  type LdapServer,
  makeIdpKeys,
  readRequest,
  rightAnswer,
  startGithubServer,
  startLdapServer,
} from '@coset/sign-in/testing'
import { bearerClient, createClient, csrfOf } from '@coset/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { whoIs } from '../test-routes.ts'
import { ADMIN_PASSWORD, startServer, type TestServer } from '../test-server.ts'
import { addAccount, type Browser, createBrowser, me, type Page, rolesOf } from './test-browser.ts'

let github: GithubServer
let directory: LdapServer
let keys: Certificate
let server: TestServer

const PEOPLE = 'ou=people,dc=example,dc=org'
const ANALYSTS = 'cn=analysts,ou=groups,dc=example,dc=org'

beforeAll(async () => {
  const port = await freePort()
  github = await startGithubServer()
  directory = await startLdapServer()
  keys = makeIdpKeys()
  const saml = { kind: 'saml', entryPoint: 'https://idp.example/sso', idpIssuer: IDP_ISSUER, idpCert: keys.certificate }
  server = await startServer({
    config: {
      port,
      signInProviders: [
        {
          kind: 'github',
          clientId: 'an app',
          clientSecret: 'a secret of the app',
          site: github.origin,
          api: github.origin,
          organizations: true,
          roleMapping: { makers: ['Alpha'] },
        },
        { ...saml, keysAttribute: 'groups', groupMapping: { crew: ['Crew'], owners: ['Owners'] } },
        { ...saml, name: 'portal', idpInitiated: true, link: 'never' },
        { kind: 'ldap', url: `ldap://127.0.0.1:${directory.port}`, usernameFormat: `uid=%s,${PEOPLE}`, roleMapping: { [ANALYSTS.toUpperCase()]: ['sql_lab'] } },
        { kind: 'header', name: 'proxy', proxies: ['127.0.0.0/8'], groupsHeader: 'x-groups', roleMapping: { staff: ['Gamma'] }, registrationRoles: [] },
        { kind: 'header', name: 'far', proxies: ['10.1.2.3', 'fd00::/8'] },
        { kind: 'oidc', name: 'broken', issuer: 'http://idp.example', clientId: 'x', clientSecret: 'a secret that is told to nobody' },
      ],
    },
  })
  const person = (uid: string) => ({
    dn: `uid=${uid},${PEOPLE}`,
    password: `${uid} of ldap`,
    attributes: { uid, mail: `${uid}@example.org`, memberof: [ANALYSTS] },
  })
  directory.entries.push(person('lin'), person('admin'), person('old'), person('gone'))
  const { db } = server.running.ctx.metadata
  await db
    .insertInto('groups')
    .values([
      { name: 'Crew', label: null, description: null },
      { name: 'Owners', label: null, description: null },
    ])
    .execute()
  const owners = await db.selectFrom('groups').select('id').where('name', '=', 'Owners').executeTakeFirstOrThrow()
  await db
    .insertInto('group_roles')
    .values({ group_id: owners.id, role_id: await server.roleId('Admin') })
    .execute()
})

afterAll(async () => {
  await server.close()
  await github.close()
  await directory.close()
})

describe('GitHub', () => {
  const octo = { id: 7, login: 'octo', name: 'Octo Cat', emails: [{ email: 'o@example.org', primary: true, verified: true }], orgs: ['makers'] }
  const signIn = async (browser: Browser): Promise<Page> =>
    browser.follow(`${server.url}/login/github?next=/x`, undefined, (url) => url.pathname === '/x' || url.pathname === '/login/')

  test('from the button to a session, with the primary address and the organisation’s role', async () => {
    github.visitor = octo
    const browser = createBrowser()
    expect((await signIn(browser)).url.pathname).toBe('/x')
    expect(await me(server, browser)).toMatchObject({ username: 'octo', email: 'o@example.org', firstName: 'Octo' })
    expect(await rolesOf(server, browser)).toEqual(['Alpha', 'Public'])
    expect((await browser.get(`${server.url}/api/v1/me/`)).status).toBe(200)
  })

  test('35: another login with the same number is the same person, the same login with another number is not', async () => {
    github.visitor = { ...octo, login: 'octo-new' }
    const browser = createBrowser()
    await signIn(browser)
    expect(await me(server, browser)).toMatchObject({ username: 'octo' })
    github.visitor = { ...octo, id: 8, emails: [] }
    expect((await signIn(createBrowser())).url.searchParams.get('problem')).toBe('taken')
  })

  test('34: user names there are anybody’s to choose: no account is given away by name or address', async () => {
    await addAccount(server, { username: 'waiting', email: 'waiting@example.org' })
    github.visitor = { id: 9, login: 'waiting', emails: [{ email: 'waiting@example.org', primary: true, verified: true }] }
    const browser = createBrowser()
    expect((await signIn(browser)).url.searchParams.get('problem')).toBe('taken')
    expect(await me(server, browser)).toBeNull()
  })

  test('an address that is not verified, or not the primary one, is not kept', async () => {
    github.visitor = {
      id: 10,
      login: 'pat',
      emails: [
        { email: 'second@example.org', primary: false, verified: true },
        { email: 'first@example.org', primary: true, verified: false },
      ],
    }
    const browser = createBrowser()
    await signIn(browser)
    expect((await me(server, browser))?.email).toMatch(/@unknown\.invalid$/)
  })

  test('who says no is told so, and nothing that GitHub says is shown', async () => {
    github.visitor = null
    const page = await signIn(createBrowser())
    expect(page.url.search).toBe('?problem=denied')
  })
})

describe('SAML', () => {
  const begin = async (browser: Browser, name = 'saml') =>
    readRequest((await browser.open(`${server.url}/login/${name}?next=/after`)).headers.get('location') ?? '')
  const post = async (browser: Browser, SAMLResponse: string, RelayState: string, name = 'saml'): Promise<Page> =>
    browser.follow(
      `${server.url}/saml/acs/${name}`,
      { SAMLResponse, RelayState },
      (url) => url.pathname === '/after' || url.pathname === '/login/' || url.pathname === '/',
    )

  test('35: from the button to a session and mapped groups; administrators are made by no mapping', async () => {
    const browser = createBrowser()
    const asked = await begin(browser)
    const page = await post(browser, answerOf(rightAnswer(asked, 'sam', { groups: ['crew', 'owners'], email: ['sam@example.org'] }), keys), asked.relayState)
    expect(page.url.pathname).toBe('/after')
    expect(await me(server, browser)).toMatchObject({ username: 'sam', email: 'sam@example.org' })
    expect(await rolesOf(server, browser)).toEqual(['Public'])
    const rows = await server.running.ctx.metadata.db
      .selectFrom('group_users')
      .innerJoin('groups', 'groups.id', 'group_users.group_id')
      .select('name')
      .execute()
    expect(rows).toEqual([{ name: 'Crew' }])
  })

  test('34: an answer is taken once, and only by the browser that asked', async () => {
    const [victim, attacker] = [createBrowser(), createBrowser()]
    const asked = await begin(attacker)
    const answer = answerOf(rightAnswer(asked, 'attacker'), keys)
    // Somebody's own answer, posted by the victim's browser, would sign the victim in as them
    expect((await post(victim, answer, asked.relayState)).url.search).toBe('?problem=expired')
    expect(await me(server, victim)).toBeNull()
    expect((await post(attacker, answer, asked.relayState)).url.search).toBe('?problem=expired')
    const again = await begin(attacker)
    const fresh = answerOf(rightAnswer(again, 'attacker'), keys)
    expect((await post(attacker, fresh, again.relayState)).url.pathname).toBe('/after')
    expect((await post(attacker, fresh, again.relayState)).url.search).toBe('?problem=expired')
  })

  test('34: an answer without our state, of another entry, or unsigned, is refused', async () => {
    const browser = createBrowser()
    const asked = await begin(browser)
    const right = rightAnswer(asked, 'sue')
    expect((await post(browser, answerOf(right, keys), '')).url.search).toBe('?problem=refused')
    expect((await post(browser, answerOf(right, keys), 's'.repeat(43))).url.search).toBe('?problem=refused')
    expect((await post(browser, answerOf(right, keys), asked.relayState, 'portal')).url.search).toBe('?problem=refused')
    expect((await post(browser, answerOf(right, makeIdpKeys()), asked.relayState)).url.search).toBe('?problem=refused')
    expect((await browser.open(`${server.url}/saml/acs/saml?code=x`)).headers.get('location')).toBe('/login/?problem=expired')
    expect(await me(server, browser)).toBeNull()
  })

  test('started by the provider: only where the entry says so, and once', async () => {
    const asked = { id: '_none', issuer: `${server.url}/saml/metadata/portal`, callback: `${server.url}/saml/acs/portal`, relayState: '' }
    const alone = answerOf({ ...rightAnswer(asked, 'pia'), inResponseTo: null, answerTo: null }, keys)
    const browser = createBrowser()
    expect((await post(browser, alone, 'https://evil.example', 'portal')).url.pathname).toBe('/')
    expect(await me(server, browser)).toMatchObject({ username: 'pia' })
    expect((await post(createBrowser(), alone, '', 'portal')).url.search).toBe('?problem=expired')
  })

  test('our description says where answers go and that assertions must be signed', async () => {
    const answer = await server.nobody.get('/saml/metadata/saml')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/samlmetadata+xml; charset=utf-8'])
    expect(answer.text).toContain(`entityID="${server.url}/saml/metadata/saml"`)
    expect(answer.text).toMatch(/WantAssertionsSigned="true"/)
    expect((await server.nobody.get('/saml/metadata/github')).text).not.toContain('EntityDescriptor')
  })
})

describe('LDAP', () => {
  const byForm = async (username: string, password: string) => {
    const client = createClient(server.url)
    await client.get('/login/')
    const answer = await client
      .with({ accept: 'application/json' })
      .post('/login/', new URLSearchParams({ username, password, csrf_token: await csrfOf(client) }))
    return { client, status: answer.status }
  }
  const byApi = (username: string, password: string, provider: string) => server.nobody.post('/api/v1/security/login', { username, password, provider })

  beforeEach(() => {
    directory.asked.length = 0
  })

  test('the form takes names of the directory, and maps groups to roles', async () => {
    const { client, status } = await byForm('lin', 'lin of ldap')
    expect(status).toBe(200)
    expect([...(await whoIs(client)).roles].toSorted()).toEqual(['Public', 'sql_lab'])
    expect((await byForm('lin', 'lin')).status).toBe(401)
    expect((await byForm('lin', '')).status).toBe(401)
  })

  test('accounts of the site come first and are not asked of the directory when they are right', async () => {
    expect((await byForm('admin', ADMIN_PASSWORD)).status).toBe(200)
    expect(directory.asked).toEqual([])
  })

  test('34: a name of the directory does not become the account of that name here', async () => {
    const { client, status } = await byForm('admin', 'admin of ldap')
    expect(status).toBe(401)
    expect((await client.get('/api/v1/me/')).status).toBe(401)
    expect((await byApi('admin', 'admin of ldap', 'ldap')).status).toBe(401)
  })

  test('tokens: `ldap` asks the directory only, `db` the site only', async () => {
    expect((await byApi('lin', 'lin of ldap', 'ldap')).status).toBe(200)
    expect((await byApi('admin', ADMIN_PASSWORD, 'ldap')).status).toBe(401)
    directory.asked.length = 0
    expect((await byApi('lin', 'lin of ldap', 'db')).status).toBe(401)
    expect(directory.asked).toEqual([])
    expect((await byApi('lin', 'lin of ldap', 'oauth')).json()).toEqual({ message: { provider: ['Alternative authentication provider is not allowed'] } })
  })

  test('36: wrong passwords of the directory close the door, too', async () => {
    const answers = []
    for (let i = 0; i < 12; i++) answers.push((await byApi('gone', `guess ${i}`, 'ldap')).status)
    expect(answers).toEqual([...Array<number>(10).fill(401), 429, 429])
    expect((await byApi('gone', 'gone of ldap', 'ldap')).status).toBe(429)
  })
})

describe('a trusted header', () => {
  const come = async (name: string, headers: Readonly<Record<string, string>>) => server.nobody.with(headers).get(`/login/${name}?next=/x`)

  test('from the proxy, somebody is signed in with roles', async () => {
    const client = createClient(server.url)
    const answer = await client.with({ 'x-remote-user': 'hugo', 'x-groups': 'staff, other' }).get('/login/proxy?next=/x')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/x'])
    expect((await client.get('/api/v1/me/roles/')).json()).toMatchObject({ result: { username: 'hugo', roles: { Gamma: expect.anything() } } })
  })

  test('34: from anybody else it is nothing, whatever else a request says', async () => {
    for (const headers of [{}, { 'x-forwarded-for': '10.1.2.3' }, { forwarded: 'for=10.1.2.3' }, { 'x-real-ip': '10.1.2.3' }]) {
      const answer = await come('far', { 'x-remote-user': 'admin', ...headers })
      expect(answer.headers.get('location')).toBe('/login/?problem=refused')
      expect(answer.headers.getSetCookie().some((line) => line.startsWith('session='))).toBe(false)
    }
    expect((await server.nobody.with({ 'x-remote-user': 'admin' }).get('/api/v1/me/')).status).toBe(401)
  })

  test('34: without a name, with two, or with the name of a local account, nobody is signed in', async () => {
    for (const name of ['', ' ', 'a, b']) expect((await come('proxy', { 'x-remote-user': name })).headers.get('location')).toBe('/login/?problem=refused')
    expect((await come('proxy', { 'x-remote-user': 'admin' })).headers.get('location')).toBe('/login/?problem=taken')
  })
})

test('a broken entry stops nothing, is offered to nobody, and is named without its secrets', async () => {
  const { broken } = server.running.ctx.providers
  expect(broken).toEqual([{ name: 'broken', reason: 'issuer: must begin with https://' }])
  expect((await server.nobody.get('/api/v1/coset/bootstrap')).text).not.toContain('broken')
})

test('without passwords of the site: neither form nor API takes one, the link of the start does', async () => {
  await using closed = await startServer({ config: { signInWithPassword: true } })
  expect((await closed.nobody.get('/api/v1/coset/bootstrap')).json()).toMatchObject({ sign_in: { password: true, providers: [] } })
  Object.assign(closed.running.ctx.settings.signIn, { withPassword: false })
  await expect(bearerClient(closed.url, 'admin', ADMIN_PASSWORD)).rejects.toThrow(/400/)
  const client = createClient(closed.url)
  await client.get('/login/')
  const form = new URLSearchParams({ username: 'admin', password: ADMIN_PASSWORD, csrf_token: await csrfOf(client) })
  expect((await client.with({ accept: 'application/json' }).post('/login/', form)).status).toBe(401)
  await client.get(closed.serving.signInLink ?? '')
  expect((await client.get('/api/v1/me/')).status).toBe(200)
  expect((await closed.nobody.get('/api/v1/coset/bootstrap')).json()).toMatchObject({ sign_in: { password: false } })
})
