declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  export default class Provider {
    constructor(issuer: string, configuration: object)
    callback(): RequestListener
  }
}

declare module 'ldapjs' {
  import type { EventEmitter } from 'node:events'

  export class LdapError extends Error {}
  export class InvalidCredentialsError extends LdapError {}
  export class NoSuchObjectError extends LdapError {}
  export class InsufficientAccessRightsError extends LdapError {}
  export interface Filter {
    matches(attributes: Readonly<Record<string, unknown>>): boolean
    toString(): string
  }
  export interface Name {
    toString(): string
  }
  export interface LdapRequest {
    readonly dn: Name
    readonly credentials: string
    readonly scope: string
    readonly attributes: readonly string[]
    readonly filter: Filter
    readonly connection: object
  }
  export interface LdapResponse {
    attributes: readonly string[]
    send(entry: object): void
    end(): void
  }
  type Route = (request: LdapRequest, response: LdapResponse, next: (error?: Error) => void) => void
  export interface Server extends EventEmitter {
    readonly port: number
    readonly connections?: number
    bind(dn: string, route: Route): void
    search(dn: string, route: Route): void
    listen(port: number, host: string, ready: () => void): void
    close(done?: () => void): void
    readonly server: import('node:net').Server
  }
  const ldap: { createServer(options?: object): Server }
  export default ldap
}
