import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { personOf, subjectOf } from '../person.ts'
import type { HeaderProvider, NamedEntry, ProviderKind } from '../port.ts'

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase())
  .refine(
    (name) => !['authorization', 'cookie', 'host', 'x-forwarded-for', 'user-agent', 'origin', 'referer'].includes(name),
    'is a header with a meaning of its own',
  )

const range = z.string().refine((text) => {
  const [address = '', bits] = text.split('/')
  const family = isIP(address)
  return family !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128)))
}, 'must be an address such as 10.0.0.5 or a range such as 10.0.0.0/24')

const headerSettings = z.strictObject({
  header: headerName.default('x-remote-user'),
  emailHeader: headerName.optional(),
  firstNameHeader: headerName.optional(),
  lastNameHeader: headerName.optional(),
  /** Names of groups, with commas between. */
  groupsHeader: headerName.optional(),
  /** Addresses of the proxies that are believed. */
  proxies: z.array(range).min(1),
})

type HeaderSettings = z.output<typeof headerSettings>

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

const listOf = (proxies: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const text of proxies) {
    const [address = '', bits] = text.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

const create = (named: NamedEntry, settings: HeaderSettings): HeaderProvider => {
  const believed = listOf(settings.proxies)
  return {
    ...named,
    kind: 'header',
    read: (headers, peer) => {
      const address = peer.replace(/^::ffff:(?=\d+\.)/i, '')
      if (isIP(address) === 0 || !believed.check(address, familyOf(address))) return null
      // Sent twice, nobody can tell which one is the proxy's
      const value = (name: string | undefined): string => {
        const sent = name === undefined ? undefined : headers[name]
        return typeof sent === 'string' ? Buffer.from(sent, 'latin1').toString('utf8').trim() : ''
      }
      const username = value(settings.header)
      if (username === '' || username.includes(',')) return null
      return personOf({
        provider: named.name,
        subject: subjectOf(settings.header, username),
        username,
        email: value(settings.emailHeader),
        emailVerified: named.trustEmail ?? true,
        firstName: value(settings.firstNameHeader),
        lastName: value(settings.lastNameHeader),
        keys: value(settings.groupsHeader)
          .split(',')
          .map((key) => key.trim())
          .filter((key) => key !== ''),
      })
    },
  }
}

/** A proxy in front that signs people in by itself and says who they are; only its own connections are believed. */
export const header: ProviderKind<typeof headerSettings> = { settings: headerSettings, create }
