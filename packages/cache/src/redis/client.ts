import { BadRequest } from '@coset/core'
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { parseServers } from '../servers.ts'

export const COMMAND_MS = 2000

export interface RedisClient {
  readonly commands: Redis | Cluster
  /** Every server that holds keys of its own; only after a first command. */
  masters(): readonly Redis[]
  /** Keys lie on several servers: a command takes one key only. */
  readonly scattered: boolean
}

const OPTIONS = {
  lazyConnect: true,
  connectTimeout: COMMAND_MS,
  commandTimeout: COMMAND_MS,
  maxRetriesPerRequest: 0,
} as const satisfies RedisOptions

const retryStrategy = (times: number): number => Math.min(times * 200, 2000)

const database = (path: string): number => {
  if (!/^\d{0,4}$/.test(path)) throw new BadRequest('The database of a Redis address is a number')
  return Number(path)
}

const login = (list: { readonly user: string | undefined; readonly password: string | undefined }): Pick<RedisOptions, 'username' | 'password'> => ({
  ...(list.user === undefined ? {} : { username: list.user }),
  ...(list.password === undefined ? {} : { password: list.password }),
})

const sentinel = (url: string): Redis => {
  const list = parseServers(url, 26_379)
  const name = list.parameters.get('master')
  if (name === null || name === '') throw new BadRequest('A redis-sentinel: address names its master: ?master=name')
  const sentinelPassword = list.parameters.get('sentinel_password')
  return new Redis({
    ...OPTIONS,
    ...login(list),
    sentinels: [...list.servers],
    name,
    db: database(list.path),
    ...(sentinelPassword === null ? {} : { sentinelPassword }),
    sentinelCommandTimeout: COMMAND_MS,
    sentinelRetryStrategy: retryStrategy,
    retryStrategy,
  })
}

const cluster = (url: string): Cluster => {
  const list = parseServers(url, 6379)
  if (database(list.path) !== 0) throw new BadRequest('A Redis cluster has database 0 only')
  return new Cluster([...list.servers], {
    lazyConnect: true,
    redisOptions: { ...OPTIONS, ...login(list) },
    slotsRefreshTimeout: COMMAND_MS,
    retryDelayOnFailover: 200,
    maxRedirections: 5,
    clusterRetryStrategy: retryStrategy,
  })
}

/** Connects on first use. `redis:`, `rediss:`, `redis-sentinel:` and `redis-cluster:` addresses. */
export const redisClient = (url: string): RedisClient => {
  if (url.startsWith('redis-cluster:')) {
    const commands = cluster(url)
    return { commands, masters: () => commands.nodes('master'), scattered: true }
  }
  const commands = url.startsWith('redis-sentinel:') ? sentinel(url) : new Redis(url, { ...OPTIONS, retryStrategy })
  return { commands, masters: () => [commands], scattered: false }
}
