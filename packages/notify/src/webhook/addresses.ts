import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { codeOf, orStopped, refused, tryLater } from '../failures.ts'

// Two lists: the rules of one family would match mapped addresses of the other.
const PRIVATE_4 = new BlockList()
const PRIVATE_6 = new BlockList()
const MAPPED = new BlockList()
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6')
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE_4.addSubnet(net, bits, 'ipv4')
// Of IPv6 only 2000::/3 is public, and in it are ranges that carry or hide an IPv4 address.
for (const [net, bits] of [
  ['::', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['4000::', 2],
  ['8000::', 1],
] as const)
  PRIVATE_6.addSubnet(net, bits, 'ipv6')

/** Loopback, link-local, private, multicast, reserved, and IPv6 forms that lead to an IPv4 address. What is no address counts as private. */
export const isPrivateAddress = (address: string): boolean => {
  const family = isIP(address.replace(/%.*$/, ''))
  if (family === 0 || address.includes('%')) return true
  if (family === 4) return PRIVATE_4.check(address, 'ipv4')
  return (MAPPED.check(address, 'ipv6') ? PRIVATE_4 : PRIVATE_6).check(address, 'ipv6')
}

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
  if (!allowPrivate && found.some(({ address }) => isPrivateAddress(address))) throw refused('The webhook leads to a private address, which is not allowed')
  const [first] = found
  if (first === undefined) throw tryLater('The host of the webhook cannot be resolved')
  return first
}
