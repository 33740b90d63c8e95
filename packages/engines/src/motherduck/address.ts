import { BadRequest } from '@coset/core'
import { refuseArguments } from '../network-engine.ts'
import type { ConnectionConfig, DatabaseUri } from '../port.ts'

/** Addresses of MotherDuck's service: `duckdb:///md:name?motherduck_token=…` or `motherduck:///name`. */
export const isMotherduck = (uri: DatabaseUri): boolean => uri.engine === 'motherduck' || /^md:/i.test(uri.database ?? '')

const ARGUMENTS = ['motherduck_token', 'token']

/** The database of the service, `md:name`, and the token for it. Throws BadRequest for anything but a plain name. */
export const motherduckAddress = (config: Pick<ConnectionConfig, 'uri' | 'secrets'>): { readonly path: string; readonly token: string | null } => {
  const { uri, secrets } = config
  refuseArguments(uri.query, ARGUMENTS)
  if (uri.host !== null || uri.username !== null) throw new BadRequest('A MotherDuck database has no host; write three slashes before its name')
  const name = (uri.database ?? '').replace(/^md:/i, '')
  if (!/^[\w-]*$/.test(name)) throw new BadRequest('The name of a MotherDuck database holds letters, digits, "_" and "-" only')
  const own = secrets?.['access_token'] ?? secrets?.['motherduck_token']
  const token = uri.query['motherduck_token'] ?? uri.query['token'] ?? (typeof own === 'string' ? own : null)
  return { path: `md:${name}`, token }
}
