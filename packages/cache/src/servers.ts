import { BadRequest } from '@coset/core'

export interface Server {
  readonly host: string
  readonly port: number
}

export interface ServerList {
  readonly user: string | undefined
  readonly password: string | undefined
  readonly servers: readonly Server[]
  /** What stands after the first slash, without it. */
  readonly path: string
  readonly parameters: URLSearchParams
}

const ADDRESS = /^[a-z][a-z-]*:\/\/(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/
const HOST = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>\d{1,5}))?$/

const decoded = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw new BadRequest('User and password of a cache address must be percent-encoded')
  }
}

const server = (text: string, defaultPort: number): Server => {
  const { v6, name, port } = HOST.exec(text)?.groups ?? {}
  const host = v6 ?? name
  const number = port === undefined ? defaultPort : Number(port)
  if (host === undefined || number < 1 || number > 65_535)
    throw new BadRequest('Each server of a cache address is written host or host:port, with commas between')
  return { host, port: number }
}

/** `scheme://[user:password@]host[:port][,host[:port]…][/path][?parameters]`. Throws BadRequest without the address, which may hold a password. */
export const parseServers = (url: string, defaultPort: number): ServerList => {
  const { login, hosts, path, query } = ADDRESS.exec(url)?.groups ?? {}
  if (hosts === undefined) throw new BadRequest('A cache address is written scheme://[user:password@]host:port[,host:port]')
  const colon = login?.indexOf(':') ?? -1
  return {
    user: decoded(colon < 0 ? login : login?.slice(0, colon)),
    password: colon < 0 ? undefined : decoded(login?.slice(colon + 1)),
    servers: hosts.split(',').map((one) => server(one, defaultPort)),
    path: path ?? '',
    parameters: new URLSearchParams(query ?? ''),
  }
}
