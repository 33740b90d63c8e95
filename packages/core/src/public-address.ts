import ipaddr from 'ipaddr.js'

/**
 * Is this an IP address of the public internet, by IANA's registries? False for loopback, private, link-local, shared, multicast and reserved ones, for
 * forms of IPv6 that carry or hide an IPv4 address of those or of any kind (tunnels, translation), and for what is no address in its usual form.
 */
export const isPublicAddress = (address: string): boolean => {
  const usual = ipaddr.IPv4.isValidFourPartDecimal(address) || (address.includes(':') && !address.includes('%') && ipaddr.IPv6.isValid(address))
  return usual && ipaddr.process(address).range() === 'unicast'
}
