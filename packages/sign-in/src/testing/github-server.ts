import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Served, serveHttp } from './serve.ts'

export interface GithubAccount {
  readonly id: number
  readonly login: string
  readonly name?: string | null
  readonly emails: readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[]
  readonly orgs?: readonly string[]
}

export interface GithubServer extends Served {
  /** Who is signed in there; null: they say no. */
  visitor: GithubAccount | null
  /** Every address that was asked for, in order. */
  readonly asked: string[]
}

interface Grant {
  readonly account: GithubAccount
  readonly challenge: string
  readonly redirect: string
}

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part))
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Speaks OAuth 2 and the three addresses of the API as GitHub does: code flow with PKCE, `state` given back, JSON where it is asked for. */
export const startGithubServer = async (): Promise<GithubServer> => {
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, GithubAccount>()
  const state: { visitor: GithubAccount | null } = { visitor: null }
  const asked: string[] = []

  const authorize = (url: URL, response: ServerResponse): void => {
    const back = new URL(url.searchParams.get('redirect_uri') ?? '')
    back.searchParams.set('state', url.searchParams.get('state') ?? '')
    if (state.visitor === null) {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', '<b onmouseover=alert(1)>no</b>')
    } else {
      const code = randomUUID()
      const challenge = url.searchParams.get('code_challenge_method') === 'S256' ? (url.searchParams.get('code_challenge') ?? '') : ''
      codes.set(code, { account: state.visitor, challenge, redirect: url.searchParams.get('redirect_uri') ?? '' })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { location: back.href }).end()
  }

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    const grant = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    const proof = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const right =
      grant !== undefined && grant.challenge === proof && grant.redirect === body.get('redirect_uri') && body.get('client_secret') === 'a secret of the app'
    if (!right) return json(response, 200, { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' })
    const value = randomUUID()
    tokens.set(value, grant.account)
    json(response, 200, { access_token: value, token_type: 'bearer', scope: 'read:user,user:email' })
  }

  const answerOf = (path: string, account: GithubAccount): readonly [status: number, body: unknown] => {
    if (path === '/user') return [200, { id: account.id, login: account.login, name: account.name ?? null, email: account.emails[0]?.email ?? null }]
    if (path === '/user/emails') return [200, account.emails]
    if (path === '/user/orgs') return [200, (account.orgs ?? []).map((login) => ({ login }))]
    return [404, { message: 'Not Found' }]
  }

  const api = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    const account = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    const [status, body] = account === undefined ? [401, { message: 'Bad credentials' }] : answerOf(path, account)
    json(response, status, body)
  }

  const served = await serveHttp((origin) => (request, response) => {
    const url = new URL(request.url ?? '/', origin)
    asked.push(url.pathname)
    if (url.pathname === '/login/oauth/authorize') return authorize(url, response)
    if (url.pathname === '/login/oauth/access_token') return void token(request, response)
    api(url.pathname, request, response)
  })
  return {
    ...served,
    asked,
    get visitor() {
      return state.visitor
    },
    set visitor(account) {
      state.visitor = account
    },
    [Symbol.asyncDispose]: served.close,
  }
}
