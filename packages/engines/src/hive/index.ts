import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import type { HiveWire } from '../thrift/driver.ts'
import { hiveDialect } from './dialect.ts'

const wire: HiveWire = {
  label: 'Apache Hive',
  dialect: hiveDialect,
  port: 10000,
  httpPort: 10001,
  sasl: true,
  actAs: 'hive.server2.proxy.user',
  namesOnly: true,
}

export const hive = networkEngine({
  id: 'hive',
  label: 'Apache Hive',
  drivers: ['thrift', 'http', 'https'],
  alsoDrivers: ['pyhive'],
  uriPlaceholder: 'hive://user:password@host:port/database[?auth=NOSASL&...]',
  defaultPort: wire.port,
  capabilities: { dynamicSchema: true, impersonation: true, cancel: true },
  dialect: hiveDialect,
  arguments: ['auth', 'auth_mechanism', 'transport_mode', 'http_path', 'use_http_transport', 'use_ssl', 'protocol', 'verify'],
  describeError: wireErrors('Apache Hive'),
  partitioned: true,
  load: async (config) => (await import('../thrift/driver.ts')).connectHive(config, wire),
})
