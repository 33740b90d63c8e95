import { wireErrors } from '../http/errors.ts'
import { networkEngine } from '../network-engine.ts'
import { druidDialect } from './dialect.ts'

export const druid = networkEngine({
  id: 'druid',
  label: 'Apache Druid',
  drivers: ['rest'],
  alsoDrivers: ['http', 'https', 'pydruid'],
  uriPlaceholder: 'druid://user:password@host:port/druid/v2/sql',
  defaultPort: 8082,
  capabilities: { joins: false, cancel: true, fileUpload: false },
  dialect: druidDialect,
  arguments: ['scheme', 'header', 'ssl_verify_cert'],
  describeError: wireErrors('Apache Druid'),
  load: async (config) => (await import('./driver.ts')).connectDruid(config),
})
