import { BadRequest, EngineFailure } from '@coset/core'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import { refusal } from '../http/errors.ts'
import { objectOf, parseJson, textOf } from '../http/json.ts'
import { privateKeyOf, signedToken, tokenKeeper } from '../http/jwt.ts'
import type { ConnectionConfig } from '../port.ts'

const SCOPE = 'https://www.googleapis.com/auth/bigquery'

export interface BigquerySession {
  readonly project: string
  readonly dataset: string | null
  readonly location: string | null
  /** Answers of the REST interface. Throws the interface's words as an error. */
  ask(method: 'GET' | 'POST', path: string, body: unknown, signal: AbortSignal | undefined): Promise<Readonly<Record<string, unknown>>>
  close(): void
}

/** Words of Google's error body, without its links. */
const told = (text: string): string => {
  const error = objectOf(objectOf(text.trimStart().startsWith('{') ? parseJson(text) : {})['error'])
  return textOf(error['message']) ?? ''
}

const originOf = (text: string, what: string): URL => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw new BadRequest(`The ${what} of the credentials is no address`)
  return url
}

/** Service account of `encrypted_extra` → a token for an hour. */
const serviceToken = (config: ConnectionConfig, account: Readonly<Record<string, unknown>>): (() => Promise<string>) => {
  const email = textOf(account['client_email'])
  const pem = textOf(account['private_key'])
  if (email === null || pem === null)
    throw new BadRequest('The service account needs client_email and private_key', { fields: { masked_encrypted_extra: ['Not a service account.'] } })
  const endpoint = originOf(textOf(account['token_uri']) ?? 'https://oauth2.googleapis.com/token', 'token_uri')
  const key = privateKeyOf(pem)
  return tokenKeeper(async () => {
    const client = createHttpClient({ base: new URL(endpoint.origin), policy: config.policy })
    try {
      const now = Math.floor(Date.now() / 1_000)
      const id = textOf(account['private_key_id'])
      const assertion = signedToken({ iss: email, scope: SCOPE, aud: endpoint.href, iat: now, exp: now + 3_600 }, key, id === null ? {} : { kid: id })
      const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString()
      const answer = await client.send({
        method: 'POST',
        path: `${endpoint.pathname}${endpoint.search}`,
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        timeoutMs: 10_000,
      })
      const said = await answer.text()
      if (answer.status !== 200) throw refusal(401, '')
      const token = objectOf(parseJson(said))
      return { token: textOf(token['access_token']) ?? '', lastsSeconds: Number(token['expires_in'] ?? 3_600) }
    } finally {
      client.close()
    }
  })
}

/** Signs in with the service account or the person's own token. */
export const openBigquery = (config: ConnectionConfig): BigquerySession => {
  const { uri } = config
  const account = objectOf(config.secrets?.['credentials_info'])
  const project = uri.host ?? textOf(account['project_id'])
  if (project === null) throw new BadRequest('The address needs the project: bigquery://project')
  if (!/^[\w.:-]+$/.test(project)) throw new BadRequest('The project is no project name')
  const own = config.accessToken
  const token = typeof own === 'string' ? () => Promise.resolve(own) : serviceToken(config, account)
  const base = originOf(textOf(config.secrets?.['api_endpoint']) ?? 'https://bigquery.googleapis.com', 'api_endpoint')
  const client: HttpClient = createHttpClient({
    base,
    policy: config.policy,
    ...(config.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: config.connectTimeoutMs }),
  })
  return {
    project,
    dataset: uri.database,
    location: uri.query['location'] ?? null,
    ask: async (method, path, body, signal) => {
      const answer = await client.send({
        method,
        path: `/bigquery/v2${path}`,
        headers: { authorization: `Bearer ${await token()}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(method === 'GET' ? { idempotent: true } : {}),
        ...(signal === undefined ? { timeoutMs: 30_000 } : {}),
      })
      const text = await answer.text()
      if (answer.status !== 200)
        throw refusal(
          answer.status >= 500
            ? answer.status
            : answer.status === 401
              ? 401
              : answer.status === 403 && !/table|dataset|access denied: table/i.test(told(text))
                ? 403
                : 400,
          told(text),
        )
      const value = parseJson(text)
      if (typeof value !== 'object') throw new EngineFailure('The database answered with something that is not JSON')
      return objectOf(value)
    },
    close: () => client.close(),
  }
}
