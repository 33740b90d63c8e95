import { createHash, createPublicKey } from 'node:crypto'
import { BadRequest } from '@coset/core'
import { createHttpClient, type HttpClient } from '../http/client.ts'
import { objectOf, textOf } from '../http/json.ts'
import { privateKeyOf, signedToken, tokenKeeper } from '../http/jwt.ts'
import type { ConnectionConfig } from '../port.ts'

export interface SnowflakeSession {
  readonly client: HttpClient
  readonly database: string | null
  readonly schema: string | null
  readonly warehouse: string | null
  readonly role: string | null
  headers(): Promise<Record<string, string>>
}

const HOUR = 3_600

/** `account` of the address: `xy12345.eu-central-1`, `org-account`, or a whole host name. */
const baseOf = (config: ConnectionConfig): URL => {
  const args = objectOf(config.engineParams['connect_args'])
  const account = config.uri.host ?? ''
  if (!/^[\w.-]+$/.test(account)) throw new BadRequest('The address needs the account: snowflake://user:password@account/database')
  const host =
    textOf(args['host']) ??
    (account.endsWith('.snowflakecomputing.com') || account.endsWith('.snowflakecomputing.cn') ? account : `${account}.snowflakecomputing.com`)
  const protocol = textOf(args['protocol']) === 'http' ? 'http' : 'https'
  const port = typeof args['port'] === 'number' ? args['port'] : protocol === 'http' ? 80 : 443
  if (!/^[\w.-]+$/.test(host)) throw new BadRequest('The host of connect_args is no host name')
  return new URL(`${protocol}://${host}:${port}`)
}

/** A token made of the private key of `encrypted_extra`: no secret travels. */
const keyPair = (config: ConnectionConfig, given: Readonly<Record<string, unknown>>): (() => Promise<string>) => {
  const pem = textOf(given['privatekey_body'])
  if (pem === null)
    throw new BadRequest('Signing in by key pair needs privatekey_body; files of the server are not read', {
      fields: { masked_encrypted_extra: ['privatekey_body is missing.'] },
    })
  const key = privateKeyOf(pem, textOf(given['privatekey_pass']) ?? undefined)
  const print = createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('base64')
  const account =
    (config.uri.host ?? '')
      .replace(/\.snowflakecomputing\.\w+$/, '')
      .split('.')[0]
      ?.toUpperCase() ?? ''
  const subject = `${account}.${(config.uri.username ?? '').toUpperCase()}`
  return tokenKeeper(() => {
    const now = Math.floor(Date.now() / 1_000)
    return Promise.resolve({ token: signedToken({ iss: `${subject}.SHA256:${print}`, sub: subject, iat: now, exp: now + HOUR }, key), lastsSeconds: HOUR })
  })
}

/** The sealed key pair, the person's OAuth token, or the password as a programmatic access token: the SQL interface takes no plain passwords. */
const signIn = (config: ConnectionConfig): (() => Promise<Record<string, string>>) => {
  const bearer = (kind: string, token: string): Record<string, string> => ({ authorization: `Bearer ${token}`, 'x-snowflake-authorization-token-type': kind })
  if (typeof config.accessToken === 'string') {
    const { accessToken } = config
    return () => Promise.resolve(bearer('OAUTH', accessToken))
  }
  const method = textOf(config.secrets?.['auth_method'])
  const given = objectOf(config.secrets?.['auth_params'])
  if (method === 'keypair') {
    const token = keyPair(config, given)
    return async () => bearer('KEYPAIR_JWT', await token())
  }
  if (method !== null)
    throw new BadRequest(`Signing in by "${method.slice(0, 30)}" is not known here; use keypair`, {
      fields: { masked_encrypted_extra: ['Unknown auth_method.'] },
    })
  const { password } = config.uri
  if (password === null) throw new BadRequest('The address needs a programmatic access token as its password, or a key pair')
  return () => Promise.resolve(bearer('PROGRAMMATIC_ACCESS_TOKEN', password))
}

export const openSnowflake = (config: ConnectionConfig): SnowflakeSession => {
  const { uri } = config
  const [database, schema] = (uri.database ?? '').split('/')
  const text = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value)
  return {
    client: createHttpClient({ base: baseOf(config), policy: config.policy, sockets: (config.poolSize ?? 5) + 2 }),
    database: text(database),
    schema: text(schema),
    warehouse: text(uri.query['warehouse']),
    role: text(uri.query['role']),
    headers: signIn(config),
  }
}
