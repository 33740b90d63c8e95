import { lookup } from 'node:dns/promises'
import { realpathSync } from 'node:fs'
import { isIP } from 'node:net'
import { basename, dirname, isAbsolute, resolve, sep } from 'node:path'
import { BadRequest, EngineFailure } from '@coset/core'
import { isPublicAddress } from '@coset/core/public-address'
import type { ConnectionPolicy, DatabaseUri, SshTunnel } from './port.ts'

const refused = (message: string): BadRequest => new BadRequest(message, { code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422, envelope: 'errors' })

/** Throws BadRequest for what is no plain host name, and for private addresses that the policy does not allow. */
export const refusePrivate = (host: string, policy: ConnectionPolicy): void => {
  if (!/^[\w.:%-]+$/.test(host)) throw new BadRequest('The host is not a host name')
  if (policy.allowPrivateAddresses) return
  // `0x7f.1`, `127.1` and `2130706433` are addresses for the resolver, not for isIP.
  const odd = isIP(host) === 0 && /^(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*\.?$/i.test(host)
  if (odd || /^(?:.*\.)?localhost\.?$/i.test(host) || (isIP(host) !== 0 && !isPublicAddress(host))) throw refused('Private addresses are not allowed')
}

/**
 * Throws BadRequest when a network address is no plain host, or a private one that the policy does not allow. Names are looked up at connect time.
 * Behind an SSH tunnel the tunnel's server must be public; the database's own address is the server's to reach.
 */
export const validateNetwork = (uri: DatabaseUri, policy: ConnectionPolicy, allowedQuery: readonly string[], tunnel: SshTunnel | null = null): void => {
  for (const key of Object.keys(uri.query)) {
    if (!allowedQuery.includes(key)) throw new BadRequest(`The address must not carry the argument "${key.slice(0, 50)}"`)
  }
  const { host } = uri
  if (host === null) throw new BadRequest('The address needs a host', { code: 'CONNECTION_MISSING_PARAMETERS_ERROR', status: 422, envelope: 'errors' })
  if (tunnel === null) {
    refusePrivate(host, policy)
    return
  }
  refusePrivate(host, { ...policy, allowPrivateAddresses: true })
  refusePrivate(tunnel.host, policy)
}

/**
 * The IP address to connect to. Under a policy without private addresses the name is looked up here, once, and every answer must be public, so that
 * a name that changes its answer later gains nothing. Throws EngineFailure `CONNECTION_INVALID_HOSTNAME_ERROR` or BadRequest.
 */
export const resolveHost = async (host: string, policy: ConnectionPolicy): Promise<string> => {
  refusePrivate(host, policy)
  if (policy.allowPrivateAddresses || isIP(host) !== 0) return host
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw new EngineFailure(`The host name "${host}" cannot be resolved`, {
      code: 'CONNECTION_INVALID_HOSTNAME_ERROR',
      status: 422,
      envelope: 'errors',
      details: { hostname: host },
      cause,
    })
  })
  if (!found.every(({ address }) => isPublicAddress(address))) throw refused('Private addresses are not allowed')
  return found[0]?.address ?? host
}

/** The real path of a file that may not exist yet: links of its folders are followed, and its own link when it is one. */
const realPath = (path: string): string => {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const folder = dirname(absolute)
    return folder === absolute ? absolute : `${realPath(folder).replace(/[/\\]$/, '')}${sep}${basename(absolute)}`
  }
}

/**
 * The file that a file engine may open, links resolved, or `:memory:`. Throws BadRequest outside of the policy's folders, on `file:` addresses,
 * hosts and query arguments.
 */
export const validateFile = (uri: DatabaseUri, policy: ConnectionPolicy): string => {
  if (uri.host !== null || uri.username !== null || uri.port !== null) throw new BadRequest('A file database has no host; write three slashes before the path')
  if (Object.keys(uri.query).length > 0) throw new BadRequest('The address of a file database carries no arguments')
  const path = uri.database
  if (path === null || path === ':memory:') return ':memory:'
  if (/^file:/i.test(path) || /^[a-z]+:/i.test(path) || path.includes('\0')) throw refused('Only plain paths of local files are allowed')
  const real = realPath(path)
  const inside = policy.fileRoots.some((root) => real.startsWith(`${realPath(root).replace(/[/\\]$/, '')}${sep}`))
  if (!policy.allowLocalFiles && !(isAbsolute(path) && inside)) throw refused('Local files are not allowed here')
  return real
}
