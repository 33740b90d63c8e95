import { restDefaults } from '../http/rest.ts'
import { networkEngine } from '../network-engine.ts'
import { databendWire } from './wire.ts'

export const databend = networkEngine({
  ...restDefaults(databendWire),
  id: 'databend',
  label: 'Databend',
  drivers: ['databend'],
  alsoDrivers: ['http', 'https'],
  uriPlaceholder: 'databend://user:password@host:port/dbname?secure=true',
  capabilities: { dynamicSchema: false, fileUpload: false, cancel: true },
  arguments: ['secure', 'protocol', 'verify', 'sslmode'],
})
