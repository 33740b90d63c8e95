import { impalaDialect } from '../hive/dialect.ts'
import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import type { HiveWire } from '../thrift/driver.ts'

const wire: HiveWire = { label: 'Apache Impala', dialect: impalaDialect, port: 21050, httpPort: 28000, sasl: false, actAs: 'impala.doas.user', namesOnly: true }

export const impala = networkEngine({
  id: 'impala',
  label: 'Apache Impala',
  drivers: ['thrift', 'http', 'https'],
  alsoDrivers: ['impyla'],
  uriPlaceholder: 'impala://user:password@host:port/database[?auth=NOSASL&...]',
  defaultPort: wire.port,
  capabilities: { dynamicSchema: true, impersonation: true, cancel: true },
  dialect: impalaDialect,
  arguments: ['auth', 'auth_mechanism', 'transport_mode', 'http_path', 'use_http_transport', 'use_ssl', 'protocol', 'verify'],
  describeError: wireErrors('Apache Impala'),
  load: async (config) => (await import('../thrift/driver.ts')).connectHive(config, wire),
})
