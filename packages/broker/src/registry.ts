import { BadRequest } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import { inProcessBroker } from './in-process/index.ts'
import type { Broker, BrokerWatcher } from './port.ts'

export interface BrokerConfig {
  /** `in-process:`, `redis://…`, `rediss://…`, `amqp://…`, `amqps://…`. */
  readonly url: string
  /** Stands before the names of queues; several sites may share one server. */
  readonly prefix: string
  readonly metadata: Metadata
  readonly now: () => number
  readonly watch: BrokerWatcher
}

interface Member {
  readonly schemes: readonly string[]
  readonly open: (config: BrokerConfig) => Promise<Broker>
}

/** Every broker; client libraries are imported when one is opened. */
export const brokerMembers: readonly Member[] = [
  { schemes: ['in-process:'], open: async (config) => inProcessBroker(config) },
  { schemes: ['redis:', 'rediss:'], open: async (config) => (await import('./redis/index.ts')).redisBroker(config) },
  { schemes: ['amqp:', 'amqps:'], open: async (config) => (await import('./rabbitmq/index.ts')).rabbitBroker(config) },
]

/** The broker of an address. Throws BadRequest that names the schemes there are; never shows the address, which may hold a password. */
export const openBroker = (config: BrokerConfig): Promise<Broker> => {
  const scheme = /^[a-z-]+:/.exec(config.url)?.[0] ?? ''
  const member = brokerMembers.find((one) => one.schemes.includes(scheme))
  if (member === undefined) throw new BadRequest(`A broker address starts with one of ${brokerMembers.flatMap((one) => one.schemes).join(', ')}`)
  return member.open(config)
}
