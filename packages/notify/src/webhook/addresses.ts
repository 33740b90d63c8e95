import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPublicAddress } from '@coset/core/public-address'
import { codeOf, orStopped, refused, tryLater } from '../failures.ts'

export interface Resolved {
  readonly address: string
  readonly family: number
}

const lookedUp = async (host: string): Promise<readonly Resolved[]> => {
  try {
    return await lookup(host, { all: true })
  } catch (error) {
    throw (codeOf(error) === 'ENOTFOUND' ? refused : tryLater)('The host of the webhook cannot be resolved')
  }
}

/**
 * The one address to connect to. Looked up here, once: a name that changes its answer afterwards gains nothing. Unless private addresses are
 * allowed, all of its addresses must be public. `host` as URL gives it.
 */
export const resolveWebhook = async (host: string, allowPrivate: boolean, signal: AbortSignal): Promise<Resolved> => {
  const bare = host.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  const found = family === 0 ? await orStopped(lookedUp(bare), signal) : [{ address: bare, family }]
  if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) throw refused('The webhook leads to a private address, which is not allowed')
  const [first] = found
  if (first === undefined) throw tryLater('The host of the webhook cannot be resolved')
  return first
}
