import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Served, serveHttp } from './serve.ts'

export interface Forgery {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** Null: no signature at all. */
  readonly key: KeyObject | null
}

export interface ForgingServer extends Served {
  /** Of the next id token: changes the right one. */
  forge: (right: Forgery) => Forgery
  /** What the userinfo says. */
  userinfo: Readonly<Record<string, unknown>>
  readonly otherKey: KeyObject
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const jwt = ({ header, claims, key }: Forgery): string => {
  const body = `${part(header)}.${part(claims)}`
  return `${body}.${key === null ? '' : sign('sha256', Buffer.from(body), key).toString('base64url')}`
}

/** An OpenID Connect provider whose id tokens are as wrong as a test wants them. The code that it takes is the nonce of the journey. */
export const startForgingServer = async (): Promise<ForgingServer> => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const state: Pick<ForgingServer, 'forge' | 'userinfo'> = { forge: (right) => right, userinfo: { sub: 'sub 1', preferred_username: 'forged' } }
  const served = await serveHttp((origin) => async (request, response) => {
    const url = new URL(request.url ?? '/', origin)
    const json = (value: unknown): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        jwks_uri: `${origin}/keys`,
        userinfo_endpoint: `${origin}/userinfo`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
        subject_types_supported: ['public'],
      })
    if (url.pathname === '/keys') return json({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }] })
    if (url.pathname === '/userinfo') return json(state.userinfo)
    if (url.pathname !== '/token') return void response.writeHead(404).end()
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: origin, aud: 'coset', sub: 'sub 1', iat: now, exp: now + 300, nonce: new URLSearchParams(text).get('code') }
    json({ access_token: 'a token', token_type: 'bearer', id_token: jwt(state.forge({ header: { alg: 'RS256', kid: 'own' }, claims, key: own.privateKey })) })
  })
  return {
    ...served,
    otherKey: other.privateKey,
    get forge() {
      return state.forge
    },
    set forge(value) {
      state.forge = value
    },
    get userinfo() {
      return state.userinfo
    },
    set userinfo(value) {
      state.userinfo = value
    },
    [Symbol.asyncDispose]: served.close,
  }
}
