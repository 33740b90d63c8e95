import { BadRequest } from '@coset/core'
import type { DatabaseUri } from './port.ts'

/** Stands for a stored password in every address that leaves the server. */
export const PASSWORD_MASK = 'XXXXXXXXXX'

const SHAPE =
  /^(?<engine>\w+)(?:\+(?<driver>[\w+]+))?:\/\/(?:(?<username>[^:/]*)(?::(?<password>[^@]*))?@)?(?:(?:\[(?<host6>[^/?\]]+)\]|(?<host4>[^/:?]+))?(?::(?<port>[^/?]*))?)?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s

const decode = (text: string, plus: boolean): string => {
  try {
    return decodeURIComponent(plus ? text.replaceAll('+', ' ') : text)
  } catch (cause) {
    throw new BadRequest('The address holds a wrong percent-encoding', { cause })
  }
}

const portOf = (text: string | undefined): number | null => {
  if (text === undefined || text === '') return null
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new BadRequest('The port must be a whole number from 0 to 65535', { code: 'CONNECTION_INVALID_PORT_ERROR', status: 422, envelope: 'errors' })
  return port
}

const queryOf = (text: string | undefined): Record<string, string> => {
  const query: Record<string, string> = Object.create(null) as Record<string, string>
  for (const pair of (text ?? '').split('&').filter((part) => part !== '')) {
    const at = pair.indexOf('=')
    query[decode(at < 0 ? pair : pair.slice(0, at), true)] = at < 0 ? '' : decode(pair.slice(at + 1), true)
  }
  return { ...query }
}

/**
 * Reads an address by SQLAlchemy's rules: user, password and query values are percent-decoded, the database is taken as written,
 * `sqlite:////abs/path` has an absolute path, `sqlite://` none. Throws BadRequest on another shape and on several hosts.
 */
export const parseDatabaseUri = (text: string): DatabaseUri => {
  const parts = text.includes('\0') || text.length > 4_096 ? undefined : SHAPE.exec(text.trim())?.groups
  if (parts?.['engine'] === undefined)
    throw new BadRequest('The address must look like engine+driver://user:password@host:port/database', { code: 'GENERIC_DB_ENGINE_ERROR' })
  const host = parts['host6'] ?? parts['host4'] ?? null
  if (host !== null && /[,\s]/.test(host)) throw new BadRequest('An address names one host')
  if (/[,]/.test(parts['port'] ?? '')) throw new BadRequest('An address names one host')
  const { username, password, database } = parts
  return {
    engine: parts['engine'].toLowerCase(),
    driver: parts['driver'] ?? null,
    username: username === undefined || username === '' ? null : decode(username, false),
    password: password === undefined ? null : decode(password, false),
    host,
    port: portOf(parts['port']),
    database: database === undefined || database === '' ? null : database,
    query: queryOf(parts['query']),
  }
}

/** Keeps blanks and plus signs, as the field's tools write user and password. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%20/g, ' ')
    .replace(/%2B/g, '+')
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
const encodeQuery = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+')

export interface FormatUriOptions {
  /** Writes ten X instead of the password. */
  readonly maskPassword?: boolean
}

/** The address as text; `parseDatabaseUri` of it gives the same address. */
export const formatDatabaseUri = (uri: DatabaseUri, options: FormatUriOptions = {}): string => {
  let text = `${uri.engine}${uri.driver === null ? '' : `+${uri.driver}`}://`
  if (uri.username !== null || uri.password !== null) {
    text += encode(uri.username ?? '')
    if (uri.password !== null) text += `:${options.maskPassword === true ? PASSWORD_MASK : encode(uri.password)}`
    text += '@'
  }
  if (uri.host !== null) text += uri.host.includes(':') ? `[${uri.host}]` : uri.host
  if (uri.port !== null) text += `:${uri.port}`
  if (uri.database !== null) text += `/${uri.database}`
  const query = Object.entries(uri.query).sort(([a], [b]) => (a < b ? -1 : 1))
  if (query.length > 0) text += `?${query.map(([key, value]) => `${encodeQuery(key)}=${encodeQuery(value)}`).join('&')}`
  return text
}
