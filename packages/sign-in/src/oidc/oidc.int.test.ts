import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SignInFailed, SignInRefused } from '../errors.ts'
import type { Arrived, RedirectProvider } from '../port.ts'
import { providersFrom } from '../registry.ts'
import { type Forgery, type ForgingServer, startForgingServer } from '../testing/index.ts'

let idp: ForgingServer
const CALLBACK = 'http://127.0.0.1:9/oauth-authorized/oidc'
const STATE = 's'.repeat(43)

beforeAll(async () => {
  idp = await startForgingServer()
})
afterAll(async () => idp.close())

const providerOf = (more: object = {}): RedirectProvider => {
  const { entries, broken } = providersFrom([{ kind: 'oidc', issuer: idp.origin, clientId: 'coset', clientSecret: 'x', ...more }])
  const provider = entries[0]?.provider
  if (provider?.kind !== 'redirect') throw new Error(JSON.stringify(broken))
  return provider
}

const goThrough = async (forge: (right: Forgery) => Forgery = (right) => right, more: object = {}): Promise<Arrived> => {
  idp.forge = forge
  const provider = providerOf(more)
  const { location, keep } = await provider.start({ callback: CALLBACK, state: STATE })
  const code = new URL(location).searchParams.get('nonce') ?? ''
  return provider.finish({ callback: CALLBACK, url: new URL(`${CALLBACK}?code=${code}&state=${STATE}`), form: {}, state: STATE, kept: keep })
}

const change =
  (claims: object, header: object = {}) =>
  (right: Forgery): Forgery => ({ ...right, header: { ...right.header, ...header }, claims: { ...right.claims, ...claims } })

describe('id tokens', () => {
  test('a right one names the person by issuer and subject', async () => {
    idp.userinfo = { sub: 'sub 1', preferred_username: 'forged', email: 'F@Example.org', email_verified: true, realm: { 'a.b': { roles: ['x', 7, {}] } } }
    const { person } = await goThrough(undefined, { keysClaim: 'realm.a.b.roles' })
    expect(person).toMatchObject({
      provider: 'oidc',
      subject: `sub 1 @ ${idp.origin}`,
      username: 'forged',
      email: 'f@example.org',
      emailVerified: true,
      keys: [],
    })
    const named = await goThrough(change({ groups: ['a', 'b', 'a'] }), { keysClaim: 'groups' })
    expect(named.person.keys).toEqual(['a', 'b'])
  })

  const past = Math.floor(Date.now() / 1000) - 4000
  test.each<readonly [string, (right: Forgery) => Forgery]>([
    ['signed by another key', (right) => ({ ...right, key: idp.otherKey })],
    ['unsigned', (right) => ({ ...right, header: { alg: 'none' }, key: null })],
    ['without a signature', (right) => ({ ...right, key: null })],
    ['signed with HMAC', change({}, { alg: 'HS256' })],
    ['of an unknown key', change({}, { kid: 'other' })],
    ['for another client', change({ aud: 'another' })],
    ['for several, not given to us', change({ aud: ['coset', 'another'], azp: 'another' })],
    ['of another issuer', change({ iss: 'https://evil.example' })],
    ['too old', change({ exp: past, iat: past - 300 })],
    ['with another nonce', change({ nonce: 'n'.repeat(32) })],
    ['without a nonce', change({ nonce: undefined })],
    ['without a subject', change({ sub: undefined })],
    ['with an empty subject', change({ sub: '' })],
    ['of somebody else than the userinfo', change({ sub: 'sub 2' })],
  ])('34: one that is %s is refused', async (_name, forge) => {
    idp.userinfo = { sub: 'sub 1', preferred_username: 'forged' }
    await expect(goThrough(forge)).rejects.toThrow(SignInRefused)
  })

  test('34: an answer with another state, or to another journey, is refused', async () => {
    idp.forge = (right) => right
    const provider = providerOf()
    const { location, keep } = await provider.start({ callback: CALLBACK, state: STATE })
    const code = new URL(location).searchParams.get('nonce') ?? ''
    const url = (state: string): URL => new URL(`${CALLBACK}?code=${code}&state=${state}`)
    const arrival = { callback: CALLBACK, form: {}, kept: keep, state: STATE }
    for (const wrong of [
      { ...arrival, url: url('x'.repeat(43)) },
      { ...arrival, url: url('') },
      { ...arrival, url: url(STATE), state: null },
      { ...arrival, url: url(STATE), kept: '' },
      { ...arrival, url: url(STATE), kept: '{}' },
    ])
      await expect(provider.finish(wrong)).rejects.toThrow(SignInRefused)
    await expect(provider.finish({ ...arrival, url: url(STATE) })).resolves.toBeDefined()
  })

  test('asks with PKCE by S256, state and nonce, each of its own', async () => {
    const provider = providerOf({ parameters: { prompt: 'select_account' } })
    const asks = await Promise.all([1, 2].map(async () => new URL((await provider.start({ callback: CALLBACK, state: STATE })).location).searchParams))
    expect(Object.fromEntries(asks[0] ?? [])).toEqual({
      client_id: 'coset',
      response_type: 'code',
      scope: 'openid profile email',
      redirect_uri: CALLBACK,
      state: STATE,
      prompt: 'select_account',
      nonce: expect.stringMatching(/^[\w-]{32}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    expect(asks[0]?.get('nonce')).not.toBe(asks[1]?.get('nonce'))
    expect(asks[0]?.get('code_challenge')).not.toBe(asks[1]?.get('code_challenge'))
  })

  test('one that cannot be reached is a failure, and is asked again the next time', async () => {
    await expect(providerOf({ issuer: 'http://127.0.0.1:9' }).start({ callback: CALLBACK, state: STATE })).rejects.toThrow(SignInFailed)
    await expect(providerOf({ issuer: `${idp.origin}/other` }).start({ callback: CALLBACK, state: STATE })).rejects.toThrow(SignInFailed)
  })
})
