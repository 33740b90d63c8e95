import ldap, { InsufficientAccessRightsError, InvalidCredentialsError, type LdapRequest, type LdapResponse, NoSuchObjectError } from 'ldapjs'
import type { Certificate } from './certificate.ts'

export interface LdapEntry {
  readonly dn: string
  /** Null: nobody can bind as it. */
  readonly password: string | null
  readonly attributes: Readonly<Record<string, string | readonly string[]>>
}

export interface LdapServer extends AsyncDisposable {
  readonly port: number
  readonly entries: LdapEntry[]
  /** What was asked, in order: `bind DN`, `search BASE FILTER`. */
  readonly asked: string[]
  /** Connections that are open now. */
  open(): number
  close(): Promise<void>
}

const normal = (dn: string): string =>
  dn
    .toLowerCase()
    .replace(/\s*,\s*/g, ',')
    .replace(/\s*=\s*/g, '=')

/** A directory in memory. A bind with a name but without a password is a success by nobody, as RFC 4513 has it. */
export const startLdapServer = async (tls?: Certificate): Promise<LdapServer> => {
  const server = ldap.createServer({ ...tls, strictDN: false })
  const entries: LdapEntry[] = []
  const asked: string[] = []
  const find = (dn: string): LdapEntry | undefined => entries.find((entry) => normal(entry.dn) === normal(dn) || entry.attributes['upn'] === dn)
  const known = new WeakSet<object>()
  server.bind('', (request, response, next) => {
    asked.push(`bind ${request.dn}`)
    const entry = find(String(request.dn))
    const right = request.credentials === '' || (entry?.password !== null && entry?.password === request.credentials)
    if (!right) return next(new InvalidCredentialsError())
    // Without a password it is nobody's connection, success or not
    if (request.credentials === '') known.delete(request.connection)
    else known.add(request.connection)
    response.end()
  })
  server.search('', (request: LdapRequest, response: LdapResponse, next) => {
    const base = normal(String(request.dn))
    asked.push(`search ${base} ${request.filter}`)
    if (!known.has(request.connection)) return next(new InsufficientAccessRightsError())
    // Names of attributes have no case; this server would compare them as written
    response.attributes = request.attributes.map((name) => name.toLowerCase())
    const under = entries.filter(({ dn }) => (request.scope === 'base' ? normal(dn) === base : normal(dn) === base || normal(dn).endsWith(`,${base}`)))
    if (under.length === 0 && request.scope === 'base') return next(new NoSuchObjectError())
    for (const { dn, attributes } of under)
      if (request.filter.matches({ objectclass: 'person', ...attributes })) response.send({ dn, attributes: { objectclass: 'person', ...attributes } })
    response.end()
  })
  server.on('error', () => undefined)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  let open = 0
  server.server.on(tls === undefined ? 'connection' : 'secureConnection', (socket) => {
    open++
    socket.once('close', () => open--)
    socket.on('error', () => undefined)
  })
  const close = async (): Promise<void> => {
    await new Promise<void>((done) => server.close(() => done()))
  }
  return { port: server.port, entries, asked, open: () => open, close, [Symbol.asyncDispose]: close }
}
