import type { ConnectionConfig } from '../port.ts'
import { tlsMode } from '../running/tls.ts'

export interface BaseUrlOptions {
  readonly defaultPort: number
  /** TLS unless the address says otherwise. */
  readonly secure: boolean
  /** Arguments of the address that switch TLS on or off. */
  readonly argument?: string
}

const host = (name: string): string => (name.includes(':') ? `[${name}]` : name)

/** The address of an HTTP member: TLS by its argument, by a certificate, by port 443 or 8443, or by the member's habit. */
export const baseUrl = (config: ConnectionConfig, options: BaseUrlOptions): URL => {
  const { uri } = config
  const port = uri.port ?? options.defaultPort
  const said = uri.query[options.argument ?? 'secure'] ?? uri.query['protocol'] ?? uri.query['sslmode']
  const byDriver = uri.driver === 'https' ? 'https' : undefined
  const word = said ?? byDriver
  const mode = word === 'https' ? 'require' : word === 'http' ? 'disable' : tlsMode(word)
  const secure = mode === undefined ? options.secure || port === 443 || port === 8443 || (config.serverCert ?? '') !== '' : mode !== 'disable'
  return new URL(`${secure ? 'https' : 'http'}://${host(uri.host ?? 'localhost')}:${port}`)
}

/** Does the address ask to trust any certificate? */
const trustsAny = (config: ConnectionConfig): boolean => {
  const said = config.uri.query['verify'] ?? config.uri.query['verify_certs'] ?? config.uri.query['ssl_verify_cert']
  return said !== undefined && /^(?:false|0|no)$/i.test(said)
}

/** The TLS mode of an HTTP member: certificates are verified unless the address says not to. */
export const httpTlsMode = (config: ConnectionConfig): 'require' | 'verify-full' => (trustsAny(config) ? 'require' : 'verify-full')
