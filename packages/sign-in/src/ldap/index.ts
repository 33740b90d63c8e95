import { isIP } from 'node:net'
import type { Client, Entry } from 'ldapts'
import { SignInFailed } from '../errors.ts'
import { personOf, subjectOf } from '../person.ts'
import type { NamedEntry, PasswordProvider, Person, ProviderKind } from '../port.ts'
import { escapeDn, escapeFilter } from './escape.ts'
import { type LdapSettings, ldapSettings } from './settings.ts'

/** No such entry, not a distinguished name, wrong password: all of them mean that nobody can come by this name and password. */
const WRONG = new Set<unknown>([32, 34, 49])

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

const tlsOf = ({ url, ca, serverName }: LdapSettings) => {
  const { hostname } = new URL(url)
  const name = serverName ?? hostname
  return { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca: [ca] }), ...(isIP(name) === 0 ? { servername: name } : { host: name }) }
}

/** A connection of one sign-in; it is closed whatever happens. */
const withClient = async <T>(settings: LdapSettings, work: (client: Client) => Promise<T>): Promise<T> => {
  const { Client: LdapClient } = await import('ldapts')
  const ms = settings.timeoutSeconds * 1000
  const secure = settings.url.startsWith('ldaps:')
  const client = new LdapClient({ url: settings.url, timeout: ms, connectTimeout: ms, ...(secure ? { tlsOptions: tlsOf(settings) } : {}) })
  try {
    if (settings.startTls) await client.startTLS(tlsOf(settings))
    return await work(client)
  } finally {
    // Failing to say goodbye changes nothing about the answer; the socket is destroyed either way
    await client.unbind().catch(() => undefined)
  }
}

/** False: the name or the password is wrong. */
const bind = async (client: Client, dn: string, password: string): Promise<boolean> => {
  try {
    await client.bind(dn, password)
    return true
  } catch (error) {
    if (WRONG.has(codeOf(error))) return false
    throw error
  }
}

const valuesOf = (entry: Entry, name: string): readonly string[] => {
  const key = Object.keys(entry).find((one) => one.toLowerCase() === name.toLowerCase())
  const value = key === undefined ? undefined : entry[key]
  return (Array.isArray(value) ? value : value === undefined ? [] : [value])
    .map((one) => (Buffer.isBuffer(one) ? one.toString('hex') : one))
    .filter((one) => one !== '')
}

const attributesOf = (settings: LdapSettings): string[] => [
  settings.uidField,
  settings.firstNameField,
  settings.lastNameField,
  settings.emailField,
  settings.groupField,
  ...settings.subjectFields,
]

/** The one entry of that name; null: none, or more than one. */
const search = async (client: Client, settings: LdapSettings, username: string): Promise<Entry | null> => {
  const own = `(${settings.uidField}=${escapeFilter(username)})`
  const { searchEntries } = await client.search(settings.searchBase ?? '', {
    scope: 'sub',
    filter: settings.searchFilter === undefined ? own : `(&${settings.searchFilter}${own})`,
    attributes: attributesOf(settings),
    explicitBufferAttributes: ['objectGUID'],
    sizeLimit: 2,
    timeLimit: settings.timeoutSeconds,
  })
  const [entry, another] = searchEntries
  if (entry === undefined || another !== undefined) return null
  // A directory may match more loosely than we compare: what it calls the person is what counts
  return valuesOf(entry, settings.uidField).some((one) => one.toLowerCase() === username.toLowerCase()) ? entry : null
}

const groupsOf = async (client: Client, settings: LdapSettings, entry: Entry): Promise<readonly string[]> => {
  const own = valuesOf(entry, settings.groupField)
  if (settings.groupSearch === undefined) return own
  const { base, filter, nameField } = settings.groupSearch
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter: filter.replace('%s', () => escapeFilter(entry.dn)),
    attributes: [nameField],
    timeLimit: settings.timeoutSeconds,
  })
  return [...own, ...searchEntries.flatMap((group) => [group.dn, ...valuesOf(group, nameField)])]
}

const personFrom = (named: NamedEntry, settings: LdapSettings, entry: Entry, keys: readonly string[], username: string): Person => {
  const first = (name: string): string => valuesOf(entry, name)[0] ?? ''
  const id = settings.subjectFields.map(first).find((one) => one !== '') ?? entry.dn.toLowerCase()
  return personOf({
    provider: named.name,
    subject: subjectOf(new URL(settings.url).host, id),
    username: first(settings.uidField) || username,
    email: first(settings.emailField),
    emailVerified: named.trustEmail ?? true,
    firstName: first(settings.firstNameField),
    lastName: first(settings.lastNameField),
    keys,
  })
}

/** Search by an account of ours, then bind as what was found. */
const indirect = async (named: NamedEntry, settings: LdapSettings, username: string, password: string): Promise<Person | null> => {
  const found = await withClient(settings, async (client) => {
    const { bindDn, bindPassword } = settings
    if (bindDn !== undefined && bindPassword !== undefined && !(await bind(client, bindDn, bindPassword)))
      throw new SignInFailed(`${named.name}: the directory does not take bindDn and bindPassword`)
    const entry = await search(client, settings, username)
    return entry === null ? null : { entry, keys: await groupsOf(client, settings, entry) }
  })
  if (found === null) return null
  const right = await withClient(settings, (client) => bind(client, found.entry.dn, password))
  return right ? personFrom(named, settings, found.entry, found.keys, username) : null
}

/** Bind by the format, then read one's own entry. */
const direct = async (named: NamedEntry, settings: LdapSettings, format: string, username: string, password: string): Promise<Person | null> => {
  const isDn = format.includes('=')
  // What is no DN (`%s@example.org`) has no escapes: only names that need none
  if (!isDn && !/^[\p{L}\p{N}._-]+$/u.test(username)) return null
  const dn = format.replace('%s', () => (isDn ? escapeDn(username) : username))
  return withClient(settings, async (client) => {
    if (!(await bind(client, dn, password))) return null
    if (settings.searchBase === undefined) {
      const { searchEntries } = isDn
        ? await client.search(dn, { scope: 'base', attributes: attributesOf(settings), explicitBufferAttributes: ['objectGUID'] })
        : { searchEntries: [] }
      const entry = searchEntries[0] ?? { dn }
      return personFrom(named, settings, entry, await groupsOf(client, settings, entry), username)
    }
    const entry = await search(client, settings, username)
    return entry === null ? null : personFrom(named, settings, entry, await groupsOf(client, settings, entry), username)
  })
}

const create = (named: NamedEntry, settings: LdapSettings): PasswordProvider => ({
  ...named,
  kind: 'password',
  check: async (username, password) => {
    // Many directories take a bind without a password as one by nobody, and call it a success
    if (username.trim() === '' || password === '' || /\0/.test(username + password)) return null
    try {
      return await (settings.usernameFormat === undefined
        ? indirect(named, settings, username.trim(), password)
        : direct(named, settings, settings.usernameFormat, username.trim(), password))
    } catch (error) {
      if (error instanceof Error && 'status' in error) throw error
      throw new SignInFailed(`${named.name}: the directory at ${settings.url} does not answer (${error instanceof Error ? error.message : ''})`, error)
    }
  },
})

/** LDAP and Active Directory. */
export const ldap: ProviderKind<typeof ldapSettings> = { settings: ldapSettings, create }
