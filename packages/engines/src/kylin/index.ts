import { restDefaults } from '../http/rest.ts'
import { networkEngine } from '../network-engine.ts'
import { kylinWire } from './wire.ts'

export const kylin = networkEngine({
  ...restDefaults(kylinWire),
  id: 'kylin',
  label: 'Apache Kylin',
  drivers: ['rest'],
  alsoDrivers: ['http', 'https'],
  uriPlaceholder: 'kylin://user:password@host:port/project',
  capabilities: {},
  arguments: ['protocol', 'verify'],
})
