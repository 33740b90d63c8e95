import { restDefaults } from '../http/rest.ts'
import { networkEngine } from '../network-engine.ts'
import { taosWire } from './wire.ts'

export const taosws = networkEngine({
  ...restDefaults(taosWire),
  id: 'taosws',
  label: 'TDengine',
  drivers: ['taosws'],
  alsoDrivers: ['http', 'https'],
  uriPlaceholder: 'taosws://user:password@host:port/dbname',
  capabilities: {},
  arguments: ['protocol', 'verify'],
})
