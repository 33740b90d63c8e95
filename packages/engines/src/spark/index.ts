import { sparkDialect } from '../hive/dialect.ts'
import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import type { HiveWire } from '../thrift/driver.ts'

const wire: HiveWire = {
  label: 'Apache Spark SQL',
  dialect: sparkDialect,
  port: 10000,
  httpPort: 10001,
  sasl: true,
  actAs: 'hive.server2.proxy.user',
  namesOnly: false,
}

export const spark = networkEngine({
  id: 'spark',
  label: 'Apache Spark SQL',
  drivers: ['thrift', 'http', 'https'],
  alsoDrivers: ['pyhive', 'pyodbc'],
  uriPlaceholder: 'spark://user:password@host:port/database[?auth=NOSASL&...]',
  defaultPort: wire.port,
  capabilities: { dynamicSchema: true, impersonation: true, cancel: true },
  dialect: sparkDialect,
  arguments: ['auth', 'auth_mechanism', 'transport_mode', 'http_path', 'use_http_transport', 'use_ssl', 'protocol', 'verify'],
  describeError: wireErrors('Apache Spark SQL'),
  partitioned: true,
  load: async (config) => (await import('../thrift/driver.ts')).connectHive(config, wire),
})
