import { BadRequest } from '@coset/core'
import { basicAuth } from '../http/client.ts'
import { objectOf, textOf } from '../http/json.ts'
import type { ConnectionConfig, QueryRequest } from '../port.ts'

/** `X-Trino-` or `X-Presto-`. */
export type HeaderPrefix = 'x-trino' | 'x-presto'

/** `host/catalog/schema` of the address. */
export const placeOf = (config: Pick<ConnectionConfig, 'uri'>): { readonly catalog: string | null; readonly schema: string | null } => {
  const [catalog, schema] = (config.uri.database ?? '').split('/')
  return { catalog: catalog === '' || catalog === undefined ? null : catalog, schema: schema === '' || schema === undefined ? null : schema }
}

/** Password, token or OAuth2 token as a header. Throws BadRequest for ways to sign in that nothing here speaks. */
const authorization = (config: ConnectionConfig): string | null => {
  if (typeof config.accessToken === 'string') return `Bearer ${config.accessToken}`
  const method = textOf(config.secrets?.['auth_method'])
  const given = objectOf(config.secrets?.['auth_params'])
  if (method === 'jwt') return `Bearer ${textOf(given['token']) ?? ''}`
  if (method === 'basic') return basicAuth(textOf(given['username']) ?? '', textOf(given['password']) ?? '')
  if (method !== null)
    throw new BadRequest(`Signing in by "${method.slice(0, 30)}" is not known here; use basic or jwt`, {
      fields: { masked_encrypted_extra: ['Unknown auth_method.'] },
    })
  const token = config.uri.query['access_token']
  if (token !== undefined) return `Bearer ${token}`
  return config.uri.password === null ? null : basicAuth(config.uri.username ?? '', config.uri.password)
}

const sessionProperties = (config: ConnectionConfig): string | null => {
  const given = objectOf(objectOf(config.engineParams['connect_args'])['session_properties'] ?? config.engineParams['session_properties'])
  const list = Object.entries(given).filter(([key]) => /^[\w.]+$/.test(key))
  return list.length === 0 ? null : list.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join(',')
}

/** What every request of a statement carries. The effective user runs it; the one of the address signs in. */
export const sessionHeaders = (config: ConnectionConfig, prefix: HeaderPrefix, request: QueryRequest): Record<string, string> => {
  const place = placeOf(config)
  const catalog = request.catalog ?? place.catalog
  const schema = request.schema ?? (request.catalog && request.catalog !== place.catalog ? null : place.schema)
  const signIn = authorization(config)
  const properties = sessionProperties(config)
  const header = (name: string, value: string | null): Record<string, string> => (value === null ? {} : { [`${prefix}-${name}`]: encodeURI(value) })
  return {
    ...header('user', config.impersonate ?? config.uri.username ?? 'coset'),
    ...(typeof config.impersonate === 'string' && prefix === 'x-trino' ? header('original-user', config.uri.username) : {}),
    ...header('source', 'coset'),
    ...header('time-zone', 'UTC'),
    ...header('catalog', catalog),
    ...header('schema', schema),
    ...(properties === null ? {} : { [`${prefix}-session`]: properties }),
    ...(prefix === 'x-trino' ? { 'x-trino-client-capabilities': 'PARAMETRIC_DATETIME' } : {}),
    ...(signIn === null ? {} : { authorization: signIn }),
  }
}
