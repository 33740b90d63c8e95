import type { ConnectionConfig } from '../port.ts'
import { tlsOptions } from '../running/tls.ts'
import { type BaseUrlOptions, baseUrl, httpTlsMode } from './base-url.ts'
import { basicAuth, createHttpClient, type HttpClient } from './client.ts'

/** User and password of the address as a header, or nothing. */
export const credentials = (config: ConnectionConfig): Record<string, string> => {
  const { username, password } = config.uri
  return username === null ? {} : { authorization: basicAuth(username, password ?? '') }
}

/** A client for the server that the address names. */
export const memberClient = (config: ConnectionConfig, options: BaseUrlOptions, headers: Readonly<Record<string, string>> = {}): HttpClient => {
  const base = baseUrl(config, options)
  return createHttpClient({
    base,
    policy: config.policy,
    tls: base.protocol === 'https:' ? tlsOptions(config, httpTlsMode(config), config.tlsName ?? base.hostname) : null,
    headers,
    ...(config.connectTimeoutMs === undefined ? {} : { connectTimeoutMs: config.connectTimeoutMs }),
    sockets: (config.poolSize ?? 5) + 2,
  })
}
