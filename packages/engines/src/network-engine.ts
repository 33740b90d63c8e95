import { asAppError, BadRequest } from '@coset/core'
import type { Dialect } from '@coset/sql'
import { capabilities } from './capabilities.ts'
import { validateNetwork } from './policy.ts'
import type { Capabilities, Connection, ConnectionConfig, Engine, EngineVariant } from './port.ts'
import { lazyConnection } from './running/lazy-connection.ts'
import { throughTunnel } from './running/tunnelled.ts'

export interface NetworkEngine {
  readonly id: string
  readonly aliases?: readonly string[]
  readonly label: string
  /** Names that addresses may carry behind the `+`; all mean the one driver here. The first is the usual one. */
  readonly drivers?: readonly string[]
  /** Further such names, which are not offered. */
  readonly alsoDrivers?: readonly string[]
  readonly uriPlaceholder?: string
  readonly hasParameters?: boolean
  readonly variants?: readonly EngineVariant[]
  readonly defaultPort: number | null
  readonly capabilities: Partial<Capabilities>
  readonly dialect: Dialect
  readonly functionNames?: readonly string[]
  /** The only arguments that addresses may carry. */
  readonly arguments: readonly string[]
  readonly secretPaths?: readonly string[]
  /** What an address must hold beyond host and arguments. Throws BadRequest. */
  readonly check?: (config: Pick<ConnectionConfig, 'uri' | 'policy' | 'sshTunnel'>) => void
  /** False where the address names no host that is dialled (an account, a project). */
  readonly namesHost?: boolean
  readonly describeError: Engine['describeError']
  /** The driver's package, where it is not installed with the server. */
  readonly needsPackage?: string
  /** Connections tell the partitions of tables. */
  readonly partitioned?: boolean
  /** Imports the driver. */
  readonly load: (config: ConnectionConfig) => Promise<Connection>
}

const PLACEHOLDER = 'engine+driver://user:password@host:port/dbname[?key=value&key=value...]'

/** Throws BadRequest for arguments outside of the list. */
export const refuseArguments = (query: Readonly<Record<string, string>>, allowed: readonly string[]): void => {
  for (const key of Object.keys(query)) if (!allowed.includes(key)) throw new BadRequest(`The address must not carry the argument "${key.slice(0, 50)}"`)
}

/** Throws BadRequest for a driver that means nothing here. */
export const refuseDriver = (label: string, driver: string | null, known: readonly string[]): void => {
  if (driver === null || known.includes(driver.toLowerCase())) return
  throw new BadRequest(
    `The driver "${driver.slice(0, 50)}" is not known for ${label}; leave it out${known.length === 0 ? '' : ` or write one of ${known.join(', ')}`}`,
    {
      code: 'GENERIC_DB_ENGINE_ERROR',
    },
  )
}

/** An engine that is reached over the network. Addresses are checked before anything is loaded or dialled. */
export const networkEngine = (spec: NetworkEngine): Engine => {
  const validate: Engine['validate'] = (config) => {
    refuseDriver(spec.label, config.uri.driver, [...(spec.drivers ?? []), ...(spec.alsoDrivers ?? [])])
    if (spec.namesHost === false) refuseArguments(config.uri.query, spec.arguments)
    else validateNetwork(config.uri, config.policy, spec.arguments, config.sshTunnel ?? null)
    spec.check?.(config)
  }
  const drivers = spec.drivers ?? []
  return {
    id: spec.id,
    aliases: spec.aliases ?? [],
    label: spec.label,
    drivers,
    defaultDriver: drivers[0] ?? '',
    uriPlaceholder: spec.uriPlaceholder ?? PLACEHOLDER.replace('engine+driver', spec.id),
    hasParameters: spec.hasParameters ?? false,
    ...(spec.variants === undefined ? {} : { variants: spec.variants }),
    defaultPort: spec.defaultPort,
    capabilities: capabilities(spec.capabilities),
    dialect: spec.dialect,
    functionNames: spec.functionNames ?? [],
    secretPaths: spec.secretPaths ?? ['$.*'],
    connectable: true,
    ...(spec.needsPackage === undefined ? {} : { needsPackage: spec.needsPackage }),
    validate,
    connect: (config) => {
      validate(config)
      const { impersonate } = config
      // Engines without a way of their own sign in under the other name.
      const renamed = typeof impersonate === 'string' && spec.capabilities.impersonation !== true
      const used = renamed ? { ...config, uri: { ...config.uri, username: impersonate } } : config
      return lazyConnection(() => throughTunnel(used, spec.defaultPort, spec.load), spec.partitioned)
    },
    describeError: spec.describeError,
  }
}

/** Dialect and address are known, but nothing here speaks the engine's wire. */
export const dialectOnly = (spec: Omit<NetworkEngine, 'load' | 'describeError' | 'arguments'> & { readonly because: string }): Engine => {
  const refuse = (): never => {
    throw new BadRequest(`${spec.label} cannot be connected yet: ${spec.because}`, { code: 'GENERIC_DB_ENGINE_ERROR', status: 422, envelope: 'errors' })
  }
  const known = networkEngine({ ...spec, arguments: [], describeError: refuse, load: refuse })
  return { ...known, connectable: false, validate: refuse, connect: refuse, describeError: (error) => asAppError(error) }
}
