import type { Client } from '@coset/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CLIENT, type Oauth2Provider, openProvider, openWhoAmI } from './test-oauth2.ts'
import { startServer, type TestServer } from './test-server.ts'

const SITE = 'https://bi.example.org'
let provider: Oauth2Provider
let trino: Awaited<ReturnType<typeof openWhoAmI>>
let server: TestServer
let databaseId = 0
beforeAll(async () => {
  provider = await openProvider()
  trino = await openWhoAmI(provider)
  server = await startServer({ config: { siteUrl: SITE } })
  const made = await server.admin.post('/api/v1/database/', {
    database_name: 'Lake',
    sqlalchemy_uri: `trino://coset@127.0.0.1:${trino.port}/memory/main?protocol=http`,
    expose_in_sqllab: true,
    impersonate_user: true,
    masked_encrypted_extra: JSON.stringify({
      oauth2_client_info: { ...CLIENT, scope: 'openid', authorization_request_uri: `${provider.url}/authorize`, token_request_uri: `${provider.url}/token` },
    }),
  })
  expect(made.status, made.text).toBe(201)
  databaseId = made.json<{ id: number }>().id
})
afterAll(async () => {
  await server.close()
  await trino[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})
beforeEach(() => {
  provider.lasts = 3600
  provider.refusesRefresh = false
})

interface Refused {
  readonly errors: readonly {
    readonly error_type: string
    readonly level: string
    readonly extra: { readonly url: string; readonly tab_id: string; readonly redirect_uri: string }
  }[]
}

const ask = (client: Client) =>
  client.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql: 'SELECT me FROM t', runAsync: false, client_id: crypto.randomUUID().slice(0, 11) })
const whoAmI = async (client: Client): Promise<unknown> => {
  const answer = await ask(client)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ data: readonly { me: string }[] }>().data[0]?.me
}
const sentTo = async (client: Client): Promise<Refused['errors'][number]['extra']> => {
  const answer = await ask(client)
  expect(answer.status, answer.text).toBe(403)
  const [error] = answer.json<Refused>().errors
  expect(error).toMatchObject({ error_type: 'OAUTH2_REDIRECT', level: 'warning' })
  if (error === undefined) throw new Error('no error')
  return error.extra
}
const comeBack = (client: Client, back: URL) => client.get(back.pathname + back.search)
const person = (name: string) => server.person(name, ['Admin'])

describe('a database that people sign in to', () => {
  test('sends each to the provider once, and then asks in their own name', async () => {
    const [ann, bob] = [await person('ann'), await person('bob')]
    const extra = await sentTo(ann)
    expect(extra.redirect_uri).toBe(`${SITE}/api/v1/database/oauth2/`)
    expect(extra.url).not.toContain(CLIENT.secret)
    const done = await comeBack(ann, await provider.signIn(extra.url, 'ann at the provider'))
    expect([done.status, done.headers.get('location')]).toEqual([302, `/databases/signed-in/?tab=${extra.tab_id}`])
    expect(await whoAmI(ann)).toBe('ann at the provider')
    const others = await sentTo(bob)
    await comeBack(bob, await provider.signIn(others.url, 'bob at the provider'))
    expect([await whoAmI(bob), await whoAmI(ann)]).toEqual(['bob at the provider', 'ann at the provider'])
  })

  test('34: what one began no other ends, and nothing is taken twice', async () => {
    const [carl, dora] = [await person('carl'), await person('dora')]
    const back = await provider.signIn((await sentTo(carl)).url, 'dora at the provider')
    expect((await comeBack(dora, back)).status).toBe(400)
    await sentTo(dora)
    await sentTo(carl)
    const again = await provider.signIn((await sentTo(carl)).url, 'carl at the provider')
    expect((await comeBack(server.nobody, again)).status).toBe(401)
    expect((await comeBack(carl, again)).status).toBe(302)
    expect((await comeBack(carl, again)).status).toBe(400)
    for (const search of ['', '?code=x', '?code=x&state=y', `?error=access_denied`])
      expect((await carl.get(`/api/v1/database/oauth2/${search}`)).status).toBe(400)
  })

  test('a token that ends is renewed; one that cannot be is asked for anew', async () => {
    const eva = await person('eva')
    provider.lasts = 61
    await comeBack(eva, await provider.signIn((await sentTo(eva)).url, 'eva at the provider'))
    expect(await whoAmI(eva)).toBe('eva at the provider')
    await new Promise((later) => setTimeout(later, 1500))
    expect(await whoAmI(eva)).toBe('eva at the provider')
    expect(provider.refreshed).toContain('eva at the provider')
    await new Promise((later) => setTimeout(later, 1500))
    provider.refusesRefresh = true
    await sentTo(eva)
  })

  test('tokens are sealed, told to nobody, and end with what signs people in', async () => {
    const finn = await person('finn')
    await comeBack(finn, await provider.signIn((await sentTo(finn)).url, 'finn at the provider'))
    const rows = JSON.stringify(await server.running.ctx.metadata.db.selectFrom('database_user_oauth2_tokens').selectAll().execute())
    expect(rows).not.toMatch(/access-|refresh-/)
    const shown = await server.admin.get(`/api/v1/database/${databaseId}/connection`)
    expect(shown.text).not.toContain(CLIENT.secret)
    const extra = shown.json<{ result: { masked_encrypted_extra: string } }>().result.masked_encrypted_extra
    expect((await server.admin.put(`/api/v1/database/${databaseId}`, { masked_encrypted_extra: extra })).status).toBe(200)
    await sentTo(finn)
  })
})

test('26: an address of tokens inside the network is refused where private addresses are', async () => {
  await using closed = await startServer({ config: { siteUrl: SITE, allowPrivateAddresses: false } })
  const { ctx } = closed.running
  const made = await closed.admin.post('/api/v1/database/', {
    database_name: 'Outside',
    sqlalchemy_uri: 'trino://coset@db.example.org/memory/main',
    impersonate_user: true,
    expose_in_sqllab: true,
    masked_encrypted_extra: JSON.stringify({
      oauth2_client_info: { ...CLIENT, scope: 'x', authorization_request_uri: 'https://id.example.org/authorize', token_request_uri: `${provider.url}/token` },
    }),
  })
  expect(made.status, made.text).toBe(201)
  const answer = await closed.admin.post('/api/v1/sqllab/execute/', {
    database_id: made.json<{ id: number }>().id,
    sql: 'SELECT 1',
    runAsync: false,
    client_id: 'x',
  })
  const [error] = answer.json<Refused>().errors
  const url = new URL(error?.extra.url ?? '')
  const back = await closed.admin.get(`/api/v1/database/oauth2/?code=x&state=${url.searchParams.get('state')}`)
  expect(back.status).toBe(422)
  expect(back.text).toMatch(/private|not allowed/i)
  expect(await ctx.metadata.db.selectFrom('database_user_oauth2_tokens').selectAll().execute()).toEqual([])
})
