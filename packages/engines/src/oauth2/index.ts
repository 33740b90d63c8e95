import { createHash } from 'node:crypto'
import { BadRequest, EngineFailure } from '@coset/core'
import { createHttpClient } from '../http/client.ts'
import { numberOf, objectOf, textOf } from '../http/json.ts'
import type { ConnectionPolicy } from '../port.ts'

/** How people are sent to whoever signs them in to a database, as Superset writes it in `oauth2_client_info`. */
export interface Oauth2Client {
  readonly id: string
  readonly secret: string
  readonly scope: string
  readonly authorization_request_uri: string
  readonly token_request_uri: string
  readonly request_content_type: 'json' | 'data'
}

/** What a person's browser and this server agree on for one sign-in. */
export interface Oauth2Journey {
  readonly state: string
  readonly redirectUri: string
  /** 43 to 128 letters; its hash travels with the browser, itself only with the exchange (PKCE, RFC 7636). */
  readonly verifier: string
}

/** Where the browser is sent. */
export const authorizationUrl = (client: Oauth2Client, { state, redirectUri, verifier }: Oauth2Journey): string => {
  const url = new URL(client.authorization_request_uri)
  const parameters = {
    scope: client.scope,
    response_type: 'code',
    state,
    redirect_uri: redirectUri,
    client_id: client.id,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    access_type: 'offline',
    include_granted_scopes: 'false',
    prompt: 'consent',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

export interface Oauth2Tokens {
  readonly accessToken: string
  /** Seconds; null: not told. */
  readonly lasts: number | null
  /** Null: none came, the one before stays. */
  readonly refreshToken: string | null
}

export type Oauth2Grant =
  | { readonly grant_type: 'authorization_code'; readonly code: string; readonly redirect_uri: string; readonly code_verifier: string }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string }

/** Asks for tokens. The address is held to the policy of connections. Throws BadRequest when the grant is refused, EngineFailure when nobody answers as expected; no secret gets into either. */
export const requestTokens = async (client: Oauth2Client, policy: ConnectionPolicy, grant: Oauth2Grant, timeoutMs = 30_000): Promise<Oauth2Tokens> => {
  const url = new URL(client.token_request_uri)
  const http = createHttpClient({ base: new URL(url.origin), policy, maxBytes: 1_000_000 })
  const fields = { ...grant, client_id: client.id, client_secret: client.secret }
  const asJson = client.request_content_type === 'json'
  try {
    const told = await http.send({
      method: 'POST',
      path: url.pathname + url.search,
      headers: { 'content-type': asJson ? 'application/json' : 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: asJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
      timeoutMs,
    })
    if (told.status >= 400 && told.status < 500) throw new BadRequest(`The sign-in of the database was refused (status ${told.status})`)
    const said = objectOf(told.status === 200 ? await told.json() : null)
    const accessToken = textOf(said['access_token']) ?? ''
    if (accessToken === '')
      throw new EngineFailure(`Whoever signs people in to the database answered with status ${told.status} and no token`, { code: 'OAUTH2_REDIRECT_ERROR' })
    return { accessToken, lasts: numberOf(said['expires_in']), refreshToken: textOf(said['refresh_token']) }
  } finally {
    http.close()
  }
}
